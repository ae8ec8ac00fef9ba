"""Versions of datasets: what was added can be had again, by the beginning of its id."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from rung.domain.dataset import DatasetVersion, FileEntry
from rung.errors import StorageError, UsageError
from rung.store.tables import DATASET_VERSIONS
from rung.store.transactions import Store
from store.values import ANN, NOON, a_version, assert_consistent, digest


def add(store: Store, *versions: DatasetVersion) -> None:
    with store.writing(ANN) as writer:
        for each in versions:
            writer.datasets.add(each)


def test_an_added_version_is_had_again(store: Store) -> None:
    version = a_version(note="after the outage – ü", rows=None)
    add(store, version)
    with store.reading() as reader:
        assert reader.datasets.versions("flights") == [version]
        assert reader.datasets.latest("flights") == version
        assert reader.datasets.find("flights", version.id[:6].upper()) == version
        assert reader.datasets.names() == ["flights"]


def test_versions_come_newest_first_even_if_a_clock_went_back(store: Store) -> None:
    first, second = a_version("1"), a_version("2", added_at=NOON - timedelta(days=3))
    add(store, first, second, a_version("other", "weather"))
    with store.reading() as reader:
        assert reader.datasets.versions("flights") == [second, first]
        assert reader.datasets.latest("flights") == second
        assert reader.datasets.names() == ["flights", "weather"]


def test_the_same_version_again_is_no_event(store: Store) -> None:
    add(store, a_version(), a_version(note="again"))
    add(store, a_version(by="ben"))
    with store.reading() as reader:
        assert len(reader.datasets.versions("flights")) == 1
        assert reader.audit.head()[0] == 1


def test_the_same_files_may_belong_to_two_datasets(store: Store) -> None:
    add(store, a_version(), a_version(dataset="copy"))
    with store.reading() as reader:
        assert reader.datasets.latest("copy") == a_version(dataset="copy")
        assert reader.audit.head()[0] == 2


def test_a_removed_version_leaves_its_story(store: Store) -> None:
    version = a_version()
    add(store, version)
    with store.writing(ANN) as writer:
        writer.datasets.remove("flights", version.id, "holds names of people")
    with store.reading() as reader:
        assert reader.datasets.versions("flights") == []
        assert reader.datasets.latest("flights") is None
        story = reader.audit.of(f"dataset:flights@{version.id}")
        assert [each.kind for each in story] == ["dataset.added", "dataset.removed"]
        assert story[1].data["reason"] == "holds names of people"
    add(store, version)
    with store.reading() as reader:
        assert reader.datasets.latest("flights") == version


def test_only_a_whole_id_removes(store: Store) -> None:
    version = a_version()
    add(store, version)
    with (
        pytest.raises(UsageError, match=f"removed by its whole id, which is {version.id}"),
        store.writing(ANN) as writer,
    ):
        writer.datasets.remove("flights", version.id[:8], "…")


def named(start: str, day: int, note: str = "") -> DatasetVersion:
    return DatasetVersion(start + digest(start)[len(start) :], "flights", (), NOON.replace(day=day), "ann", note=note)


def test_an_ambiguous_beginning_lists_what_it_could_mean(store: Store) -> None:
    add(store, named("ab1", 1), named("ab2", 2, "without cancelled"), named("c0", 3))
    with store.reading() as reader, pytest.raises(UsageError) as caught:
        reader.datasets.find("flights", "ab")
    assert str(caught.value) == (
        f"2 versions of flights begin with ab: ab2{digest('ab2')[3:12]} (2026-05-02, without cancelled); "
        f"ab1{digest('ab1')[3:12]} (2026-05-01)"
    )
    assert caught.value.fix == "give more digits of the id"


def test_a_missing_beginning_lists_what_there_is(store: Store) -> None:
    add(store, *(named(f"a{day:02}", day) for day in range(1, 13)))
    with store.reading() as reader, pytest.raises(UsageError) as caught:
        reader.datasets.find("flights", "ff")
    said = str(caught.value)
    assert said.startswith(
        f"no version of flights begins with ff; there are a12{digest('a12')[3:12]} (2026-05-12); a11"
    )
    assert said.endswith("; and 2 older")
    assert caught.value.fix == "rung data list flights"


def test_percent_signs_are_no_wildcards(store: Store) -> None:
    add(store, named("ab", 1))
    with store.reading() as reader:
        for prefix in ("%", "a_"):
            with pytest.raises(UsageError, match="no version of flights begins with"):
                reader.datasets.find("flights", prefix)


def test_a_missing_dataset_names_the_others(store: Store) -> None:
    with store.reading() as reader, pytest.raises(UsageError, match=r"^no version of dataset flights is stored$"):
        reader.datasets.find("flights", "ab")
    add(store, a_version(dataset="weather"))
    with store.reading() as reader, pytest.raises(UsageError, match="is stored; there are weather") as caught:
        reader.datasets.find("flights", "ab")
    assert caught.value.fix == "rung data add flights"


def test_names_of_files_need_not_be_text(store: Store) -> None:
    files = (
        FileEntry("caf\udce9.csv", 1, digest("x")),
        FileEntry("zero\0.csv", 2, digest("y")),
        FileEntry("ü/é", 0, "z"),
    )
    version = DatasetVersion(digest("odd"), "odd", files, NOON, "ann", note="half \udce9 and \0 zero")
    add(store, version)
    with store.reading() as reader:
        found = reader.datasets.latest("odd")
        assert found is not None
        assert found.files == files
        assert found.note == "half \\udce9 and \\x00 zero"
    assert_consistent(store)


def test_large_numbers_and_other_zones_survive(store: Store) -> None:
    east = timezone(timedelta(hours=5, minutes=30))
    version = DatasetVersion(
        digest("l"), "large", (FileEntry("a", 2**40, "d"),), datetime(2026, 5, 4, 1, 2, 3, 999_999, east), "ann", 2**35
    )
    add(store, version)
    with store.reading() as reader:
        assert reader.datasets.latest("large") == version


def test_ten_thousand_files_are_one_row(store: Store) -> None:
    version = a_version(files=10_000)
    add(store, version)
    with store.reading() as reader:
        assert reader.datasets.latest("flights") == version


def test_a_damaged_row_says_which(store: Store) -> None:
    version = a_version()
    add(store, version)
    with store.writing(ANN) as writer:
        writer.audit._connection.execute(DATASET_VERSIONS.update().values(files=b"not what was written"))
    with store.reading() as reader, pytest.raises(StorageError) as caught:
        reader.datasets.latest("flights")
    assert caught.value.where == f"dataset flights@{version.id}"
    assert caught.value.what.startswith("the record is damaged: ")
