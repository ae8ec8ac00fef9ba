"""An R script or notebook as a module, so that the same questions can be asked of it."""

from __future__ import annotations

from rung.assess.parse import r_script
from rung.assess.parse.python_facts import USED, Call, Function, Module, Opaque, Value
from rung.errors import UnreadableError


def read_r(path: str, text: str) -> Module:
    """Read R: `caret::train(…)` is a call of `caret.train`, `train(…)` one of `train`; `source("x.R")` is an import."""
    module = Module(path=path, dotted="", language="r", lines=text.count("\n") + 1)
    module.notebook = path.endswith((".Rmd", ".qmd"))
    try:
        script = r_script.read_chunks(text) if module.notebook else r_script.read(text)
    except UnreadableError as problem:
        module.error = problem.what
        return module
    module.import_lines = dict(script.packages)
    module.imports = {name: name for name in script.packages}
    module.top_level_work = bool(script.calls)
    for name, line in script.functions.items():
        module.functions[name] = Function(name, line, line, (), (), "", 1)
    for each in script.calls:
        name = f"{each.package}.{each.name}" if each.package else each.name
        call = Call(name, each.line, "", flags=USED)
        call.args = tuple(_value(text) for text in each.args)
        call.kwargs = {key: _value(value) if value else Opaque() for key, value in each.named.items()}
        module.calls.append(call)
    module.star_imports = tuple(target for target, _ in script.sources)
    module.strings = list(script.strings)
    return module


def _value(text: str) -> Value:
    """An argument as a number where it is one, else as its text."""
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text
