"""Runs: a beginning, an end, and what lay between."""

from __future__ import annotations

import math

import msgspec
import pytest
from sqlalchemy import update

from rung.domain.evaluation import Comparison, Evaluation, GateResult, Interval
from rung.domain.run import RunStatus
from rung.errors import UsageError
from rung.store.packing import pack
from rung.store.tables import RUNS
from rung.store.transactions import Store
from store.values import ANN, NOON, a_run, a_step, assert_consistent, digest, later


def test_a_run_is_had_again_as_it_began(store: Store) -> None:
    run = a_run(
        params={"train": {"max_iter": 200, "columns": ["a", "b"], "why": None}},
        datasets={"flights": digest("v")},
        environment=digest("e"),
        dirty=True,
        contracts={"flights": digest("k")},
        diff=digest("d"),
        lock=digest("l"),
        tracking="0123abcd",
    )
    with store.writing(ANN) as writer:
        writer.runs.begin(run)
        assert writer.runs.get("r1") == run
    with store.reading() as reader:
        assert reader.runs.get("r1") == run
        assert reader.runs.unfinished() == [run]
        assert reader.runs.get("r2") is None


def test_a_finished_run_says_what_it_took(store: Store) -> None:
    with store.writing(ANN) as writer:
        writer.runs.begin(a_run())
    steps = (a_step("features"), a_step("train"))
    figures = {"roc_auc": 0.66, "rows": 3, "note": "ü", "nothing": None, "best": True, "lost": math.inf}
    gate = GateResult("roc_auc >= 0.7", False, "roc_auc is 0.66, below 0.7")
    evaluation = Evaluation(
        model="flights", at=NOON, rows=3, holdout="20% of the rows, seed 0", dataset="flights@1",
        metrics={"roc_auc": 0.66}, comparisons=(Comparison("baseline", "roc_auc", 0.5, Interval(0.16, 0.1, 0.2), 3),),
        gates=(gate,),
    )  # fmt: skip
    with store.writing(ANN) as writer:
        writer.runs.finish(
            "r1", RunStatus.REFUSED, later(90), figures, steps=steps, cpu_seconds=170.5, peak_memory_bytes=2**33,
            why=gate.says, evaluation=evaluation,
        )  # fmt: skip
    expected = msgspec.structs.replace(
        a_run(), status=RunStatus.REFUSED, ended_at=later(90), figures=figures, steps=steps,
        seconds=90.0, cpu_seconds=170.5, peak_memory_bytes=2**33, why=gate.says, evaluation=evaluation,
    )  # fmt: skip
    with store.reading() as reader:
        assert reader.runs.get("r1") == expected
        assert reader.runs.unfinished() == []
        began, finished = reader.audit.of("run:r1")
    assert (began.kind, finished.kind) == ("run.began", "run.finished")
    assert finished.data == {
        "status": "refused", "seconds": 90.0, "figures": figures | {"lost": None}, "why": gate.says,
    }  # fmt: skip
    assert_consistent(store)


def test_runs_come_newest_first(store: Store) -> None:
    for number in range(5):
        with store.writing(ANN) as writer:
            writer.runs.begin(a_run(f"r{number}", started_at=later(-number)))
    with store.reading() as reader:
        assert [each.id for each in reader.runs.latest(3)] == ["r4", "r3", "r2"]


def test_an_id_is_used_once(store: Store) -> None:
    with store.writing(ANN) as writer:
        writer.runs.begin(a_run())
    with pytest.raises(UsageError, match=r"^run r1 is recorded already$"), store.writing(ANN) as writer:
        writer.runs.begin(a_run())


def test_a_run_ends_once(store: Store) -> None:
    with store.writing(ANN) as writer:
        writer.runs.begin(a_run())
        writer.runs.finish("r1", RunStatus.REFUSED, NOON, {})
    with pytest.raises(UsageError, match=r"^run r1 has ended: refused$"), store.writing(ANN) as writer:
        writer.runs.finish("r1", RunStatus.SUCCESS, NOON, {})
    with pytest.raises(UsageError, match=r"^there is no run r9$"), store.writing(ANN) as writer:
        writer.runs.finish("r9", RunStatus.SUCCESS, NOON, {})


class Scalar:
    """Like a scalar of NumPy."""

    def __init__(self, value: float) -> None:
        self.value = value

    def item(self) -> float:
        return self.value


def test_params_and_figures_of_foreign_types_are_kept(store: Store) -> None:
    with store.writing(ANN) as writer:
        writer.runs.begin(a_run(params={"seed": 2**70, "path": "caf\udce9", "depth": Scalar(3), "kind": complex(1, 2)}))
        writer.runs.finish("r1", RunStatus.SUCCESS, NOON, {"auc": Scalar(0.5), "curve": [[0, 1]]})  # type: ignore[dict-item]
    with store.reading() as reader:
        run = reader.runs.get("r1")
    assert run is not None
    assert run.params == {"seed": str(2**70), "path": "caf\\udce9", "depth": 3, "kind": "(1+2j)"}
    assert run.figures == {"auc": 0.5, "curve": [[0, 1]]}


def test_a_run_of_an_earlier_rung_is_read(store: Store) -> None:
    """Its packed columns lack what was added since."""
    with store.writing(ANN) as writer:
        writer.runs.begin(a_run(params={"a": 1}))
        taken, given = pack({"params": {"a": 1}, "datasets": {}}), pack({"steps": [], "figures": {"x": 1}})
        writer.runs._connection.execute(update(RUNS).values(taken=taken, given=given))
    with store.reading() as reader:
        run = reader.runs.get("r1")
    assert run == a_run(params={"a": 1}, figures={"x": 1})
