"""A small project whose loop is Rung's own: what is set up counts as with any tool, and what its workspace holds."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.conftest import GitRepo

from kept import NOW, Kept
from rung.cli import main
from rung.domain import Assessment, Finding, Strength, Verdict
from rung.domain.event import Actor
from rung.domain.release import ReleaseKind
from rung.domain.run import RunStatus
from rung.store.anchors import append_anchor
from rung.store.chain import Anchor
from rung.store.opening import open_store
from rung.workspace import Workspace
from rung.workspace.acting import acting

MakeRepo = Callable[..., GitRepo]

MANIFEST = """\
project: late-flights
datasets:
  flights: {source: data/flights.csv, contract: contracts/flights.yaml, key: [id], time: day, label: late}
pipeline:
  features: {call: "late.features:build", inputs: [flights], frame: polars}
  train: {call: "late.train:fit", inputs: [features], params: {max_iter: 200}}
model: {name: late-flights, from: train, task: binary, slices: [carrier]}
evaluate:
  holdout: {latest: 14d}
  metric: roc_auc
  gates:
    - roc_auc >= 0.65
    - roc_auc >= champion - 0.005
    - worst slice(carrier).roc_auc >= 0.55
release:
  approve: {production: approver}
"""
FILES: dict[str, str | bytes] = {
    "rung.yaml": MANIFEST,
    "late/__init__.py": "",
    "late/features.py": 'def build(flights):\n    return flights.with_columns(hour=flights["dep"] // 100)\n',
    "late/train.py": (
        "from sklearn.ensemble import HistGradientBoostingClassifier\n\n\n"
        "def fit(features, max_iter):\n"
        "    model = HistGradientBoostingClassifier(max_iter=max_iter, random_state=7)\n"
        '    return model.fit(features.drop("late"), features["late"])\n'
    ),
    "data/flights.csv": "id,day,dep,carrier,late\n1,2026-01-01,900,AA,0\n2,2026-01-02,1000,UA,1\n",
    "contracts/flights.yaml": (
        "version: 1.0.0\napiVersion: v3.1.0\nkind: DataContract\nid: flights\nschema:\n"
        "  - name: flights\n    properties:\n"
        "      - {name: id, logicalType: integer, required: true, unique: true}\n"
        "      - {name: dep, logicalType: integer, required: true, logicalTypeOptions: {minimum: 0, maximum: 2359}}\n"
    ),
    "requirements.txt": "scikit-learn==1.9.0\npolars==1.35.0\n",
}
STARTED: dict[str, str | bytes] = {
    "Makefile": "train:\n\trung run\n\nrollback:\n\trung rollback\n",
    "README.md": "# Late flights\n\nTrain and evaluate a model:\n\n```console\n$ rung run\n```\n",
}
SET_UP = [
    "one-command-run", "config-as-code", "holdout-protected", "baseline-compared", "data-validation-blocks",
    "pipeline-defined", "model-quality-gate", "slices-and-fairness-gated",
]  # fmt: skip
"""What the `rung.yaml` above sets up, as soon as something starts `rung run`."""


def assessed(repo: Path, **how: object) -> Assessment:
    (assessment,) = Workspace().assess(repo, as_of=NOW, **how).assessments  # type: ignore[arg-type]
    return assessment


def findings(repo: Path, **how: object) -> dict[str, Finding]:
    return {each.id: each for each in assessed(repo, **how).findings}


def one_line(text: str) -> str:
    return " ".join(text.split())


def notes(repo: Path, **how: object) -> str:
    return "\n".join(each.text for each in assessed(repo, **how).notes)


@pytest.fixture
def project(make_repo: MakeRepo) -> GitRepo:
    return make_repo(FILES)


@pytest.fixture
def started(project: GitRepo) -> GitRepo:
    project.commit(STARTED, "Start it", date="2026-09-02T12:00")
    return project


def a_life(kept: Kept, commit: str) -> None:
    """Some weeks of it: two versions of the data, runs, a bad batch, a refused model, releases, a way back, a replay."""
    first, second = kept.data(30), kept.data(20, "second")
    for number in range(6):
        data = first if number < 3 else second
        kept.run(f"r{number}", 16 - number, data=data, contracts={"flights": "c" * 64}, commit=commit)
    kept.run("bad", 9, RunStatus.REFUSED, data=second, bad_data=True, commit=commit)
    one, two = kept.version("r4", 8), kept.version("r5", 7)
    kept.version("r3", 6.5, good=False)
    kept.release(one, 6, approval=kept.approve(one, 6.5))
    kept.release(two, 5, approval=kept.approve(two, 5.5))
    kept.release(one, 4, kind=ReleaseKind.ROLLBACK)
    kept.reproduce(two, 3)


PRACTISED = {
    "data-versioned": Strength.PRACTISED,
    "runs-recorded": Strength.PRACTISED,
    "one-command-run": Strength.PRACTISED,
    "baseline-compared": Strength.PRACTISED,
    "pipeline-defined": Strength.PRACTISED,
    "data-validation-blocks": Strength.PROVEN,
    "model-quality-gate": Strength.PROVEN,
    "run-reproducible": Strength.PROVEN,
    "release-recorded": Strength.PRACTISED,
    "rollback-ready": Strength.PROVEN,
    "serving-compatibility-tested": Strength.PRACTISED,
    "controlled-promotion": Strength.PRACTISED,
    "champion-challenger": Strength.PRACTISED,
}


def test_what_is_set_up_counts_as_soon_as_something_starts_it(started: GitRepo) -> None:
    found = findings(started.path)
    assert {name: found[name].verdict for name in SET_UP} == dict.fromkeys(SET_UP, Verdict.MET)
    assert {found[name].strength for name in SET_UP} == {Strength.FOUND}


def test_what_nothing_starts_counts_for_nothing(project: GitRepo) -> None:
    found = findings(project.path)
    assert [name for name in SET_UP if found[name].verdict is Verdict.MET] == []
    assert found["data-validation-blocks"].verdict is Verdict.UNMET


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"late/train.py": "def other(features):\n    return features\n"}, "late.train:fit does not exist"),
        ({"rung.yaml": MANIFEST.replace("late.train:fit", "late.missing:fit")}, "late.missing does not exist"),
        ({"rung.yaml": MANIFEST.replace("inputs: [features]", "inputs: [featurs]")}, "featurs is an input"),
    ],
)
def test_a_pipeline_that_cannot_run_is_no_pipeline(started: GitRepo, change: dict[str, str | bytes], says: str) -> None:
    started.commit(change, "Break it", date="2026-09-03T12:00")
    found = findings(started.path)
    assert found["pipeline-defined"].verdict is not Verdict.MET
    assert says in found["pipeline-defined"].because or found["pipeline-defined"].verdict is Verdict.UNMET
    assert found["model-quality-gate"].verdict is not Verdict.MET


def test_a_gate_that_no_model_misses_and_one_about_speed_are_no_gates(started: GitRepo) -> None:
    loose = MANIFEST.replace("    - roc_auc >= 0.65\n    - roc_auc >= champion - 0.005\n", "    - roc_auc >= 0\n")
    loose = loose.replace("    - worst slice(carrier).roc_auc >= 0.55\n", "    - latency_p99 <= 50ms\n")
    started.commit({"rung.yaml": loose}, "Loosen it", date="2026-09-03T12:00")
    found = findings(started.path)
    assert found["model-quality-gate"].verdict is Verdict.UNMET
    assert "everything passes" in found["model-quality-gate"].because
    assert found["slices-and-fairness-gated"].verdict is Verdict.PARTIAL


CI = """\
on: {pull_request: {}, push: {branches: [main]}, schedule: [{cron: "0 5 * * 1"}]}
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pip install rung
      - run: rung ci
  release:
    if: github.event_name != 'pull_request'
    needs: check
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pip install rung
      - run: rung run
      - run: rung reproduce late-flights
      - run: rung release late-flights --to production
      - run: rung audit verify
