"""A step made ready for the shim: its folder, its files, its variables."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from rung.pipeline.base import Job
from rung.pipeline.encoding import encoded
from rung.pipeline.environment import Environment
from rung.pipeline.laying_out import LayOut
from rung.pipeline.placeholders import filled_command
from rung.pipeline.results import Output
from rung.pipeline.saved import save
from rung.pipeline.steps import Pipeline, Source, Step
from rung.project.variables import VARIABLE, filled
from rung.store.files.trouble import writing

ALWAYS = {"MLFLOW_DISABLE_TELEMETRY": "true", "PYTHONUNBUFFERED": "1"}
UNLESS_SET = {"PYTHONHASHSEED": "0", "MPLBACKEND": "Agg"}
"""Sets in the same order each time; figures without a screen."""
_OURS = ("PYTHONHOME", "PYTHONSTARTUP", "__PYVENV_LAUNCHER__")


def make_job(
    step: Step,
    pipeline: Pipeline,
    environment: Environment,
    folder: Path,
    lay_out: LayOut,
    results: Mapping[str, Output],
    variables: Mapping[str, str],
    protected: Sequence[Path],
) -> Job:
    """Lay out what the step reads, and write `job.json`.

    Raises
    ------
    StorageError
        What it reads is not there any more, or there is no room.
    """
    out = folder / "out"
    with writing(folder):
        out.mkdir(parents=True)
    sources = [_source(each, lay_out, results) for each in step.sources]
    params = _filled_params(step)
    paths = {each: os.fspath(out / each) for each in step.outputs}
    document: dict[str, Any] = {
        "step": step.name, "kind": step.kind, "does": step.does, "root": os.fspath(pipeline.root),
        "out": os.fspath(out), "frame": step.frame, "params": params, "sources": sources,
        "outputs": paths,
        "protected": [os.fspath(each) for each in protected],
    }  # fmt: skip
    if step.kind == "run":
        values = {**params, **{each["name"]: _path(each) for each in sources}, **paths}
        document["command"] = filled_command(filled(step.does, where=step.where), values)
    if step.kind == "notebook":
        document["notebook_folder"] = os.fspath((pipeline.root / step.does).parent)
    with writing(folder):
        (folder / "job.json").write_bytes(encoded(document))
    return Job(
        step=step.name, interpreter=environment.interpreter, root=pipeline.root, folder=folder, document=document,
        variables=_variables(step.name, environment, variables, document["protected"]),
        timeout=step.timeout, memory=step.memory,
    )  # fmt: skip


def _source(source: Source, lay_out: LayOut, results: Mapping[str, Output]) -> dict[str, Any]:
    if not source.is_step:
        return {"name": source.name, "path": os.fspath(lay_out.dataset(source.of)), "value": {"kind": "dataset"}}
    output = results[source.of]
    return {"name": source.name, "path": os.fspath(lay_out.output(output)), "value": output.part(source.item)}


def _path(source: dict[str, Any]) -> str:
    """What a command is given: the file where there is one, else the folder."""
    folder, value = Path(source["path"]), source["value"]
    if "path" in value:
        return os.fspath(folder / str(value["path"]))
    if value["kind"] == "metrics":
        place = folder.with_name(f"{folder.name}-{source['name']}.json")
        if not place.exists():
            save(place, encoded(value["values"]), lasting=False)
        return os.fspath(place)
    if value["kind"] == "dataset":
        files = [each for each in folder.rglob("*") if each.is_file()]
        return os.fspath(files[0] if len(files) == 1 else folder)
    return os.fspath(folder)


def _filled_params(step: Step) -> dict[str, Any]:
    text = encoded(step.params).decode()
    if not VARIABLE.search(text):
        found: dict[str, Any] = msgspec.json.decode(text)
        return found
    return {name: _filled(value, step.where) for name, value in msgspec.json.decode(text).items()}


def _filled(value: Any, where: str) -> Any:
    if isinstance(value, str):
        return filled(value, where=where)
    if isinstance(value, list):
        return [_filled(each, where) for each in value]
    if isinstance(value, dict):
        return {name: _filled(each, where) for name, each in value.items()}
    return value


def _variables(step: str, environment: Environment, more: Mapping[str, str], protected: list[str]) -> dict[str, str]:
    """As after `source .venv/bin/activate`, with what the caller adds."""
    found = {name: value for name, value in os.environ.items() if name not in _OURS}
    folder = environment.interpreter.parent
    found["PATH"] = os.pathsep.join([os.fspath(folder), *filter(None, [found.get("PATH")])])
    if (folder.parent / "pyvenv.cfg").exists():
        found["VIRTUAL_ENV"] = os.fspath(folder.parent)
    found = {**UNLESS_SET, **found, **more, **ALWAYS}
    if protected:
        # Python that a command starts reads this folder's `sitecustomize`, and so keeps away from those files too.
        guard = Path(__file__).parent / "shim" / "guard"
        found["RUNG_SHIM_STEP"] = step
        found["RUNG_SHIM_PROTECTED"] = os.pathsep.join(protected)
        found["PYTHONPATH"] = os.pathsep.join([os.fspath(guard), *filter(None, [found.get("PYTHONPATH")])])
    return found
