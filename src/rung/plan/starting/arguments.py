"""What a script must be given on its command line."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rung.assess.parse.python_facts import Call, Items, Module
from rung.assess.regex import regex

_NONE_NEEDED = ("?", "*")
_COUNTED = regex(r"\bsys\.argv\s*\[\s*[1-9]")


def needed_arguments(module: Module, text: str) -> list[str]:
    """Options and places without which it ends: `--data`, `DATA`; in the order of the code."""
    found = [name for call in module.calls if (name := _asked(call))]
    if "typer" in module.imports or "typer" in module.import_lines:
        found += _typed(text)
    if not found and _COUNTED.search(text) and "len(sys.argv)" not in text:
        found = ["the words it reads from sys.argv"]
    return list(dict.fromkeys(found))


def _asked(call: Call) -> str | None:
    first = next((each for each in call.args if isinstance(each, str)), None)
    if first is None:
        return None
    if call.last == "add_argument":
        longest = max((each for each in call.args if isinstance(each, str)), key=len)
        if first.startswith("-"):
            return longest if call.kwargs.get("required") is True else None
        return None if call.kwargs.get("nargs") in _NONE_NEEDED or "default" in call.kwargs else first.upper()
    if call.name == "click.option":
        return first if call.kwargs.get("required") is True else None
    if call.name == "click.argument":
        optional = call.kwargs.get("required") is False or "default" in call.kwargs
        return None if optional or isinstance(call.kwargs.get("nargs"), Items) else first.upper()
    return None


def _typed(text: str) -> Iterator[str]:
    """Parameters without a default of the commands that typer makes."""
    try:
        parsed = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(parsed):
        if isinstance(node, ast.FunctionDef) and any(_is_command(each) for each in node.decorator_list):
            given = node.args
            plain = given.args[: len(given.args) - len(given.defaults)]
            alone = [each for each, value in zip(given.kwonlyargs, given.kw_defaults, strict=True) if value is None]
            for each in (*plain, *alone):
                yield each.arg.upper()


def _is_command(decorator: ast.expr) -> bool:
    made = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(made, ast.Attribute) and made.attr == "command"
