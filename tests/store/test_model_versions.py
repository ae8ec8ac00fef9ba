"""Versions of models: numbers without gaps, aliases that move, and what MLflow has still to be told."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from rung.domain.model_version import Alias, Trust
from rung.errors import StorageError, UsageError
from rung.store.opening import open_store
from rung.store.outbox import Waiting
from rung.store.transactions import Store
from store.values import ANN, NOON, a_model, an_evaluation, assert_consistent, digest


def register(store: Store, *drafts: object) -> list[int]:
    with store.writing(ANN) as writer:
        return [writer.models.register(each).version for each in drafts]  # type: ignore[arg-type]


def test_a_version_is_had_again_as_it_was_registered(store: Store) -> None:
    draft = a_model(
        commit=digest("c")[:40], dirty=True, datasets={"flights": digest("v")}, environment=digest("e"),
        signature={"inputs": "[]", "outputs": "[]"}, params={"train": {"max_iter": 200, "columns": ["a"]}},
        trust=Trust("ann", NOON, "my own class"), evaluation=an_evaluation(), flavour="pickle",
    )  # fmt: skip
    with store.writing(ANN) as writer:
        version = writer.models.register(draft)
        assert writer.models.get("flights", 1) == version
    assert version == replace(draft, version=1)
    with store.reading() as reader:
        assert reader.models.get("flights", 1) == version
        assert reader.models.of_run("first") == reader.models.with_digest(draft.digest) == [version]
        registered, pointed = reader.audit.of("model:flights@1")
    assert (registered.kind, pointed.kind) == ("model.registered", "model.pointed")
    assert registered.data["digest"] == version.digest
    assert registered.data["metrics"] == {"roc_auc": 0.66}
    assert registered.data["trust"] == {"by": "ann", "reason": "my own class"}
    assert pointed.data["alias"] == "challenger"
    assert_consistent(store)


def test_numbers_are_counted_for_each_model_and_come_newest_first(store: Store) -> None:
    assert register(store, a_model("a"), a_model("b"), a_model("c", "fares"), a_model("d")) == [1, 2, 1, 3]
    with store.reading() as reader:
        assert reader.models.names() == ["fares", "flights"]
        assert [each.version for each in reader.models.versions("flights")] == [3, 2, 1]
        assert reader.models.versions("nothing") == []
        assert reader.models.latest("nothing") is None


def test_a_number_that_was_not_kept_is_given_again(store: Store) -> None:
    with pytest.raises(UsageError, match=r"there is no flights@9"), store.writing(ANN) as writer:
        writer.models.point("flights", Alias.CHAMPION, writer.models.register(a_model()).version + 8)
    assert register(store, a_model("other")) == [1]
    assert_consistent(store)


def test_only_what_passed_its_gates_becomes_the_challenger(store: Store) -> None:
    good, bad = an_evaluation(), an_evaluation(passed=False)
    register(store, a_model("a", evaluation=good), a_model("b", evaluation=bad), a_model("c"))
    with store.reading() as reader:
        assert reader.models.aliases("flights") == {Alias.CHALLENGER: 1}
    register(store, a_model("d", evaluation=good))
    with store.reading() as reader:
        assert reader.models.aliases("flights") == {Alias.CHALLENGER: 4}


@pytest.mark.parametrize("fields", [{"run": "r1"}, {"run": None, "origin": "models:/flights/3"}])
def test_who_was_interrupted_does_it_again_and_registers_nothing_twice(store: Store, fields: dict[str, str]) -> None:
    assert register(store, a_model(**fields)) == register(store, a_model(**fields)) == [1]
    assert register(store, a_model("other files", **fields)) == [2]
    assert register(store, a_model(**{**fields, "run": "r2"})) == [3]
    with store.reading() as reader:
        assert len(reader.outbox.waiting()) == 3


def test_a_version_without_run_and_origin_is_always_new(store: Store) -> None:
    assert register(store, a_model(run=None), a_model(run=None)) == [1, 2]


def test_a_person_names_a_version(store: Store) -> None:
    register(store, a_model("a", evaluation=an_evaluation()), a_model("b"))
    with store.reading() as reader:
        found = [reader.models.find(name).version for name in ("flights", "flights@1", "flights@challenger")]
    assert found == [2, 1, 1]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("fares", "no version of model fares is registered; there are flights"),
        ("flights@7", "there is no flights@7; there are flights@2, flights@1; challenger is flights@1"),
        ("flights@champion", "no version of flights is champion yet; there are flights@2"),
        ("flights@best", "best is neither a version of flights nor one of challenger, staging, champion; there are"),
        ("flights@", "nothing is neither a version"),
        ("flights@" + "9" * 40, "there is no flights@999"),
        ("flights@²", "² is neither a version"),
    ],
)
def test_a_version_that_is_not_there_says_what_is(store: Store, name: str, says: str) -> None:
    register(store, a_model("a", evaluation=an_evaluation()), a_model("b"))
    with store.reading() as reader, pytest.raises(UsageError) as caught:
        reader.models.find(name)
    assert says in caught.value.what
    assert caught.value.fix


def test_an_alias_moves_and_says_from_where(store: Store) -> None:
    register(store, a_model("a"), a_model("b"))
    with store.writing(ANN) as writer:
        writer.models.point("flights", Alias.CHAMPION, 1)
        writer.models.point("flights", Alias.CHAMPION, 1)
        writer.models.point("flights", Alias.CHAMPION, 2, "released")
    with store.reading() as reader:
        assert reader.models.aliases("flights") == {Alias.CHAMPION: 2}
        (first,) = [each for each in reader.audit.of("model:flights@1") if each.kind == "model.pointed"]
        (moved,) = [each for each in reader.audit.of("model:flights@2") if each.kind == "model.pointed"]
    assert (first.data["before"], moved.data["before"], moved.data["reason"]) == (None, 1, "released")
    with pytest.raises(UsageError, match=r"there is no flights@9"), store.writing(ANN) as writer:
        writer.models.point("flights", Alias.CHAMPION, 9)
    assert_consistent(store)


def test_what_mlflow_was_told_of_does_not_wait(store: Store) -> None:
    register(store, a_model("a", evaluation=an_evaluation()))
    with store.writing(ANN) as writer:
        writer.outbox.missed("r9", "http://mlflow:5000 does not answer")
    with store.reading() as reader:
        waiting = reader.outbox.waiting()
    assert waiting == [Waiting(1, "model:flights"), Waiting(2, "model:flights"), Waiting(3, "run:r9")]
    with store.writing(ANN) as writer:
        writer.outbox.told(1)
        writer.outbox.told(3)
    with store.reading() as reader:
        assert [each.event for each in reader.outbox.waiting()] == [2]
    assert_consistent(store)


def test_a_damaged_version_is_named(store: Store) -> None:
    from sqlalchemy import update

    from rung.store.tables import MODEL_VERSIONS

    register(store, a_model("a"))
    with store.writing(ANN) as writer:
        writer.models._connection.execute(update(MODEL_VERSIONS).values(told=b"nothing"))
    with store.reading() as reader, pytest.raises(StorageError, match=r"^model flights@1: the record is damaged"):
        reader.models.get("flights", 1)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["flights", "fares"]), st.sampled_from([None, True, False, *Alias]), st.integers(1, 4)
        )
    )
)
def test_whatever_happens_numbers_have_no_gaps_and_aliases_point_where_they_were_told(
    steps: list[tuple[str, bool | Alias | None, int]],
) -> None:
    """Register with or without an evaluation, or point an alias: held against a few dictionaries."""
    counts, owed = {"flights": 0, "fares": 0}, 0
    aliases: dict[str, dict[Alias, int]] = {"flights": {}, "fares": {}}
    with TemporaryDirectory() as room, open_store(Path(room) / "store.db") as store:
        for number, (model, what, version) in enumerate(steps):
            with suppress(UsageError), store.writing(ANN) as writer:
                if isinstance(what, Alias):
                    writer.models.point(model, what, version)
                    owed += aliases[model].get(what) != version
                    aliases[model][what] = version
                else:
                    evaluation = None if what is None else an_evaluation(what)
                    writer.models.register(a_model(f"{number}", model, evaluation=evaluation))
                    counts[model] += 1
                    owed += 1
                    if what:
                        owed += 1
                        aliases[model][Alias.CHALLENGER] = counts[model]
        with store.reading() as reader:
            for model, count in counts.items():
                assert [each.version for each in reader.models.versions(model)] == list(range(count, 0, -1))
                assert reader.models.aliases(model) == aliases[model]
                assert all(version <= count for version in aliases[model].values())
            assert len(reader.outbox.waiting()) == owed
        assert assert_consistent(store) == owed


REGISTER = """
import sys
from rung.domain.event import Actor
from rung.store.opening import open_store
from store.values import a_model, an_evaluation
with open_store(sys.argv[1]) as store:
    for number in range(int(sys.argv[3])):
        with store.writing(Actor("writer")) as writer:
            version = writer.models.register(a_model(f"{sys.argv[2]}-{number}", evaluation=an_evaluation()))
        print(version.version)
"""


def test_two_at_once_never_get_the_same_number_and_skip_none(address: str) -> None:
    open_store(address).close()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    words = [sys.executable, "-c", REGISTER, address]
    writers = [
        subprocess.Popen([*words, name, "25"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for name in "ab"
    ]
    said = [each.communicate() for each in writers]
    assert [error.decode() for _, error in said] == ["", ""]
    numbers = [int(line) for out, _ in said for line in out.split()]
    assert sorted(numbers) == list(range(1, 51))
    with open_store(address) as store:
        assert assert_consistent(store) == 100
