"""Anchors in a file: what was written can be read again, and a damaged line is never passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from rung.errors import StorageError, UsageError
from rung.store.anchors import append_anchor, read_anchors
from rung.store.chain import Anchor
from store.values import NOON, digest

FIRST, SECOND = Anchor(7, digest("a"), NOON), Anchor(9, digest("b"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "safe" / "anchors.jsonl"


def test_anchors_are_read_in_their_order(path: Path) -> None:
    append_anchor(path, FIRST)
    append_anchor(path, SECOND)
    assert read_anchors(path) == [FIRST, SECOND]
    assert path.read_text() == (
        f'{{"number":7,"hash":"{digest("a")}","at":"2026-05-04T12:00:00Z"}}\n{{"number":9,"hash":"{digest("b")}"}}\n'
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"number":7,"hash":"abc', "this is no anchor: Input data was truncated"),
        ('{"number":7}', "this is no anchor: Object missing required field `hash`"),
        ('{"number":0,"hash":"%s"}' % ("0" * 64), "this is no anchor: Expected `int` >= 1 - at `$.number`"),
        ('{"number":7,"hash":"%s","by":"x"}' % ("0" * 64), "this is no anchor: Object contains unknown field `by`"),
        ("\udcff", "this is no anchor: JSON is malformed: invalid character (byte 0)"),
    ],
)
def test_a_damaged_line_is_refused_with_its_place(path: Path, line: str, says: str) -> None:
    append_anchor(path, FIRST)
    path.write_bytes(path.read_bytes() + line.encode("utf-8", "surrogateescape") + b"\n")
    with pytest.raises(UsageError) as caught:
        read_anchors(path)
    assert (caught.value.where, caught.value.what) == (f"{path}:2", says)
    assert (
        caught.value.fix == "bring the file back from where it was kept; if this line was cut off by a crash, delete it"
    )


def test_a_line_that_was_cut_off_does_not_take_the_next_with_it(path: Path) -> None:
    append_anchor(path, FIRST)
    path.write_bytes(path.read_bytes() + b'{"number":8,"ha')
    append_anchor(path, SECOND)
    with pytest.raises(UsageError, match=r"anchors\.jsonl:2: this is no anchor"):
        read_anchors(path)
    path.write_bytes(b"\n".join(each for each in path.read_bytes().splitlines() if each.endswith(b"}")))
    assert read_anchors(path) == [FIRST, SECOND]


def test_a_file_that_is_not_there_is_no_empty_file(path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file or directory"):
        read_anchors(path)


def test_what_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / "safe").write_text("a file")
    with pytest.raises(StorageError, match="the anchor cannot be written: File exists"):
        append_anchor(tmp_path / "safe" / "anchors.jsonl", FIRST)
