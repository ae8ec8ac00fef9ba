"""Every practice has a specimen that meets it and one that only looks as if it did."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.specimen import ROOT, load

from rung.assess.base import Collector, Practice
from rung.assess.clock import Clock
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.domain import Verdict
from rung.plugins import discover
from rung.project import Manifest
from rung.project.manifest import MANIFEST_NAME
from rung.project.reading import read_manifest

COLLECTORS = [each() for each in discover("rung.assess.collectors", Collector)]
PRACTICES = {each.id: each for each in discover("rung.assess.practices", Practice)}
FOLDERS = sorted(folder for folder in ROOT.glob("*/*") if folder.is_dir())
EXPECTED = {
    "met": {Verdict.MET},
    "partial": {Verdict.PARTIAL},
    "unmet": {Verdict.UNMET, Verdict.UNKNOWN},
    "not_applicable": {Verdict.NOT_APPLICABLE},
    "unknown": {Verdict.UNKNOWN},
}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_specimen_is_judged_as_its_folder_says(folder: Path) -> None:
    practice = PRACTICES[folder.parent.name]
    tree, clock = load(folder)
    engine = Engine(COLLECTORS, [practice()], given=[Tree, Clock, Manifest])
    manifest = read_manifest(tree.text(MANIFEST_NAME) or "") if MANIFEST_NAME in tree else Manifest.empty()
    judged = engine.run({Tree: tree, Clock: clock, Manifest: manifest})
    ((_, judgement),) = judged.judgements
    assert not judged.notes, judged.notes
    assert judgement.verdict in EXPECTED[folder.name.split("_because")[0]], judgement.because


@pytest.mark.parametrize("practice", sorted(PRACTICES))
def test_practice_has_both_specimens(practice: str) -> None:
    assert (ROOT / practice / "met").is_dir()
    assert (ROOT / practice / "unmet").is_dir()
