"""Folders as the commands of a script change them."""

from __future__ import annotations

import re
from posixpath import dirname

from rung.assess.ci.base import Workflow
from rung.assess.ci.definitions import inside
from rung.assess.commands.base import Call
from rung.assess.commands.executes import Named
from rung.assess.regex import regex
from rung.assess.tree.base import Tree

UNKNOWN = "$unknown"
"""A folder outside the tree, or one that only running would tell."""
CHANGES = frozenset({"cd", "pushd", "popd", "Set-Location"})
_ROOTS = ("$GITHUB_WORKSPACE", "$CI_PROJECT_DIR", "${{ github.workspace }}")
_VARIABLE = regex(r"^(?:\$\{\{[^}]*\}\}|\$\{?\w+\}?|~|)/")


class Folders:
    """Where the next command of one script runs."""

    def __init__(self, tree: Tree, start: str, path: str) -> None:
        """Begin in the folder `start`; `path` is the file that holds the script."""
        self.tree = tree
        self.start = start
        self.path = path
        self.here = start
        self._before = [start]

    def change(self, name: str, args: tuple[str, ...], cloned: set[str], *, guide: bool) -> None:
        """Follow `cd` and its kin; `cloned` are folders that `git clone` made, and in a `guide` they are the root."""
        if name == "popd" and len(self._before) > 1:
            self.here = self._before.pop()
            return
        target = self._moved(args)
        if target in cloned and target not in self.tree.folders:
            # A guide clones the repository it lies in; a job that already has it clones another one.
            target = "" if guide or self._is_own(target) else f"{UNKNOWN}/{target}"
        self._before.append(self.here)
        self.here = target

    def settle(self, named: list[Named]) -> None:
        """Go back when a sub-shell that changed the folder must have ended, judged by the file a command names."""
        written = next((each.text for each in named if not each.module), "")
        if written and len(self._before) > 1:
            for each in (self.here, *reversed(self._before)):
                if inside(each, written) in self.tree.entries:
                    self.here = each
                    return

    def _is_own(self, name: str) -> bool:
        remote = self.tree.remote
        return bool(remote) and str(remote).rstrip("/").endswith("/" + name)

    def _moved(self, args: tuple[str, ...]) -> str:
        words = [each for each in args if each == "-" or not each.startswith("-")]
        written = words[0] if words else "~"
        if written == "-":
            return self._before[-1]
        if "dirname" in written or "BASH_SOURCE" in written or "%~dp0" in written:
            rest = re.split(r"\)\"?|\}", written)[-1].strip("/\"'")
            return inside(dirname(self.path), rest or ".")
        if "show-toplevel" in written or written in _ROOTS:
            return ""
        if "$" in written or written.startswith(("~", "/")):
            tail = _VARIABLE.sub("", written)
            return tail if tail in self.tree.folders and tail else UNKNOWN
        if self.here.startswith("$"):
            return UNKNOWN if written.startswith("..") else f"{UNKNOWN}/{written}"
        moved = inside(self.here, written)
        if moved not in self.tree.folders:
            # The shell may have come back from a sub-shell since.
            again = inside(self.start, written)
            return again if again in self.tree.folders and again else moved
        return moved


def above(path: str, named: list[Named]) -> str:
    """The folder from which a container sees a script under the name that the command gives it."""
    written = next((each.text.lstrip("./") for each in named), "")
    return path[: -len(written)].rstrip("/") if written and path.endswith(written) else dirname(path)


def clone_folder(call: Call) -> str:
    """The folder that a `git clone` makes."""
    plain = call.plain("-b", "--branch", "--depth", "-o", "--origin", "-c", "--config", "--reference")[1:]
    return plain[1].strip("./") if len(plain) > 1 else plain[0].rsplit("/", 1)[-1].removesuffix(".git") if plain else ""


def home_of(workflow: Workflow) -> str:
    """The root as a definition in a nested folder sees it."""
    for mark in (".github/", ".gitea/", ".forgejo/", ".circleci/"):
        before, found, _ = workflow.path.partition(mark)
        if found:
            return before.rstrip("/")
    return dirname(workflow.path) if workflow.vendor in ("gitlab", "travis", "bitbucket", "drone") else ""
