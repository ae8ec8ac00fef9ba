"""`rung.yaml` as people write it, and as they get it wrong."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rung.domain import Level
from rung.errors import ManifestError
from rung.project import Manifest, Record
from rung.project.durations import days
from rung.project.reading import read_manifest

FULL = (Path(__file__).parent / "rung_full.yaml").read_text()


def test_every_documented_key_is_read() -> None:
    manifest = read_manifest(FULL)
    assert manifest.present
    assert (manifest.project, manifest.team, manifest.owner) == ("churn-model", "growth", "growth-ml@example.org")
    assert (manifest.target, manifest.target_reason) == (Level.SCALABLE, None)
    assert manifest.records == (
        Record(mlflow="http://mlflow.internal:5000", experiment="churn"),
        Record(jsonl="records/*.jsonl"),
    )
    assert manifest.attestations[0].on == date(2026, 11, 1)
    assert (manifest.waivers[0].place, manifest.waivers[0].until) == ("deploy/serve.yaml", date(2027, 3, 31))
    assert manifest.sections["monitor"]["notify"][0]["webhook"] == "${env:ALARM_URL}"  # type: ignore[index]
    assert FULL.splitlines()[manifest.lines["retrain.when"] - 1].startswith("  when:")


def test_the_rhythm_is_the_longest_that_is_stated() -> None:
    assert (read_manifest(FULL).cycle_days, read_manifest(FULL).label_delay_days) == (7, 30)


def test_an_empty_file_is_a_manifest_without_content() -> None:
    assert read_manifest("# nothing yet\n") == Manifest(present=True)
    assert Manifest.empty() == Manifest(present=False)


WAIVER = "waivers:\n  - {practice: x, by: lead, reason: soon, until: 2027-01-01}\n"


@pytest.mark.parametrize(
    ("text", "where", "what", "fix"),
    [
        ("projct: x", 1, "unknown key projct", "did you mean project?"),
        ("team: a\ndatasets:\n  d:\n    sorce: 1", 4, "unknown key sorce", "did you mean source?"),
        (WAIVER.replace("reason", "reson"), 2, "unknown key reson", "did you mean reason?"),
        (WAIVER.replace(", until: 2027-01-01", ""), 2, "missing required field until", None),
        (WAIVER.replace("reason: soon, ", ""), 2, "missing required field reason", None),
        (WAIVER.replace("by: lead, ", ""), 2, "missing required field by", None),
        (WAIVER.replace("soon", "''"), 2, "waivers.0.reason", None),
        (WAIVER.replace("2027-01-01", "2027-02-31"), 2, "2027-02-31 is not a date", None),
        (WAIVER.replace("2027-01-01", "soon"), 2, "waivers.0.until", None),
        ("target: 2", 1, "target 2 needs a reason", "add target_reason: why not higher"),
        ("team: a\ntarget: 6", 2, "in target", None),
        ("team: a\ntarget: high", 2, "Expected int, got str, in target", None),
        ("team: a\nteam: b", 2, "team stands twice", None),
        ("records: [{}]", 1, "either mlflow or jsonl", None),
        ("records: [{mlflow: a, jsonl: b}]", 1, "either mlflow or jsonl", None),
        ("pipeline:\n  a: {run: x, call: y}", 2, "step a needs exactly one", None),
        ("datasets:\n  c: {}\n  d:\n    label_delay: 5", 4, "datasets.d.label_delay", None),
        ("monitor:\n  window: one day", 2, "such as 30m or 60d, in monitor.window", None),
        ("- a", 1, "not a mapping", None),
        ("a: [", 2, "not valid YAML", None),
        ("team: !!python/object/apply:os.getcwd []", 1, "not valid YAML", None),
        ("team: \x00", 1, "not valid YAML", None),
        ("team: \udcff", 1, "not valid YAML", None),
        ("target: " + "9" * 5000, 1, "not valid YAML", None),
        ("a: " + "[" * 5000, 1, "nested deeper", None),
        ("team: &a x\nowner: *a", 1, "anchors and aliases", "write the value out"),
        ("? [a]\n: b", 1, "a key must be plain text", None),
        ("team: " + "x" * 1_000_001, 1, "larger than", None),
    ],
)
def test_mistakes_name_the_line(text: str, where: int, what: str, fix: str | None) -> None:
    with pytest.raises(ManifestError) as caught:
        read_manifest(text)
    assert caught.value.where == f"rung.yaml:{where}"
    assert what in caught.value.what
    assert caught.value.fix == fix or fix is None


def test_an_attestation_cannot_end_before_it_begins() -> None:
    with pytest.raises(ManifestError, match="ends before it begins"):
        read_manifest("attestations: [{practice: x, by: a, on: 2027-01-01, until: 2026-01-01, says: b}]")


def test_cycle_is_stated_by_the_window_or_by_when_predictions_are_expected() -> None:
    assert read_manifest("monitor: {window: 14d}").cycle_days == 14
    assert read_manifest("monitor: {expect: weekly by 06:00}").cycle_days == 7
    assert read_manifest("monitor: {}").cycle_days == 0


def test_attestation_of_one_day_is_one() -> None:
    word = "{practice: model-card, by: lead, on: 2026-01-01, until: 2026-01-01, says: it is there}"
    assert read_manifest(f"attestations:\n  - {word}").attestations[0].says == "it is there"


def test_only_a_low_target_needs_a_reason() -> None:
    assert read_manifest("target: 3").target is Level.AUTOMATED


def test_a_low_target_with_its_reason() -> None:
    manifest = read_manifest("target: 1\ntarget_reason: a study of four weeks")
    assert (manifest.target, manifest.target_reason) == (Level.MANUAL, "a study of four weeks")


def test_words_that_old_yaml_takes_for_something_else_are_text() -> None:
    manifest = read_manifest("team: on\nowner: 'no'\nmonitor: {expect: no}\nserve: {latency_p99: 10:30}")
    assert manifest.team == "on"
    assert manifest.sections["serve"] == {"latency_p99": "10:30"}


def test_a_dataset_whose_name_has_a_dot() -> None:
    assert read_manifest("datasets:\n  a.b: {source: x}\n  a: {source: y}").present


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("36h", 1.5),
        ("2w", 14),
        ("43200s", 0.5),
        ("720m", 0.5),
        ("3d", 3),
        ("1y", 365),
        ("1.5d", 1.5),
        ("hourly", 1 / 24),
        ("daily by 06:00", 1),
        ("Weekly", 7),
        ("monthly", 30),
        ("quarterly", 91),
        ("yearly", 365),
        ("soon", 0),
        ("", 0),
    ],
)
def test_lengths_of_time(text: str, expected: float) -> None:
    assert days(text) == expected


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(sorted(yaml.safe_load(FULL))) | st.text(max_size=5)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ManifestError):
        read_manifest(text)


@given(st.dictionaries(keys, values, max_size=4))
def test_any_yaml_is_read_or_refused(written: dict[str, object]) -> None:
    with suppress(ManifestError):
        read_manifest(yaml.safe_dump(written, allow_unicode=True))
