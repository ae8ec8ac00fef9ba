"""The code that a step reaches, from the module it names along imports and calls inside the project.

Not covered: data files that code opens, modules outside the project (their versions are in the environment's digest),
and code that is found while it runs by other ways than `importlib`, `exec` and `globals`; a module that uses those
counts with every file of its package.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from rung.pipeline.code.file_states import FileStates
from rung.pipeline.code.summary import Import, ModuleSummary, Part
from rung.pipeline.encoding import digest_of

WHOLE = "*"
SOURCE_FOLDERS = ("", "src")
"""Where modules of a project lie, below its root; the shim puts the same on its path."""
_NO_CODE = {"__pycache__", "node_modules", "site-packages", "build", "dist"}


class Reach:
    """Follows one step through the project: by file, the functions that are reached; its rest always is."""

    def __init__(self, states: FileStates) -> None:
        self._states = states
        self._seen: dict[str, set[str]] = {}
        self._waiting: list[tuple[str, str, str]] = []
        """File, name in it (`*` for all, empty for its rest alone), folder of the script that is run."""

    def digests(self) -> dict[str, str]:
        """By file: the digest of what is reached of it."""
        while self._waiting:
            self._visit(*self._waiting.pop())
        found = {}
        for path, names in self._seen.items():
            summary = self._states.summary(path)
            if summary:
                parts = [(name, summary.functions[name].digest) for name in sorted(names)]
                found[path] = digest_of([summary.rest.digest, parts])
        return dict(sorted(found.items()))

    def module(self, name: str, attribute: str = WHOLE, folder: str = "") -> bool:
        """Begin at a module, or at one name in it; false where the project has no such module."""
        files = self._files(name, folder)
        for each in files:
            self._waiting.append((each, attribute if each is files[-1] else "", folder))
        return bool(files)

    def script(self, path: str) -> None:
        """Begin at a file that is run; its own folder is on the path, as Python has it."""
        self._waiting.append((path, WHOLE, os.path.dirname(path)))

    def source(self, text: str, folder: str = "") -> None:
        """Begin at code that lies in no file: the cells of a notebook."""
        from rung.pipeline.code.summarising import summarise  # noqa: PLC0415 - notebooks alone

        summary = summarise(text.encode("utf-8", "surrogatepass"), "")
        place = _Place("", folder, "", summary)
        self._run_imports(place)
        for part in (summary.rest, *summary.functions.values()):
            self._follow(part, place, local=part is not summary.rest)

    def _visit(self, path: str, name: str, folder: str) -> None:
        summary = self._states.summary(path)
        if summary is None:
            return
        place = _Place(path, folder, _package(path), summary)
        if path not in self._seen:
            self._seen[path] = set()
            self._run_imports(place)
            self._follow(summary.rest, place, local=False)
            if summary.opaque:
                self._neighbours(path)
        wanted = [*summary.functions] if name == WHOLE else [name] if name in summary.functions else []
        for each in wanted:
            if each not in self._seen[path]:
                self._seen[path].add(each)
                self._follow(summary.functions[each], place, local=True)
        if name in summary.bound:
            self._use(summary.bound[name], "", place)

    def _run_imports(self, place: _Place) -> None:
        """What is run because the module is imported."""
        for each in place.summary.rest.imports:
            base = _absolute(each.module, place.package)
            if base is not None:
                inner = f"{base}.{each.name}" if base and each.name else each.name
                self.module(base, WHOLE if each.name == WHOLE else "", place.folder)
                if each.name not in ("", WHOLE):
                    self.module(inner, "", place.folder)
        for name in place.summary.literals:
            self.module(name, WHOLE, place.folder)

    def _follow(self, part: Part, place: _Place, *, local: bool) -> None:
        """The names that a part uses; an import inside a function counts as used in full."""
        for each in part.imports if local else ():
            self._use(each, "", place)
        for dotted in part.names:
            head = dotted.partition(".")[0]
            if head in place.summary.functions and place.path:
                self._waiting.append((place.path, head, place.folder))
            for name, bound in place.summary.bound.items():
                if dotted == name or dotted.startswith(f"{name}."):
                    self._use(bound, dotted[len(name) + 1 :], place)
                elif name.startswith(f"{dotted}."):
                    self._use(bound, "", place)

    def _use(self, bound: Import, rest: str, place: _Place) -> None:
        """An imported name is used, with `rest` behind it."""
        module = _absolute(bound.module, place.package)
        if module is None or (bound.name == WHOLE and not self.module(module, WHOLE, place.folder)):
            return
        names = [each for each in (bound.name, *rest.split(".")) if each]
        while names and self._files(f"{module}.{names[0]}" if module else names[0], place.folder):
            module = f"{module}.{names[0]}" if module else names[0]
            names.pop(0)
        self.module(module, names[0] if names else WHOLE, place.folder)

    def _files(self, name: str, folder: str) -> list[str]:
        """The module's file with those of the packages above before it; empty for a module of others."""
        if not name:
            return []
        parts = name.split(".")
        for base in dict.fromkeys((folder, *SOURCE_FOLDERS)):
            for last in (_at(base, *parts, "__init__.py"), _at(base, *parts[:-1], f"{parts[-1]}.py")):
                if self._states.digest(last) is not None:
                    above = (_at(base, *parts[:depth], "__init__.py") for depth in range(1, len(parts)))
                    return [*(each for each in above if self._states.digest(each) is not None), last]
        return []

    def _neighbours(self, path: str) -> None:
        """Every module beside and below it, where it cannot be told which of them are used."""
        first, _, rest = path.partition("/")
        top = _at("src", rest.partition("/")[0]) if first == "src" and "/" in rest else first
        packaged = "/" in path and not top.endswith(".py")
        folder = top if packaged else os.path.dirname(path)
        for each in python_files(self._states.root, folder, deep=packaged):
            self._waiting.append((each, WHOLE, ""))


class _Place:
    """Where names are looked up."""

    def __init__(self, path: str, folder: str, package: str, summary: ModuleSummary) -> None:
        self.path, self.folder, self.package, self.summary = path, folder, package, summary


def _at(*parts: str) -> str:
    return "/".join(part for part in parts if part)


def _package(path: str) -> str:
    """The package in which relative imports of a file begin."""
    inner = path.removeprefix("src/")
    return os.path.dirname(inner).replace("/", ".")


def _absolute(module: str, package: str) -> str | None:
    """The module without leading dots; `None` where they lead out of the project."""
    name = module.lstrip(".")
    dots = len(module) - len(name)
    if not dots:
        return module
    parts = package.split(".") if package else []
    if dots - 1 > len(parts):
        return None
    kept = parts[: len(parts) - (dots - 1)]
    return ".".join([*kept, *([name] if name else [])])


def python_files(root: Path, folder: str, *, deep: bool) -> Iterator[str]:
    """Python files in a folder of the project, or below it without virtual environments and hidden folders."""
    for above, folders, names in os.walk(root / folder):
        folders[:] = [each for each in folders if deep and _may_hold_code(os.path.join(above, each))]
        for name in sorted(names):
            if name.endswith(".py"):
                yield os.path.relpath(os.path.join(above, name), root).replace(os.sep, "/")


def _may_hold_code(folder: str) -> bool:
    name = os.path.basename(folder)
    return not (name.startswith(".") or name in _NO_CODE or os.path.exists(os.path.join(folder, "pyvenv.cfg")))


def changed(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Files that differ, sorted."""
    return sorted(path for path in {*old, *new} if old.get(path) != new.get(path))
