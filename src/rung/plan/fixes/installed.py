"""What the project's interpreter has installed, as far as the project needs it: asked of that interpreter."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from rung.errors import UsageError
from rung.project.manifest import MANIFEST_NAME

PATIENCE = 120
_ASK = """
import importlib.metadata as m, json, re, sys, platform
def norm(n): return re.sub(r"[-_.]+", "-", n).lower()
dists = {norm(d.metadata["Name"]): d for d in m.distributions() if d.metadata["Name"]}
owners = {}
for name, d in dists.items():
    files = [str(f) for f in d.files or ()]
    tops = {f.split("/")[0].split(".")[0] for f in files if f.endswith((".py", ".so", ".pyd"))}
    tops |= set((d.read_text("top_level.txt") or "").split())
    for top in tops:
        owners.setdefault(top, name)
modules, named = json.loads(sys.argv[1])
todo = [(owners[x], "") for x in modules if x in owners] + [(norm(n), "") for n in named if norm(n) in dists]
absent = [x for x in modules if x not in owners]
via = {}
while todo:
    name, by = todo.pop()
    new = name not in via
    via.setdefault(name, set())
    if by: via[name].add(by)
    if new:
        for r in dists[name].requires or ():
            spec, _, marker = r.partition(";")
            other = norm(re.match(r"[A-Za-z0-9._-]+", spec.strip()).group(0))
            if "extra" not in marker and other in dists: todo.append((other, name))
print(json.dumps({"python": platform.python_version(), "absent": absent,
    "packages": {n: [dists[n].version, sorted(v)] for n, v in sorted(via.items())}}))
"""


class Installed(Struct, frozen=True):
    """Packages by name: the version, and which others pull it in."""

    python: str
    absent: list[str]
    """Modules that the code imports and that are not installed."""
    packages: dict[str, tuple[str, list[str]]]


def interpreter(root: Path, environment: str | None) -> Path:
    """The project's: what `rung.yaml` says, `.venv` beside it, or the one Rung runs in."""
    for folder in (environment, None if environment else ".venv"):
        if folder:
            place = root / folder
            for each in (place, place / "bin" / "python", place / "Scripts" / "python.exe"):
                if each.is_file():
                    return each
    if environment:
        raise UsageError(
            f"there is no interpreter in {environment}", where=f"{MANIFEST_NAME}: environment", fix="make it first"
        )
    return Path(sys.executable)


def installed(python: Path, modules: Sequence[str], named: Sequence[str]) -> Installed:
    """What those modules and packages need, as it is installed there. Raises `UsageError` where it does not answer."""
    asked = json.dumps([list(modules), list(named)])
    try:
        done = subprocess.run(
            [str(python), "-c", _ASK, asked], capture_output=True, text=True, check=False, timeout=PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"the interpreter does not answer: {error}", where=str(python)) from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word why"])[-1]
        raise UsageError(f"the interpreter does not say what is installed: {last}", where=str(python))
    said = json.loads(done.stdout)
    packages = {name: (version, via) for name, (version, via) in said["packages"].items()}
    return Installed(said["python"], said["absent"], packages)
