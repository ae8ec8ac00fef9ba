"""A README that is the paper of the model, or the history of its releases, as well."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.model_cards import ModelCards
from rung.assess.collectors.releases import Releases
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])
SAID = "The tide at a harbour follows the moon and the wind of the days before. " * 25
CHAPTERS = (
    "Purpose of the Model",
    "Model Selection",
    "Modelling Choices",
    "Features",
    "Training Data",
    "Representativeness",
)


def collect(kind: type, readme: str) -> Any:
    evidence = ENGINE.start(
        {
            Tree: MemoryTree({"README.md": readme, "fit.py": "x = 1\n"}),
            Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)),
            Manifest: Manifest.empty(),
        }
    )
    ENGINE.collect(evidence, [kind])
    return evidence.seen[kind]


def paper(*chapters: str) -> str:
    return "# Tides\n\n" + "".join(f"## {chapter}\n\n{SAID}\n\n" for chapter in chapters)


def test_a_readme_with_chapters_on_the_model_is_its_card():
    card = collect(ModelCards, paper(*CHAPTERS, "Known Limitations")).best
    assert card is not None
    assert card.told >= {"purpose", "data", "limits"}


@pytest.mark.parametrize(
    "chapters", [CHAPTERS, ("Overview", "Data", "Known Limitations", "Install", "Usage", "Licence")]
)
def test_a_readme_without_limits_or_about_the_software_is_not(chapters: tuple[str, ...]):
    assert collect(ModelCards, paper(*chapters)).best is None


HISTORY = "# Tides\n\n## {chapter}\n\n### {first}\n\nThe wind counts twice.\n\n### {second}\n\nHarbours were added.\n"


@pytest.mark.parametrize(
    ("chapter", "first", "second", "count"),
    [
        ("Changes since the first season", "1.0", "1.1", 1),
        ("Release notes", "v2.0 of spring", "v2.1 of autumn", 1),
        ("Changes since the first season", "Wind", "Harbours", 0),
        ("Usage", "1.0", "1.1", 0),
    ],
)
def test_a_chapter_with_a_part_for_each_release(chapter: str, first: str, second: str, count: int):
    readme = HISTORY.format(chapter=chapter, first=first, second=second)
    assert len(collect(Releases, readme).changelog) == count
