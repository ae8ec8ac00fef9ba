"""Whoever hides a file raises nothing: no verdict, no level, no index."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.specimen import ROOT, load

from rung.assess.clock import Clock
from rung.assess.measuring import Ruler, load_ruler
from rung.assess.records import Records
from rung.assess.score import Score, score
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.domain import Kind, Verdict
from rung.errors import RungError
from rung.project import Manifest
from rung.project.manifest import MANIFEST_NAME
from rung.project.reading import read_manifest

SPECIMENS = sorted(folder for folder in ROOT.glob("*/*") if folder.is_dir())
WORTH = {Verdict.MET: 2, Verdict.PARTIAL: 1}
WAYS = ("absent", "conflict", "binary", "oversized")
OVERSIZED = 40_000_000


@cache
def ruler() -> Ruler:
    return load_ruler()


def measured(tree: Tree, clock: Clock) -> Score:
    """Every practice judged, whatever the kind: a specimen is too small to look like a project."""
    try:
        manifest = read_manifest(tree.text(MANIFEST_NAME) or "") if MANIFEST_NAME in tree else Manifest.empty()
    except RungError:
        manifest = Manifest.empty()
    given = {Tree: tree, Clock: clock, Manifest: manifest, Records: Records(clock.now)}
    judged = ruler().engine.run(given)
    assert not judged.notes, judged.notes
    pairs = [(practice.card(), judgement) for practice, judgement in judged.judgements]
    return score(pairs, kind=Kind.PROJECT, clock=clock)


def hidden(tree: MemoryTree, path: str, way: str) -> MemoryTree:
    files = {each: tree.read(each) or b"" for each in tree.entries}
    told = {"history": tree.history(), "commit": tree.commit, "remote": tree.remote, "shallow": tree.shallow}
    match way:
        case "conflict":
            files[path] = b"<<<<<<< HEAD\n" + files[path]
        case "binary":
            files[path] = b"\0" + files[path]
    found = MemoryTree(files, absent=[path] if way in ("absent", "oversized") else [], **told)  # type: ignore[arg-type]
    if way == "oversized":
        found.entries = {**found.entries, path: replace(found.entries[path], size=OVERSIZED)}
    return found


def risen(before: Score, after: Score) -> Iterator[str]:
    for was, found in zip(before.findings, after.findings, strict=True):
        gone = found.verdict is Verdict.NOT_APPLICABLE and was.verdict is not Verdict.NOT_APPLICABLE
        if gone or WORTH.get(found.verdict, 0) > WORTH.get(was.verdict, 0) or (found.holds and not was.holds):
            yield f"{was.id}: {was.verdict} ({was.because}) → {found.verdict} ({found.because})"
    for name in ("index", "configured_level", "proven_level"):
        if getattr(after, name) > getattr(before, name):
            yield f"{name}: {getattr(before, name)} → {getattr(after, name)}"


@pytest.mark.parametrize("folder", SPECIMENS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_hiding_any_file_raises_nothing(folder: Path) -> None:
    tree, clock = load(folder)
    before = measured(tree, clock)
    start = SPECIMENS.index(folder)
    for number, path in enumerate(tree.entries, start):
        way = WAYS[number % len(WAYS)]
        told = list(risen(before, measured(hidden(tree, path, way), clock)))
        assert not told, (path, way, told)


@pytest.mark.parametrize("folder", SPECIMENS[::9], ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_hiding_all_files_raises_nothing(folder: Path) -> None:
    tree, clock = load(folder)
    everything = MemoryTree({}, absent=tree.entries, history=tree.history(), commit=tree.commit)
    assert not list(risen(measured(tree, clock), measured(everything, clock)))
