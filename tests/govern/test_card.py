"""The card: what the records know, what people wrote, and nothing that nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from rung.domain.evaluation import Comparison, Interval, SliceResult
from rung.domain.run import RunStatus
from rung.govern.card.front_matter import front_matter
from rung.govern.card.gathering import Card, card_of
from rung.govern.card.markdown import cell, markdown
from rung.govern.card.written import Section, Written, read_written, sections_of, unwritten
from rung.project.file import DatasetEntry, ManifestFile, ModelSection
from rung.store.opening import open_store
from rung.store.transactions import Store
from store.values import (
    ANN,
    a_check,
    a_model,
    a_release,
    a_run,
    a_version,
    an_approval,
    an_evaluation,
    digest,
    later,
)

FILE = ManifestFile(
    project="flights",
    purpose="warn passengers",
    success="missed below 30 %",
    owner="ops@example.org",
    datasets={"flights": DatasetEntry(licence="public domain", time="time_hour")},
    model=ModelSection(name="flights", task="binary"),
)
PEOPLE = "---\nlicense: mit\ntags: [aviation]\nlanguage: en\n---\n# Flights\n\n## Limits\n\nNot for *winter*.\n\n## Ethics\n\nTBD\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.db") as opened:
        yield opened


def made(store: Store, tmp_path: Path, people: str = PEOPLE, **fields: Any) -> tuple[Card, str]:
    data = a_version()
    comparison = Comparison("baseline", "roc_auc", 0.5, Interval(0.16, 0.11, 0.21), 100)
    slices = (SliceResult("carrier", "UA|<b>", "roc_auc", None, 2, "one class only"),)
    evaluation = an_evaluation(comparisons=(comparison,), slices=slices, latency_ms={"p99": 3.25})
    given = {
        "evaluation": evaluation,
        "datasets": {"flights": data.id},
        "params": {"C": 0.5},
        "commit": digest("c")[:40],
    }
    with store.writing(ANN) as writer:
        writer.datasets.add(data)
        writer.checks.add(a_check(version=data.id))
        writer.runs.begin(a_run("first"))
        writer.runs.finish("first", RunStatus.SUCCESS, later(12.5), {}, cpu_seconds=9.0, peak_memory_bytes=1 << 28)
        version = writer.models.register(a_model(**(given | fields)))
        writer.approvals.ask(an_approval())
        writer.releases.make(a_release(reason="first | one", approval="a1"))
    (tmp_path / "MODEL_CARD.md").write_text(people)
    written = read_written(tmp_path)
    with store.reading() as reader:
        card = card_of(version, reader, "flights", FILE, written)
    return card, markdown(card, written.front)


def test_it_says_what_is_recorded(store: Store, tmp_path: Path) -> None:
    card, page = made(store, tmp_path)
    for line in [
        "- Purpose: warn passengers",
        "| flights | " + card.datasets[0].id[:12] + " | 2026-05-04 | 100 | 2 | public domain | kept (2026-05-04) |",
        "- Parameter C: 0.5",
        "- Cost: 12.5 s, 9.0 s of processor, 256 MiB of memory at most",
        "| baseline | roc\\_auc | 0.5 | +0.16 | +0.11 to +0.21 (95%) | 100 |",
        "| latency p99 | 3.25 ms |",
        "| carrier = UA\\|\\<b\\> | roc\\_auc | – | 2 | one class only |",
        "| roc\\_auc \\>= 0.6 | passed | roc\\_auc is 0.66 |",
        "| a1 | production | pending |  |  | 2026-05-04 |",
        "| 2026-05-04 12:00 | production | 1 | release | ann | a1 | first \\| one |",
        "Not for *winter*.",
    ]:
        assert line in page.splitlines(), line
    assert "Ethics" not in page, "a placeholder is no section"
    assert "Not written yet" not in page


def test_what_nobody_knows_is_not_invented(store: Store, tmp_path: Path) -> None:
    _, page = made(store, tmp_path, "", evaluation=None, datasets={}, commit=None, run=None, origin="m", params={})
    assert page.count("*not recorded*") == 6
    assert page.endswith("first \\| one |\n")
    assert "- the section Limits (MODEL\\_CARD.md)" in page
    front = yaml.safe_load(page.split("---\n")[1])
    assert "model-index" not in front
    assert front["license"] == "unknown"


def test_the_front_matter_is_what_the_hub_reads(store: Store, tmp_path: Path) -> None:
    """As huggingface_hub's `model_index_to_eval_results` takes it apart."""
    card, page = made(store, tmp_path)
    front = yaml.safe_load(page.split("---\n")[1])
    assert (front["license"], front["language"], front["library_name"]) == ("mit", "en", "sklearn")
    assert front["tags"] == ["aviation", "rung", "sklearn", "tabular-classification"]
    (entry,) = front["model-index"]
    (result,) = entry["results"]
    assert entry["name"] == card.version.name
    assert result["task"] == {"type": "tabular-classification"}
    assert {"type", "name"} <= set(result["dataset"])
    assert result["metrics"] == [{"type": "roc_auc", "value": 0.66, "name": "roc_auc"}]
    nowhere = replace(card, version=replace(card.version, evaluation=an_evaluation(metrics={"roc_auc": float("nan")})))
    assert "model-index" not in front_matter(nowhere, {})


def test_sections_are_kept_word_for_word() -> None:
    body = "# T\n\nintro\n\n## One\n\ntext\n\n### Deep\n\n```sh\n## no heading\n```\n\n## Two ##\nlast"
    assert sections_of(body) == (
        Section("One", "text\n\n### Deep\n\n```sh\n## no heading\n```"),
        Section("Two", "last"),
    )
    assert sections_of("# Only\n\ntext") == (Section("Only", "text"),)
    assert sections_of("no heading") == ()


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Not for winter.", True),
        ("", False),
        ("TODO", False),
        ("- [More Information Needed]", False),
        ("<!-- say what it is\nnot for -->\n\n### Sub\n", False),
        ("TODO\n\nNot for winter.", True),
        ("- [add: where it is known to be weak]", False),
        ("Not for winter. [add: what else]", True),
    ],
)
def test_a_placeholder_is_nothing(text: str, filled: bool) -> None:
    assert Section("Limits", text).filled is filled


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    assert unwritten(ManifestFile(), Written()) == (
        "purpose (rung.yaml)",
        "success (rung.yaml)",
        "owner (rung.yaml)",
        "the section Limits (MODEL_CARD.md)",
    )
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "model-card.md").write_text("# x\n\n## Caveats and out-of-scope use\n\nIce.\n")
    assert unwritten(FILE, read_written(tmp_path)) == ()
    (tmp_path / "MODEL_CARD.md").write_bytes(b"\xff\xfe")
    assert read_written(tmp_path).path == "docs/model-card.md"


@pytest.mark.parametrize(
    "text", ["---\n- a\n---\n## Limits\n\nx", "---\n{\n---\n## Limits\n\nx", "---\nno end\n## Limits\n\nx"]
)
def test_odd_front_matter_hides_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "MODEL_CARD.md").write_text(text)
    written = read_written(tmp_path)
    assert written.front == {}
    assert len(written.about_limits) == 1


@given(st.text())
def test_no_text_breaks_out_of_its_cell(text: str) -> None:
    shown = cell(text)
    assert not re.search(r"(?<!\\)(\\\\)*[|<>\[\]`*_#]", shown)
    assert "\n" not in shown
