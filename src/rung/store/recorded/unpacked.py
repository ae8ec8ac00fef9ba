"""From rows to nouns. Lists of files stay where they are: nothing that measures asks for them."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from rung.domain.approval import Approval
from rung.domain.contract_check import ContractCheck
from rung.domain.dataset import DatasetVersion
from rung.domain.evaluation import Evaluation
from rung.domain.model_version import ModelVersion
from rung.domain.release import Release, StagingCheck
from rung.domain.reproduction import Compared, Reproduction
from rung.domain.run import Run, StepRun
from rung.store.recorded.base import LARGEST, Row

T = TypeVar("T")

MOST_UNFOLDED = 400_000_000
"""Bytes of all packed columns of a store together."""

BAD = (ValueError, TypeError, KeyError, zlib.error, msgspec.MsgspecError, RecursionError)
"""What the functions of this file raise for a row that is not what was written."""


class Taken(Struct, frozen=True):
    """What went into a run."""

    params: dict[str, Any] = {}
    datasets: dict[str, str] = {}
    contracts: dict[str, str] = {}
    diff: str | None = None
    lock: str | None = None
    tracking: str = ""


class Given(Struct, frozen=True):
    """What came out of a run."""

    steps: tuple[StepRun, ...] = ()
    figures: dict[str, float | int | str | bool | None] = {}


class Told(Struct, frozen=True):
    """What is known of a model version."""

    origin: str = ""
    commit: str | None = None
    dirty: bool = False
    datasets: dict[str, str] = {}
    environment: str = ""
    params: dict[str, Any] = {}
    evaluation: Evaluation | None = None


class Found(Struct, frozen=True):
    """What came of a reproduction."""

    compared: tuple[Compared, ...] = ()
    same_files: bool = False
    rows: int | None = None
    seconds: float | None = None
    why: str = ""


class Unpacking:
    """Makes nouns of rows. What it unfolds in all is bounded: a row of a few bytes may hold a gigabyte of noughts."""

    def __init__(self) -> None:
        self._left = MOST_UNFOLDED

    def run(self, row: Row) -> Run:
        """A run."""
        taken, given = self._opened(row["taken"], Taken), self._opened(row["given"], Given)
        return _made(
            Run, row, {"started_by": "by", "revision": "commit"},
            steps=given.steps, figures=given.figures, params=taken.params, datasets=taken.datasets,
            contracts=taken.contracts, diff=taken.diff, lock=taken.lock, tracking=taken.tracking,
        )  # fmt: skip

    def dataset(self, row: Row) -> DatasetVersion:
        """A version of a dataset."""
        return _made(DatasetVersion, row, {"added_by": "by", "row_count": "rows"}, files=())

    def check(self, row: Row) -> ContractCheck:
        """A check of a contract, without its violations."""
        return _made(ContractCheck, row, {"checked_by": "by", "row_count": "rows"})

    def version(self, row: Row) -> ModelVersion:
        """A version of a model."""
        told = self._opened(row["told"], Told)
        return _made(
            ModelVersion, row, {"registered_by": "by"}, files=(),
            origin=told.origin, commit=told.commit, dirty=told.dirty, datasets=told.datasets,
            environment=told.environment, params=told.params, evaluation=told.evaluation,
        )  # fmt: skip

    def release(self, row: Row) -> Release:
        """A release."""
        return _made(Release, row, {"released_by": "by"}, checks=self._opened(row["checks"], tuple[StagingCheck, ...]))

    def approval(self, row: Row) -> Approval:
        """A question to a person, and the answer."""
        return _made(Approval, row, {}, authors=self._opened(row["authors"], tuple[str, ...]))

    def reproduction(self, row: Row) -> Reproduction:
        """An attempt to make a version again."""
        found = self._opened(row["found"], Found)
        return _made(
            Reproduction, row, {"tried_by": "by"},
            compared=found.compared, same_files=found.same_files, rows=found.rows, seconds=found.seconds, why=found.why,
        )  # fmt: skip

    def _opened(self, packed: object, kind: type[T]) -> T:
        """What `rung.store.packing.pack` packed."""
        if not isinstance(packed, bytes):
            raise ValueError("a part of it is missing or too large")
        unfolding = zlib.decompressobj()
        content = unfolding.decompress(packed, max(1, min(LARGEST, self._left)))
        self._left -= len(content)
        if not unfolding.eof:
            raise ValueError("a part of it is cut off or too large")
        return msgspec.msgpack.decode(content, type=kind)


def _made(kind: type[T], row: Row, renamed: Mapping[str, str], **known: Any) -> T:
    """The noun whose fields the columns are, checked value by value: SQLite holds anything anywhere."""
    fields = frozenset(each.name for each in msgspec.structs.fields(kind))  # type: ignore[arg-type]
    named = {renamed.get(column, column): value for column, value in row.items()}
    return msgspec.convert({**{name: value for name, value in named.items() if name in fields}, **known}, kind)
