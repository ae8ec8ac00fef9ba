"""Checks of contracts, each an event of its dataset version."""

from __future__ import annotations

from rung.store.transactions import Store
from store.values import ANN, a_check, assert_consistent, digest, later


def test_the_last_check_is_had_again(store: Store) -> None:
    refused = a_check(
        ok=False,
        at=later(1),
        violations=({"rule": "not null", "column": "dep_time", "count": 3, "rows": [{"id": 1}]}, {"rule": "unique"}),
    )
    with store.writing(ANN) as writer:
        writer.checks.add(a_check())
        writer.checks.add(refused)
        writer.checks.add(a_check("weather", version=None, rows=None))
    with store.reading() as reader:
        assert reader.checks.latest("flights") == refused
        assert reader.checks.history("flights") == [refused, a_check()]
        assert reader.checks.latest("weather") == a_check("weather", version=None, rows=None)
        assert reader.checks.latest("nothing") is None
        story = reader.audit.of(f"dataset:flights@{digest('v')}")
        assert [each.data["violations"] for each in story] == [0, 2]
        assert [each.kind for each in reader.audit.of("dataset:weather")] == ["contract.checked"]
    assert_consistent(store)
