"""The store of a workspace as a source of records: each kind, and what does not count."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from kept import COMMIT, NOW, PROJECT, Kept
from rung.assess.records import Reading, Whose
from rung.assess.records.own.source import Own, OwnStore
from rung.domain.approval import Decision
from rung.domain.record import DataVersion, Deployment, ModelRelease, PipelineRun, Record, Reproduction
from rung.domain.release import Environment, ReleaseKind
from rung.domain.run import RunStatus
from rung.store.chain import Anchor
from rung.store.opening import open_store

SHOWN = ".rung/store.db"


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def read(kept: Kept, project: str = PROJECT, anchors: list[Anchor] | None = None) -> Reading:
    store = OwnStore(kept.path, SHOWN, Own(project, {"flights"}), anchors or [])
    return store.read(Whose(), NOW)


def of(kept: Kept, kind: type[Record]) -> list[Record]:
    return [each for each in read(kept).records if isinstance(each, kind)]


def edit(kept: Kept, statement: str, *values: object) -> None:
    """What somebody does who can write the file."""
    connection = sqlite3.connect(kept.path)
    with connection:
        connection.execute(statement, values)
    connection.close()


def test_a_run_is_a_training_run_with_what_went_in_and_what_came_out(kept: Kept) -> None:
    data = kept.data()
    kept.run("r1", 3, data=data)
    (run,) = of(kept, PipelineRun)
    assert isinstance(run, PipelineRun)
    assert (run.at, run.status, run.task, run.commit) == (NOW - timedelta(days=3), "success", "training", COMMIT)
    assert (run.params, run.metrics, run.data) == ({"max_iter": 200}, {"roc_auc": 0.7}, f"flights@{data}")
    assert (run.by, run.service, run.trigger) == ("ann", False, "manual")


def test_a_run_of_a_program_is_no_persons(tmp_path: Path) -> None:
    kept = Kept(tmp_path, by="runner")
    kept.run("r1")
    (run,) = of(kept, PipelineRun)
    assert isinstance(run, PipelineRun)
    assert (run.service, run.trigger) == (True, "other")


def test_a_run_that_goes_on_has_shown_nothing(kept: Kept) -> None:
    from rung.domain.run import Run

    with kept.writing(1) as (writer, day):
        writer.runs.begin(Run(id="r1", project=PROJECT, started_at=day, by="ann"))
    assert of(kept, PipelineRun) == []


def test_a_commit_with_changes_says_what_ran_only_together_with_them(kept: Kept) -> None:
    kept.run("lost", 2, dirty=True)
    kept.run("kept", 1, dirty=True, diff="d" * 64)
    assert [each.commit for each in of(kept, PipelineRun)] == [None, COMMIT]


def test_a_version_of_a_dataset_is_one(kept: Kept) -> None:
    (version,) = (id := kept.data(), of(kept, DataVersion))[1]
    assert isinstance(version, DataVersion)
    assert (version.dataset, version.version, version.rows, version.fetchable) == ("flights", id, 100, False)


def test_a_run_whose_data_met_its_contract_was_checked(kept: Kept) -> None:
    data = kept.data()
    kept.run("r1", 3, data=data, contracts={"flights": "c" * 64})
    (run,) = of(kept, PipelineRun)
    assert isinstance(run, PipelineRun)
    assert run.validation == "passed"


def test_a_run_that_bad_data_stopped_was_refused_and_one_that_a_gate_stopped_was_not(kept: Kept) -> None:
    data = kept.data()
    kept.run("bad", 3, RunStatus.REFUSED, data=data, bad_data=True)
    kept.run("gate", 2, RunStatus.REFUSED, data=data, contracts={"flights": "c" * 64})
    found = {each.run: each.validation for each in of(kept, PipelineRun) if isinstance(each, PipelineRun) and each.run}
    assert found == {"bad": "refused", "gate": None}


def test_a_check_by_itself_has_stopped_nothing_and_let_nothing_pass(kept: Kept) -> None:
    kept.check("v" * 64, 2, ok=False)
    kept.check("v" * 64, 1)
    found = of(kept, PipelineRun)
    assert [(each.task, each.status, each.validation) for each in found if isinstance(each, PipelineRun)] == [
        ("validation", "failure", None), ("validation", "success", None),
    ]  # fmt: skip


def test_a_model_that_a_gate_refused_was_refused_with_its_metrics(kept: Kept) -> None:
    kept.version(kept.run("r1"), good=False)
    (refused,) = of(kept, ModelRelease)
    assert isinstance(refused, ModelRelease)
    assert (refused.decision, refused.metrics, refused.baseline) == ("refused", {"roc_auc": 0.6}, {"roc_auc": 0.66})
    assert (refused.run, refused.same_rows) == ("r1", True)


def test_a_release_that_another_person_approved(kept: Kept) -> None:
    version = kept.version(kept.run("r1"))
    kept.release(version, approval=kept.approve(version))
    (went,) = of(kept, Deployment)
    assert isinstance(went, Deployment)
    assert (went.environment, went.author, went.approved_by, went.tested) == ("production", "ann", "ben", True)
    promoted = [
        each for each in of(kept, ModelRelease) if isinstance(each, ModelRelease) and each.decision == "promoted"
    ]
    assert [(each.approved_by, each.metrics, each.stage) for each in promoted] == [
        ("ben", {"roc_auc": 0.7}, "champion")
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"by": "ann"},
        {"solo": True},
        {"decision": Decision.REJECTED},
        {"digest": "f" * 64},
        {"authors": ("ann", "ben")},
        {"asked_by": "ben"},
    ],
    ids=["the author", "solo", "rejected", "other bits", "an author", "who asked"],
)
def test_an_approval_counts_only_from_another_person_and_for_these_bits(kept: Kept, fields: dict[str, object]) -> None:
    version = kept.version(kept.run("r1"))
    kept.release(version, approval=kept.approve(version, **fields))  # type: ignore[arg-type]
    (went,) = of(kept, Deployment)
    assert isinstance(went, Deployment)
    assert went.approved_by is None


def test_a_rollback_is_one_and_promotes_nothing(kept: Kept) -> None:
    first, second = kept.version(kept.run("r1"), 9), kept.version(kept.run("r2"), 8)
    kept.release(first, 3)
    kept.release(second, 2)
    kept.release(first, 1, kind=ReleaseKind.ROLLBACK)
    went = of(kept, Deployment)[-1]
    assert isinstance(went, Deployment)
    assert (went.rollback, went.previous) == (True, f"{PROJECT}@2")
    releases = [each for each in of(kept, ModelRelease) if isinstance(each, ModelRelease)]
    assert [each.version for each in releases if each.decision == "promoted"] == ["1", "2"]


def test_a_release_does_not_become_a_rollback_by_an_edit(kept: Kept) -> None:
    kept.release(kept.version(kept.run("r1")))
    edit(kept, "UPDATE rung_releases SET kind = 'rollback'")
    assert of(kept, Deployment) == []


def test_staging_promotes_nothing(kept: Kept) -> None:
    kept.release(kept.version(kept.run("r1")), environment=Environment.STAGING)
    assert all(each.decision == "registered" for each in of(kept, ModelRelease) if isinstance(each, ModelRelease))


def test_a_reproduction_tells_whether_every_figure_came_out_again(kept: Kept) -> None:
    version = kept.version(kept.run("r1"))
    kept.reproduce(version, 2, ok=False)
    kept.reproduce(version, 1)
    found = [each for each in of(kept, Reproduction) if isinstance(each, Reproduction)]
    assert [(each.model, each.version, each.same) for each in found] == [(PROJECT, "1", False), (PROJECT, "1", True)]
    assert (found[0].says, found[1].says) == ("roc_auc 0.6 for 0.7", None)


def test_runs_and_models_of_another_project_are_counted_and_not_used(kept: Kept) -> None:
    kept.version(kept.run("r1", project="others"))
    kept.release(kept.version(kept.run("r2", project="others"), 8, model="theirs"))
    reading = read(kept)
    assert reading.records == ()
    assert reading.seen.unmatched == 5
    assert "5 of other projects" in reading.seen.sentence


def test_what_a_demonstration_wrote_is_shown_and_not_counted(tmp_path: Path) -> None:
    kept = Kept(tmp_path, via="rehearsal")
    kept.reproduce(kept.version(kept.run("r1", data=kept.data())))
    reading = read(kept)
    assert reading.records
    assert all(each.simulated for each in reading.records)
    assert f"{len(reading.records)} rehearsed" in reading.seen.sentence


def test_records_can_be_looked_up(kept: Kept) -> None:
    kept.run("r1")
    assert [each.spot for each in read(kept).places.values()] == [".rung/store.db run:r1"]


def test_an_empty_store_shows_nothing(kept: Kept) -> None:
    reading = read(kept)
    assert (reading.records, reading.trails, reading.seen.problems) == ((), (), ())


BREAKS: list[tuple[str, str, str]] = [
    ("an event is edited", "UPDATE rung_audit_events SET actor = 'eve' WHERE number = 1", "is not what was written"),
    ("an event is deleted", "DELETE FROM rung_audit_events WHERE number = 2", "stands where event"),
    ("the last event is deleted", "DELETE FROM rung_audit_events WHERE number = 4", "its head is event 4"),
    ("the head is gone", "DELETE FROM rung_audit_head", "its head is missing"),
]


@pytest.mark.parametrize(("change", "says"), [each[1:] for each in BREAKS], ids=[each[0] for each in BREAKS])
def test_nothing_counts_where_the_chain_is_broken(kept: Kept, change: str, says: str) -> None:
    kept.run("r1", 2)
    kept.run("r2", 1)
    edit(kept, change)
    reading = read(kept)
    assert reading.records == ()
    assert says in reading.seen.sentence
    assert "2 runs are shown and not counted" in reading.seen.sentence
    assert [each.intact for each in reading.trails] == [False]


CHANGES: list[tuple[str, str, str]] = [
    ("its status", "UPDATE rung_runs SET status = 'success' WHERE id = 'r1'", "its status is not what event"),
    ("its commit", "UPDATE rung_runs SET revision = 'abc' WHERE id = 'r1'", "its commit is not what event"),
    ("its date", "UPDATE rung_runs SET ended_at = '2026-01-01 00:00:00' WHERE id = 'r1'", "is dated otherwise"),
    ("its id", "UPDATE rung_runs SET id = 'r9' WHERE id = 'r1'", "is about something else"),
    ("its event", "UPDATE rung_runs SET finished = 999 WHERE id = 'r1'", "does not hold its event"),
    ("no end", "UPDATE rung_runs SET finished = NULL WHERE id = 'r1'", "does not hold its event"),
    ("another's event", "UPDATE rung_runs SET finished = 4 WHERE id = 'r1'", "is about something else"),
]


@pytest.mark.parametrize(("change", "says"), [each[1:] for each in CHANGES], ids=[each[0] for each in CHANGES])
def test_a_record_that_is_not_what_its_event_says_does_not_count(kept: Kept, change: str, says: str) -> None:
    kept.run("r1", 2, RunStatus.FAILURE)
    kept.run("r2", 1)
    connection = sqlite3.connect(kept.path)  # foreign keys are off, as they are for whoever edits by hand
    with connection:
        connection.execute(change)
    connection.close()
    reading = read(kept)
    assert [each.run for each in reading.records if isinstance(each, PipelineRun)] == ["r2"]
    assert any(says in each for each in reading.seen.problems)
    assert "shown and not counted" in reading.seen.problems[0]


def test_a_copy_of_a_record_does_not_count_twice(kept: Kept) -> None:
    kept.check("v" * 64, 2)
    version = kept.version(kept.run("r1"))
    kept.release(version)
    columns = "model, environment, version, digest, kind, at, released_by, approval, previous, checks, reason, event"
    edit(kept, f"INSERT INTO rung_releases (generation, {columns}) SELECT 99, {columns} FROM rung_releases")
    reading = read(kept)
    assert len([each for each in reading.records if isinstance(each, Deployment)]) == 1
    assert any("its generation is not what event" in each for each in reading.seen.problems)


@pytest.mark.parametrize("rubbish", [b"rubbish", "text", None, 7])
def test_a_damaged_record_is_told_and_the_others_count(kept: Kept, rubbish: object) -> None:
    kept.run("r1", 2)
    kept.run("r2", 1)
    edit(kept, "PRAGMA ignore_check_constraints=ON")
    if rubbish is None:
        edit(kept, "UPDATE rung_runs SET given = zeroblob(5000000) WHERE id = 'r1'")
    else:
        edit(kept, "UPDATE rung_runs SET given = ? WHERE id = 'r1'", rubbish)
    reading = read(kept)
    assert [each.run for each in reading.records if isinstance(each, PipelineRun)] == ["r2"]
    assert any("rung_runs r1 is damaged" in each for each in reading.seen.problems)


def test_a_row_that_unfolds_without_end_is_refused(kept: Kept) -> None:
    import zlib

    kept.run("r1")
    edit(kept, "UPDATE rung_runs SET taken = ?", zlib.compress(b"\0" * 100_000_000, 9))
    assert "too large" in read(kept).seen.problems[0]


def test_an_anchor_says_how_far_the_chain_is_vouched_for(kept: Kept) -> None:
    kept.run("r1", 2)
    with open_store(kept.path) as store, store.reading() as reader:
        anchor = Anchor(*reader.audit.head())
    kept.run("r2", 1)
    (trail,) = read(kept, anchors=[anchor]).trails
    assert (trail.events, trail.anchored, trail.intact, trail.about) == (4, 2, True, {"run"})
    assert read(kept, anchors=[Anchor(2, "f" * 64)]).records == ()


def test_looking_changes_nothing_in_the_folder(kept: Kept) -> None:
    kept.run("r1")
    before = {each.name: each.read_bytes() for each in kept.path.parent.iterdir()}
    read(kept)
    assert (
        {each.name: each.read_bytes() for each in kept.path.parent.iterdir()}
        == before
        == {"store.db": before["store.db"]}
    )


def test_somebody_may_be_writing_meanwhile(kept: Kept) -> None:
    kept.run("r1", 2)
    with kept.writing(1) as (writer, _):
        writer.audit.note("some.thing", "a subject", {})
        assert [each.run for each in of(kept, PipelineRun) if isinstance(each, PipelineRun)] == ["r1"]


def test_what_a_killed_writer_left_in_its_log_is_read(kept: Kept, tmp_path: Path) -> None:
    kept.run("r1", 2)
    writer = sqlite3.connect(kept.path)
    writer.execute("PRAGMA wal_autocheckpoint=0")
    with writer:
        writer.execute("UPDATE rung_runs SET cpu_seconds = 7")
    left = tmp_path / "left"
    shutil.copytree(kept.path.parent, left)  # as the files lie there when the process is gone
    writer.close()
    assert (left / "store.db-wal").stat().st_size
    (left / "store.db-shm").unlink(missing_ok=True)
    reading = OwnStore(left / "store.db", SHOWN, Own(PROJECT)).read(Whose(), NOW)
    assert [each.run for each in reading.records if isinstance(each, PipelineRun)] == ["r1"]


def _newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE rung_schema SET version_num = '9999'")
    connection.close()


def _foreign(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE something (x)")
    connection.close()


def _endless(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE rung_schema (version_num)")
        connection.execute("INSERT INTO rung_schema VALUES ('0002')")
        connection.execute(
            "CREATE VIEW rung_runs AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id FROM n) SELECT id FROM n"
        )
    connection.close()


STORES: list[tuple[str, Callable[[Path], object], str]] = [
    ("newer", _newer, "written by a newer Rung (schema 9999; this one knows 0002); pip install --upgrade rung"),
    ("no store", _foreign, "is no store of Rung"),
    ("text", lambda path: path.write_text("not a database at all"), "is no store that can be read"),
    ("cut off", lambda path: path.write_bytes(path.read_bytes()[:5000]), "is no store that can be read"),
    ("a folder", lambda path: (path.unlink(), path.mkdir()), "is no regular file"),
    ("gone", lambda path: path.unlink(), "is not there"),
]


@pytest.mark.parametrize(("harm", "says"), [each[1:] for each in STORES], ids=[each[0] for each in STORES])
def test_a_store_that_cannot_be_read_is_a_note(kept: Kept, harm: Callable[[Path], object], says: str) -> None:
    kept.run("r1")
    harm(kept.path)
    reading = read(kept)
    assert reading.records == ()
    assert says in reading.seen.sentence
    assert reading.seen.sentence.startswith("workspace .rung/store.db: ")


def test_views_in_place_of_tables_are_not_asked(kept: Kept) -> None:
    _endless(kept.path)
    assert read(kept).records == ()


def test_an_old_schema_without_models_is_read(kept: Kept) -> None:
    kept.run("r1")
    edit(kept, "UPDATE rung_schema SET version_num = '0001'")
    for table in ("rung_releases", "rung_approvals", "rung_reproductions", "rung_model_versions"):
        edit(kept, f"DROP TABLE {table}")
    assert len(of(kept, PipelineRun)) == 1
