"""What is known of a project before anything is written for it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from rung.assess.tree import Tree
from rung.errors import UsageError
from rung.project.file import DatasetEntry, ManifestFile, StepEntry
from rung.project.manifest import MANIFEST_NAME
from rung.project.reading import read_written

README = "README.md"
_TABLES = (".csv", ".tsv")
_HEAD = 200_000
_MOST_COLUMNS = 200


def written(tree: Tree, path: str) -> str | None:
    """The text that is there, so that it can be added to; `None` where there is no file.

    Raises
    ------
    UsageError
        It is not UTF-8: written again, it would not be the same.
    """
    content = tree.content(path) if path in tree else None
    if content is None:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError("the file is not UTF-8, and is not added to", where=path, fix="save it as UTF-8") from error


def manifest(tree: Tree) -> tuple[str, ManifestFile]:
    """The text of `rung.yaml` and what it says. Raises `UsageError` where there is none."""
    text = written(tree, MANIFEST_NAME)
    if text is None:
        raise UsageError("there is no rung.yaml", where=MANIFEST_NAME, fix="rung init")
    return text, read_written(text)[0]


def manifest_or_none(tree: Tree) -> ManifestFile:
    """What `rung.yaml` says; an empty one where there is none."""
    text = written(tree, MANIFEST_NAME)
    return read_written(text)[0] if text else ManifestFile()


def training_step(file: ManifestFile) -> tuple[str, StepEntry] | None:
    """The step that makes the model: the one that is named, or the last."""
    if not file.pipeline:
        return None
    named = file.model.from_ if file.model else None
    name = named if named in file.pipeline else list(file.pipeline)[-1]
    return name, file.pipeline[name]


def tables(tree: Tree) -> list[str]:
    """Files of rows and columns in the project, tests and hidden folders left out."""
    found = tree.glob("*.csv", "*.tsv", "*.parquet", "*.jsonl")
    return [each for each in found if not any(part.startswith((".", "test")) for part in each.split("/"))]


def columns_of(tree: Tree, entry: DatasetEntry) -> list[str]:
    """The names of a dataset's columns, from the head of its first file; empty where they cannot be read."""
    for path in _files(tree, entry):
        head = (tree.read(path, limit=50_000_000) or b"")[:_HEAD].decode("utf-8-sig", "replace")
        try:
            first = next(csv.reader(io.StringIO(head), delimiter="\t" if path.endswith(".tsv") else ","), [])
        except csv.Error:
            continue
        if names := [
            " ".join(each.replace("`", "").replace("|", "/").split()) for each in first[:_MOST_COLUMNS] if each.strip()
        ]:
            return names
    return []


def _files(tree: Tree, entry: DatasetEntry) -> Iterator[str]:
    sources = entry.source if isinstance(entry.source, list) else [entry.source]
    for source in sources:
        if isinstance(source, str):
            pattern = source.removeprefix("./")
            plain = [pattern] if pattern in tree else list(tree.glob(pattern if "/" in pattern else f"/{pattern}"))
            yield from (each for each in plain if each.endswith(_TABLES))


def need_pipeline(file: ManifestFile) -> None:
    """Raise `UsageError` where `rung run` has nothing to run."""
    if not file.pipeline:
        raise UsageError(
            "rung.yaml has no pipeline",
            where=MANIFEST_NAME,
            fix="write pipeline: {train: {notebook: PATH, inputs: [DATASET]}}, or run: COMMAND in place of notebook:",
        )
