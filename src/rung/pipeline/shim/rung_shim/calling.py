"""Steps that are functions."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

from rung_shim.failing import StepFailure
from rung_shim.reading import read_source
from rung_shim.writing import Writer


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Call the function with its inputs and params, and write what it returns."""
    function = found(job["does"])
    arguments = {each["name"]: read_source(each, job) for each in job["sources"]}
    for name, value in job["params"].items():
        arguments[name] = value
    _check(function, arguments, job["does"])
    writer = Writer(job, arguments)
    written: dict[str, Any] = writer.write(function(**arguments), job["step"])
    return written


def found(does: str) -> Any:
    """The function behind `module:function`."""
    module_name, _, path = does.partition(":")
    try:
        value = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name and (module_name + ".").startswith(error.name + "."):
            raise StepFailure(
                f"there is no module {error.name}", "correct call:, or put it into the project's folder or its src"
            ) from None
        raise
    for name in path.split("."):
        try:
            value = getattr(value, name)
        except AttributeError:
            raise StepFailure(f"{module_name} has no {path}", "correct call:") from None
    if not callable(value):
        raise StepFailure(f"{does} cannot be called", "name a function")
    return value


def _check(function: Any, arguments: dict[str, Any], does: str) -> None:
    """Say which argument is wrong before the call: else its traceback would show our line."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(**arguments)
    except TypeError as error:
        given = ", ".join(arguments) or "nothing"
        raise StepFailure(
            f"{does}{signature} does not take what the step gives it: {error}",
            f"it is given {given}: make inputs, params and arguments agree",
        ) from None
