"""Which file of the tree a path or module in a command means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname

from rung.assess.ci.definitions import inside
from rung.assess.commands.base import ScriptTarget
from rung.assess.commands.mounts import Mounts
from rung.assess.regex import regex
from rung.assess.tree.base import Tree

_ROOT_VARIABLE = regex(
    r"^(?:\$\{\{[^}]*\}\}|\$\{?\w+\}?|\$\((?:pwd|git rev-parse --show-toplevel|dirname [^)]*)\)|~|%[A-Z_]+%)[/\\]"
)
_VARIABLE = regex(r"\$\{\{[^}]{0,200}\}\}|\$\{[^}]{0,200}\}|\$\w+")
_TELLING = 4
"""Letters of a file name that must be known, besides its suffix."""
_MOST_ALIKE = 40
_SHELL_FILES = (".sh", ".bash", ".zsh", ".sbatch")
"""Most of them are written to be started in their own folder, or change to it."""
_SOURCE_ROOTS = ("", "src", "lib", "app", "code", "python")


class Locator:
    """Looks paths and modules up, each question once."""

    def __init__(self, tree: Tree, mounts: Mapping[str, Mounts], targets: Mapping[str, ScriptTarget]) -> None:
        self.tree = tree
        self.mounts = mounts
        """By path of the Dockerfile."""
        self.targets = targets
        self._modules: dict[tuple[str, str], str] = {}

    def file(self, written: str, folder: str, origin: str = "", *, loose: bool = False) -> str:
        """The file of the tree; empty when there is none.

        `origin` is the file that holds the command; `loose` also takes the only file whose path ends so, for what
        runs in a container that is not known.
        """
        path = written.replace("\\", "/").removeprefix("file://")
        entries = self.tree.entries
        for candidate in self._files(path, folder, origin):
            if candidate and candidate in entries:
                return candidate
        return self._only(path.lstrip("./")) if loose else ""

    def family(self, written: str, folder: str) -> list[str]:
        """The files that a path with an unknown part may mean: `scripts/test_${{ matrix.part }}.sh`."""
        home, _, last = _VARIABLE.sub("\0", written).replace("\\", "/").rpartition("/")
        if "\0" not in last or "\0" in home or "$" in folder:
            return []
        fixed = last.split("\0")
        if sum(map(len, fixed)) - len(last.rpartition(".")[2]) < _TELLING:
            return []
        start = inside(folder, home) if home else folder
        pattern = re.compile(".+".join(map(re.escape, fixed)))
        inner = f"{start}/" if start else ""
        named = (path for path in self.tree.entries if path.startswith(inner) and "/" not in path[len(inner) :])
        return sorted(path for path in named if pattern.fullmatch(path[len(inner) :]))[:_MOST_ALIKE]

    def _only(self, path: str) -> str:
        found = [each for each in self.tree.glob(path.rsplit("/", 1)[-1]) if f"/{each}".endswith(f"/{path}")]
        return found[0] if len(found) == 1 and path else ""

    def _files(self, path: str, folder: str, origin: str) -> Iterator[str]:
        mounts = self.mounts.get(origin)
        if mounts:
            yield mounts.found(path, self.tree)
        if path.startswith("/"):
            yield from self._tails(path)
            return
        variable = _ROOT_VARIABLE.match(path)
        if variable:
            rest = path[variable.end() :]
            yield from (inside(folder, rest), rest, inside(dirname(origin), rest))
        if "$" not in folder:
            yield inside(folder, path)
        if folder and folder not in self.tree.folders:
            yield inside("", path)
        if origin.endswith(_SHELL_FILES):
            yield inside(dirname(origin), path)

    def _tails(self, path: str) -> Iterator[str]:
        """`/app/src/train.py` may be `app/src/train.py`, `src/train.py` or `train.py` of the tree."""
        parts = path.strip("/").split("/")
        yield from ("/".join(parts[start:]) for start in range(min(len(parts), 6)))

    def folder(self, written: str, folder: str) -> str | None:
        """The folder of the tree that a path means; `None` when there is none."""
        path = inside(folder, written) if "$" not in folder else inside("", written)
        return path if path in self.tree.folders else None

    def module(self, dotted: str, folder: str, origin: str = "") -> str:
        """The file of a module, or the `__main__` or `__init__` of a package; empty when it is not of the tree."""
        mounts = self.mounts.get(origin)
        start = mounts.folder(self.tree) if mounts else folder
        key = (dotted, start)
        if key not in self._modules:
            self._modules[key] = self._module(dotted, start)
        return self._modules[key]

    def _module(self, dotted: str, folder: str) -> str:
        if not re.fullmatch(r"[\w.-]+", dotted) or dotted.startswith("."):
            return ""
        path = dotted.replace(".", "/")
        names = (f"{path}.py", f"{path}/__main__.py", f"{path}/__init__.py")
        known = "" if "$" in folder else folder
        for start in dict.fromkeys((known, "")):
            for root in _SOURCE_ROOTS:
                base = inside(start, root) if root else start
                for name in names:
                    candidate = f"{base}/{name}" if base else name
                    if candidate in self.tree.entries:
                        return candidate
        return self._anywhere(path) if "." in dotted else ""

    def _anywhere(self, path: str) -> str:
        """The one file with that end, when there is exactly one."""
        return self._only(f"{path}.py")
