"""Steps that are notebooks: every cell from top to bottom in one namespace, without Jupyter.

Params stand in a cell after the one tagged `parameters`, or before all others. Inputs are variables of their names; one
that the cell `parameters` sets to a text is given as a path, as a notebook expects it that reads its files itself.
The result is the variable `result`, or else those of `model`, `metrics` and the step's own name that there are.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import linecache
import os
import re
import subprocess
import sys
from typing import Any

from rung_shim.failing import StepFailure, described
from rung_shim.reading import files_below, read_source
from rung_shim.writing import Writer

EXECUTED = "executed.ipynb"
_NEEDLESS = ("matplotlib", "load_ext", "reload_ext", "autoreload", "config", "precision", "pylab", "warnings")
_TIMING = ("time", "timeit", "capture", "prun")
_LINE = re.compile(r"^(?P<lead>\s*)(?P<sign>[%!?])(?P<rest>.*)$")
_ASSIGNED = re.compile(r"[A-Za-z_][\w, ]*=\s*[%!]")


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Run all cells; the executed notebook is written whether or not they end well."""
    path = os.path.join(job["root"], job["does"])
    notebook = read(path)
    os.chdir(os.path.dirname(path))
    inputs = {each["name"]: read_source(each, job) for each in job["sources"]}
    names: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__, "display": display, **inputs}
    cells = inject(notebook["cells"], job["params"])
    notebook["cells"] = cells
    try:
        run_cells(cells, names, job, inputs)
    finally:
        with open(os.path.join(os.path.dirname(job["out"]), EXECUTED), "w", encoding="utf-8") as file:
            json.dump(notebook, file, indent=1)
    written: dict[str, Any] = Writer(job, inputs).write(result_of(names, job["step"], inputs), job["step"])
    return written


def read(path: str) -> dict[str, Any]:
    """The notebook, in version 4 of its format."""
    try:
        with open(path, encoding="utf-8") as file:
            notebook = json.load(file)
        for cell in notebook["cells"]:
            source = cell["source"]
            cell["source"] = source if isinstance(source, str) else "".join(source)
            cell.setdefault("metadata", {})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StepFailure(f"{os.path.basename(path)} is no notebook: {error}", "save it again in Jupyter") from None
    found: dict[str, Any] = notebook
    return found


