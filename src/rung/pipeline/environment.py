"""The project's interpreter, and what is installed there: read from its folders, started once when it is new."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from rung.errors import UsageError
from rung.pipeline.encoding import digest_of, encoded
from rung.pipeline.saved import save, saved
from rung.pipeline.steps import Pipeline

PATIENCE = 60.0
_PROBE = (
    "import json,platform,sys,sysconfig,site\n"
    "p=sysconfig.get_paths()\n"
    "f=[p['purelib'],p['platlib'],*[x for x in sys.path if x.endswith(('site-packages','dist-packages'))]]\n"
    "print(json.dumps({'python':platform.python_version(),'implementation':platform.python_implementation(),"
    "'folders':list(dict.fromkeys(f)),'prefix':sys.prefix}))"
)
_OWN = "rung"


class Environment(Struct, frozen=True):
    """An interpreter and its packages."""

    interpreter: Path
    python: str
    """`CPython 3.11.7`."""
    packages: tuple[str, ...]
    """`numpy 2.1.0`, sorted; without Rung itself, which steps do not see."""

    @property
    def digest(self) -> str:
        """Of the version of Python and of all packages."""
        return digest_of([self.python, self.packages])


class _Probed(Struct):
    """What an interpreter said of itself, and the file as it was then."""

    stamp: list[int]
    python: str
    implementation: str
    folders: list[str]
    prefix: str


class _Said(Struct):
    python: str
    implementation: str
    folders: list[str]
    prefix: str


def environment_of(pipeline: Pipeline, folder: Path) -> Environment:
    """The environment in which steps run. What an interpreter says of itself is kept below `folder`.

    Raises
    ------
    UsageError
        There is no interpreter at that place, or it does not start.
    """
    interpreter = _interpreter(pipeline)
    place = folder / "environments" / f"{digest_of(str(interpreter))[:16]}.json"
    stamp = _stamp(interpreter)
    probed = saved(place, _Probed)
    if probed is None or probed.stamp != stamp:
        said = _ask(interpreter, pipeline.environment_where)
        probed = _Probed(stamp, said.python, said.implementation, said.folders, said.prefix)
        save(place, encoded(probed), lasting=False)
    return Environment(interpreter, f"{probed.implementation} {probed.python}", _packages(probed))


def _interpreter(pipeline: Pipeline) -> Path:
    if pipeline.environment is None:
        return Path(sys.executable)
    written = pipeline.root / os.path.expanduser(pipeline.environment)
    if written.is_dir():
        inside = [written / "bin" / "python", written / "Scripts" / "python.exe", written / "python.exe"]
        found = next((each for each in inside if each.exists()), None)
    else:
        found = written if written.exists() else None
    if found is None:
        raise UsageError(
            f"there is no Python interpreter at {pipeline.environment}",
            where=pipeline.environment_where,
            fix=f"python -m venv {pipeline.environment}, or correct environment:",
        )
    return Path(os.path.abspath(found))  # not resolved: a virtual environment is known by the path of its link


def _stamp(interpreter: Path) -> list[int]:
    stamps = []
    for path in (interpreter, interpreter.parent.parent / "pyvenv.cfg"):
        try:
            state = os.stat(path)
        except OSError:
            stamps += [0, 0, 0]
            continue
        stamps += [state.st_mtime_ns, state.st_size, state.st_ino]
    return stamps


def _ask(interpreter: Path, where: str) -> _Said:
    import subprocess  # noqa: PLC0415 - once for each interpreter

    try:
        done = subprocess.run(
            [interpreter, "-c", _PROBE], capture_output=True, timeout=PATIENCE, check=True, stdin=subprocess.DEVNULL
        )
        return msgspec.json.decode(done.stdout, type=_Said)
    except (OSError, subprocess.SubprocessError, msgspec.MsgspecError) as error:
        said = (getattr(error, "stderr", None) or b"").decode(errors="replace").strip().splitlines()
        reason = said[-1] if said else str(error)
        raise UsageError(
            f"{interpreter} does not start: {reason}", where=where or None, fix="make the environment again"
        ) from None


def _packages(probed: _Probed) -> tuple[str, ...]:
    """Names and versions by the names of folders and files: that of numpy is `numpy-2.1.0.dist-info`."""
    found: set[str] = set()
    for folder in probed.folders:
        found |= {text for name in _listing(folder) if (text := _package(name))}
    for name in _listing(os.path.join(probed.prefix, "conda-meta")):
        if name.endswith(".json"):
            found.add(f"conda {name.removesuffix('.json')}")
    return tuple(sorted(found))


def _package(entry: str) -> str | None:
    stem, _, ending = entry.rpartition(".")
    if ending not in ("dist-info", "egg-info") or "-" not in stem:
        return None
    name, version = stem.split("-")[:2]
    return None if name.lower() == _OWN else f"{name.lower().replace('_', '-')} {version}"


def _listing(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
