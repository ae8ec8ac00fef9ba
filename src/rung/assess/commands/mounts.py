"""Where the files of an image come from, so that `/app/train.py` is found in the tree."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from rung.assess.parse.dockerfile import Dockerfile, Stage
from rung.assess.tree.base import Tree


class Mounts(Struct, frozen=True):
    """The copies of a Dockerfile."""

    workdir: str
    """Absolute, in the image."""
    copies: tuple[tuple[str, str], ...]
    """(path in the build context, absolute path in the image), later ones last."""
    contexts: tuple[str, ...]
    """Folders of the tree that may be the build context, likeliest first."""

    def found(self, path: str, tree: Tree) -> str:
        """The file of the tree that lies at that path of the image; empty when none does."""
        absolute = normpath(join(self.workdir, path))
        for candidate in self._candidates(absolute):
            if candidate in tree.entries:
                return candidate
        return ""

    def folder(self, tree: Tree) -> str:
        """The folder of the tree that was copied to the working directory; the likeliest context when none was."""
        for candidate in self._candidates(self.workdir):
            if candidate in tree.folders:
                return candidate
        return self.contexts[0] if self.contexts else ""

    def _candidates(self, absolute: str) -> Iterator[str]:
        for context in self.contexts:
            for source, destination in reversed(self.copies):
                if absolute == destination:
                    yield _in(context, source)
                    yield _in(context, f"{source}/{basename(absolute)}")
                elif absolute == join(destination, basename(source)):
                    yield _in(context, source)
                if destination == "/" or absolute.startswith(destination + "/"):
                    rest = absolute[len(destination.rstrip("/")) + 1 :]
                    yield _in(context, f"{source}/{rest}")


def mounts_of(dockerfile: Dockerfile, path: str) -> Mounts | None:
    """The mounts of the image that a Dockerfile ends in."""
    stage = dockerfile.final
    if stage is None:
        return None
    copies: list[tuple[str, str]] = []
    for each in dockerfile.stages:
        if each is not stage:
            copies += _copies(each)[1]
    workdir, own = _copies(stage)
    folder = dirname(path)
    contexts = tuple(dict.fromkeys((folder, "", dirname(folder))))
    return Mounts(workdir, (*copies, *own), contexts)


def _copies(stage: Stage) -> tuple[str, list[tuple[str, str]]]:
    """The last working directory of a stage, and what is copied from the context."""
    workdir = "/"
    found: list[tuple[str, str]] = []
    copies = {each.line: each for each in stage.copies}
    for instruction in stage.instructions:
        if instruction.op == "WORKDIR":
            workdir = normpath(join(workdir, _filled(instruction.body.strip("\"' "), stage)))
        copy = copies.get(instruction.line) if instruction.op in ("COPY", "ADD") else None
        if copy is None or copy.stage:
            continue
        destination = normpath(join(workdir, _filled(copy.destination, stage)))
        found += [(_source(each), destination) for each in copy.sources]
    return workdir, found


def _source(written: str) -> str:
    """A glob stands for its folder."""
    return normpath(dirname(written) if "*" in written else written).lstrip("/")


def _filled(text: str, stage: Stage) -> str:
    if "$" not in text:
        return text
    for name, value in {**stage.args, **stage.env}.items():
        text = text.replace(f"${{{name}}}", value).replace(f"${name}", value)
    return text


def _in(context: str, path: str) -> str:
    joined = normpath(join(context, path))
    return "" if joined == "." else joined