def inject(cells: list[dict[str, Any]], params: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells with one that sets the params: after the first tagged `parameters`, else before all."""
    if not params:
        return cells
    kept = [each for each in cells if "injected-parameters" not in each["metadata"].get("tags", ())]
    tagged = [place for place, each in enumerate(kept) if "parameters" in each["metadata"].get("tags", ())]
    at = tagged[0] + 1 if tagged else 0
    text = "\n".join(["# Parameters", *(f"{name} = {value!r}" for name, value in params.items())])
    cell: dict[str, Any] = {
        "cell_type": "code", "id": "injected-parameters", "execution_count": None, "outputs": [], "source": text,
        "metadata": {"tags": ["injected-parameters"]},
    }  # fmt: skip
    return [*kept[:at], cell, *kept[at:]]


def hand_over(names: dict[str, Any], inputs: dict[str, Any], job: dict[str, Any]) -> None:
    """Set the inputs again that the notebook's own parameters have just hidden."""
    for source in job["sources"]:
        name = source["name"]
        if isinstance(names.get(name), (str, os.PathLike)) and not isinstance(inputs[name], os.PathLike):
            names[name] = path_of(source)
        else:
            names[name] = inputs[name]


def path_of(source: dict[str, Any]) -> str:
    """The file of an input, or the folder of several."""
    if "path" in source["value"]:
        return os.path.join(str(source["path"]), source["value"]["path"])
    files = files_below(source["path"])
    return files[0] if len(files) == 1 else str(source["path"])


def run_cells(cells: list[dict[str, Any]], names: dict[str, Any], job: dict[str, Any], inputs: dict[str, Any]) -> None:
    """Run them in order; the first that fails ends it."""
    number = 0
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        number += 1
        where = f"{job['does']}, cell {number}"
        cell["execution_count"], cell["outputs"] = number, []
        if not cell["source"].strip():
            continue
        told = _Told(sys.stdout)
        try:
            with contextlib.redirect_stdout(told):
                shown = _run_cell(plain(cell["source"], where), where, names)
        except BaseException as error:
            failure = described(error, job)
            lines = (failure["traceback"] or failure["says"]).splitlines()
            cell["outputs"] = [*told.outputs(), {"output_type": "error", "ename": type(error).__name__,
                                                 "evalue": str(error), "traceback": lines}]  # fmt: skip
            raise
        if "parameters" in cell["metadata"].get("tags", ()):
            hand_over(names, inputs, job)
        cell["outputs"] = told.outputs()
        if shown is not None:
            cell["outputs"].append({"output_type": "execute_result", "execution_count": number, "metadata": {},
                                    "data": {"text/plain": repr(shown)}})  # fmt: skip


class _Told(io.TextIOBase):
    """Keeps what a cell prints, and hands it on."""

    def __init__(self, onward: Any) -> None:
        self._onward, self._texts = onward, [""]

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._texts.append(text)
        self._onward.write(text)
        return len(text)

    def flush(self) -> None:
        self._onward.flush()

    def outputs(self) -> list[dict[str, Any]]:
        text = "".join(self._texts)
        return [{"output_type": "stream", "name": "stdout", "text": text}] if text else []


def _run_cell(text: str, where: str, names: dict[str, Any]) -> Any:
    """Run one cell; gives the value of its last line where that is an expression, as Jupyter shows it."""
    linecache.cache[where] = (len(text), None, text.splitlines(keepends=True), where)
    tree = ast.parse(text, where)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    exec(compile(tree, where, "exec"), names)  # noqa: S102 - that is what a notebook is for
    if not isinstance(last, ast.Expr):
        return None
    value = eval(compile(ast.Expression(last.value), where, "eval"), names)  # noqa: S307 - as above
    return None if text.rstrip().endswith(";") else value


def plain(text: str, where: str) -> str:
    """The cell as Python: lines of Jupyter's own are left out, turned into calls, or refused."""
    first = text.lstrip().split("\n", 1)
    if first[0].startswith("%%"):
        name = (first[0][2:].split() or [""])[0]
        if name not in _TIMING:
            raise StepFailure(f"the cell magic %%{name} needs Jupyter", "write it in Python", where)
        text = "\n" + (first[1] if len(first) > 1 else "")
    if _is_python(text):
        return text
    return "\n".join(_line(line, where, number + 1) for number, line in enumerate(text.split("\n")))


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _line(line: str, where: str, number: int) -> str:
    at = f"{where}, line {number}"
    found = _LINE.match(line)
    if not found:
        if _ASSIGNED.match(line.strip()):
            raise StepFailure(f"{line.strip()!r} needs Jupyter", "call subprocess.run in its place", at)
        return line
    rest = found["rest"].strip()
    if found["sign"] == "?":
        return f"{found['lead']}pass"
    if re.match(r"^(python3? -m )?(pip|conda|mamba|uv)\b", rest):
        raise StepFailure(f"the notebook installs packages: {line.strip()}",
                          "add them to the project's environment and its lock, and take the line out", at)  # fmt: skip
    if found["sign"] == "!":
        return f"{found['lead']}__import__('rung_shim.notebooks', fromlist=['shell']).shell({rest!r}, {at!r})"
    name, _, code = rest.partition(" ")
    if name in _NEEDLESS:
        return f"{found['lead']}pass"
    if name in _TIMING and code.strip():
        return found["lead"] + code.strip()
    if name == "cd":
        return f"{found['lead']}__import__('os').chdir({code.strip()!r})"
    raise StepFailure(f"the magic %{name} needs Jupyter", "write it in Python", at)


def shell(command: str, where: str) -> None:
    """A line that begins with `!`; here it must end well."""
    done = subprocess.run(  # noqa: S602 - the person wrote it
        command, shell=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    sys.stdout.write(done.stdout.decode(errors="replace"))
    if done.returncode:
        raise StepFailure(f"!{command} ended with exit code {done.returncode}", None, where)


def display(*values: Any, **_: Any) -> None:
    """Jupyter's own, as text."""
    for value in values:
        sys.stdout.write(f"{value!r}\n")


def result_of(names: dict[str, Any], step: str, inputs: dict[str, Any]) -> Any:
    """What the notebook leaves behind."""
    if names.get("result") is not None:
        return names["result"]
    # `from sklearn import metrics` leaves a module of that name.
    wanted = [each for each in ("model", "metrics", step) if names.get(each) is not None and each not in inputs]
    found = {
        each: names[each]
        for each in dict.fromkeys(wanted)
        if (not callable(names[each]) or hasattr(names[each], "predict")) and not isinstance(names[each], type(sys))
    }
    if len(found) == 1:
        return next(iter(found.values()))
    return found or None
