"""`rung apply data-versioned`: the tables that lie here become datasets of `rung.yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from rung.assess.regex import regex
from rung.assess.tree import Tree
from rung.errors import UsageError
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.keys import keys
from rung.plan.fixes.known import manifest, tables
from rung.project.file import ManifestFile

_OUTSIDE_NAMES = regex(r"[^A-Za-z0-9]+")


class DataVersioned(Fix):
    """An entry of `datasets:` for each table that none covers; content is stored by `rung data add`."""

    id = "data-versioned"
    practices = ("data-versioned",)
    then = (
        "rung data add stores a version; name the datasets a step reads in its inputs:, and give workspace: a place "
        "that others reach, or commit small files"
    )

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """Keys of `rung.yaml`. Raises `UsageError` where no table lies here and none is named."""
        text, file = manifest(tree)
        new = {path: _name(path, file) for path in tables(tree) if not _covered(path, file)}
        if not new and not file.datasets:
            raise UsageError(
                "no table lies in the project, and rung.yaml names no dataset",
                where="datasets",
                fix="write datasets: {NAME: {source: where it comes from}}",
            )
        return [keys(text, *((("datasets",), {name: {"source": path}}) for path, name in new.items()))]


def _covered(path: str, file: ManifestFile) -> bool:
    for entry in file.datasets.values():
        for source in entry.source if isinstance(entry.source, list) else [entry.source]:
            pattern = source.removeprefix("./") if isinstance(source, str) else ""
            if pattern and (fnmatchcase(path, pattern) or path.startswith(f"{pattern.rstrip('/')}/")):
                return True
    return False


def _name(path: str, file: ManifestFile) -> str:
    stem = _OUTSIDE_NAMES.sub("_", path.rpartition("/")[2].rpartition(".")[0]).strip("_").lower() or "table"
    taken = {*file.datasets, *file.pipeline}
    return stem if stem not in taken else f"{stem}_data"