"""


def test_commands_of_a_workflow_are_what_they_do(started: GitRepo) -> None:
    wanted = [
        "pipeline-integration-tested", "run-reproducible", "controlled-promotion", "pipeline-runs-unattended",
        "audit-trail-tamper-evident", "rollback-ready",
    ]  # fmt: skip
    before = findings(started.path)
    started.commit({".github/workflows/loop.yml": CI}, "Let CI run it", date="2026-09-03T12:00")
    after = findings(started.path)
    assert {name: after[name].verdict for name in wanted[:5]} == dict.fromkeys(wanted[:5], Verdict.MET)
    assert [name for name in wanted[:5] if before[name].verdict is Verdict.MET] == []


def test_records_show_that_it_happens_with_places_and_ages(
    started: GitRepo, capsys: pytest.CaptureFixture[str]
) -> None:
    a_life(Kept(started.path), started.git("rev-parse", "HEAD"))
    found = findings(started.path)
    assert {name: (found[name].verdict, found[name].strength) for name in PRACTISED} == {
        name: (Verdict.MET, strength) for name, strength in PRACTISED.items()
    }
    assert ".rung/store.db run:bad" in [each.spot for each in found["data-validation-blocks"].places]
    assert found["data-validation-blocks"].age_days == 9
    assert "workspace .rung/store.db: 2 data_version, 3 deployment" in notes(started.path)
    assert main(["assess", "-C", str(started.path), "--as-of", "2026-11-01", "--all"]) == 0
    assert "2026-10-28 (.rung/store.db release:late-flights@1 to production" in one_line(capsys.readouterr().out)
    assert main(["assess", "-C", str(started.path), "--as-of", "2026-11-01", "--json"]) == 0
    practices = {each["id"]: each for each in json.loads(capsys.readouterr().out)["practices"]}
    assert {
        "path": ".rung/store.db", "line": 1, "note": "run:bad", "commit": None, "url": None,
    } in practices["data-validation-blocks"]["places"]  # fmt: skip


def test_records_start_the_pipeline_where_nothing_in_the_repository_does(project: GitRepo) -> None:
    kept = Kept(project.path)
    kept.run("r1", 2, data=kept.data(), commit=project.git("rev-parse", "HEAD"))
    found = findings(project.path)
    assert found["pipeline-defined"].verdict is Verdict.MET
    assert found["one-command-run"].verdict is not Verdict.MET


def test_another_commit_still_has_the_workspace_of_the_folder(started: GitRepo) -> None:
    a_life(Kept(started.path), started.git("rev-parse", "HEAD"))
    assert "workspace .rung/store.db: 2 data_version" in notes(started.path, at="HEAD~1")
    (early,) = Workspace().assess(started.path, as_of=date(2026, 9, 10)).assessments
    assert max(each.strength for each in early.findings if each.id in PRACTISED) <= Strength.FOUND


def _break(kept: Kept, commit: str) -> None:
    a_life(kept, commit)
    with sqlite3.connect(kept.path) as connection:
        connection.execute("UPDATE rung_audit_events SET actor = 'eve' WHERE number = 3")
    connection.close()


def _only_failed(kept: Kept, commit: str) -> None:
    for number in range(6):
        kept.run(f"r{number}", 16 - number, RunStatus.FAILURE, data=kept.data(), commit=commit)


def _rehearsed(kept: Kept, commit: str) -> None:
    kept.via = acting(Actor("ann"), {"RUNG_REHEARSAL": "1"}).via
    a_life(kept, commit)


def _of_another(kept: Kept, commit: str) -> None:
    for number in range(6):
        run = kept.run(f"r{number}", 16 - number, data=kept.data(dataset="theirs"), commit=commit, project="others")
    kept.release(kept.version(run, model="theirs"))


def _nothing(kept: Kept, commit: str) -> None:
    pass


TWINS: list[tuple[Callable[[Kept, str], None], str]] = [
    (_break, "its audit chain is broken: event 3 is not what was written; "),
    (_only_failed, "6 pipeline_run"),
    (_rehearsed, "rehearsed"),
    (_of_another, " of other projects"),
    (_nothing, "workspace .rung/store.db: nothing"),
]


@pytest.mark.parametrize(("happened", "says"), TWINS, ids=lambda each: getattr(each, "__name__", ""))
def test_what_does_not_count_is_told_and_raises_nothing(
    started: GitRepo, happened: Callable[[Kept, str], None], says: str
) -> None:
    before = findings(started.path)
    happened(Kept(started.path), started.git("rev-parse", "HEAD"))
    after = findings(started.path)
    assert says in notes(started.path)
    assert {name: (each.verdict, each.strength) for name, each in after.items()} == {
        name: (each.verdict, each.strength) for name, each in before.items()
    }


def test_an_anchored_chain_is_an_audit_trail_and_one_without_anchor_is_none_yet(started: GitRepo) -> None:
    kept = Kept(started.path)
    a_life(kept, started.git("rev-parse", "HEAD"))
    assert findings(started.path)["audit-trail-tamper-evident"].verdict is not Verdict.MET
    with open_store(kept.path) as store, store.reading() as reader:
        append_anchor(started.path / "audit-anchors.jsonl", Anchor(*reader.audit.head()))
    assert findings(started.path)["audit-trail-tamper-evident"].verdict is not Verdict.MET  # nobody has it but we
    started.commit(message="Anchor the audit chain", date="2026-10-31T12:00")
    trail = findings(started.path)["audit-trail-tamper-evident"]
    assert (trail.verdict, trail.strength) == (Verdict.MET, Strength.PRACTISED)
    assert "an anchor in git vouches for the first" in trail.because
    with sqlite3.connect(kept.path) as connection:
        connection.execute("DELETE FROM rung_audit_events")
        connection.execute("UPDATE rung_audit_head SET number = 0, hash = ?", ("0" * 64,))
    connection.close()
    assert "an anchor names event" in notes(started.path)


def test_a_workspace_named_in_the_file_is_found(started: GitRepo) -> None:
    (started.path / "kept").mkdir()
    kept = Kept(started.path)
    a_life(kept, started.git("rev-parse", "HEAD"))
    kept.path.parent.rename(started.path / "kept" / "here")
    started.commit({"rung.yaml": MANIFEST + "workspace: kept/here\n"}, "Move it", date="2026-09-03T12:00")
    assert "workspace kept/here/store.db: 2 data_version" in notes(started.path)


@pytest.mark.parametrize(
    ("workspace", "says"),
    [
        (
            "postgresql://ann:secret@db.internal/rung s3://bucket/blobs",
            "on a server, which was not asked; with --online",
        ),
        ("../elsewhere", "lies outside of the repository and was not read; with --online it is"),
        ("${env:RUNG_NOT_SET_ANYWHERE}", "the variable RUNG_NOT_SET_ANYWHERE is not set"),
    ],
)
def test_a_workspace_that_may_not_be_looked_at_is_told(started: GitRepo, workspace: str, says: str) -> None:
    started.commit({"rung.yaml": f"{MANIFEST}workspace: {json.dumps(workspace)}\n"}, "Move it", date="2026-09-03T12:00")
    told = notes(started.path)
    assert says in told
    assert "secret" not in told


def test_a_link_out_of_the_repository_is_not_followed(started: GitRepo, tmp_path: Path) -> None:
    elsewhere = tmp_path / "somebody"
    a_life(Kept(elsewhere), started.git("rev-parse", "HEAD"))
    (started.path / ".rung").symlink_to(elsewhere / ".rung")
    assert "lies outside of the repository and was not read" in notes(started.path)
    assert "2 data_version" in notes(started.path, online=True)


def test_a_server_that_is_asked_and_does_not_answer_is_a_note(started: GitRepo) -> None:
    address = "postgresql://ann:secret@127.0.0.1:1/rung"
    started.commit({"rung.yaml": f"{MANIFEST}workspace: {address}\n"}, "Move it", date="2026-09-03T12:00")
    told = notes(started.path, online=True)
    assert "workspace postgresql://127.0.0.1:1/rung: " in told
    assert "secret" not in told


def test_without_a_workspace_no_database_is_loaded(started: GitRepo) -> None:
    code = (
        "import sys\n"
        "from rung.workspace import Workspace\n"
        "Workspace().assess(sys.argv[1])\n"
        "print(sorted(each for each in sys.modules if each.split('.')[0] in ('sqlite3', 'sqlalchemy')\n"
        "             or each.startswith(('rung.store', 'rung.assess.records.own'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(started.path)], capture_output=True, text=True, check=False, env={**os.environ}
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_rehearsal_is_marked_by_whoever_starts_it() -> None:
    assert acting(Actor("ann"), {}).via == "local"
    assert acting(Actor("ann"), {"RUNG_REHEARSAL": "0"}).via == "local"
    assert acting(Actor("ann", "token"), {"RUNG_REHEARSAL": "1"}) == Actor("ann", "rehearsal")
