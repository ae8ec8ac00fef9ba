"""Attempts to make a version again."""

from __future__ import annotations

import math

from rung.domain.reproduction import Compared
from rung.store.transactions import Store
from store.values import ANN, a_reproduction, assert_consistent


def test_the_last_attempt_counts_and_all_are_kept(store: Store) -> None:
    failed = a_reproduction(
        ok=False,
        compared=(Compared("roc_auc", 0.66, math.nan, 1e-9),),
        why="the data are gone",
        seconds=None,
        rows=None,
    )
    done, other = a_reproduction(same_files=True), a_reproduction(2)
    for each in (failed, done, other):
        with store.writing(ANN) as writer:
            writer.reproductions.add(each)
    with store.reading() as reader:
        assert reader.reproductions.latest("flights", 1) == done
        assert reader.reproductions.latest("flights", 3) is None
        found = reader.reproductions.of("flights")
        events = reader.audit.of("model:flights@1")
    assert [(each.version, each.ok, each.why) for each in found] == [
        (2, True, ""), (1, True, ""), (1, False, "the data are gone"),
    ]  # fmt: skip
    assert [each.kind for each in events] == ["model.reproduced"] * 2
    assert not found[2].compared[0].ok
    assert_consistent(store)
