"""Which rows a candidate is judged on, and never trained on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
from msgspec import Struct
from numpy.typing import NDArray

from rung.errors import ManifestError, RefusedError
from rung.project.durations import written_days

_FORMS = "{latest: 14d}, {group: COLUMN, share: 20%} or {random: 20%, seed: 7}"
_SPACE = 2**64


class Holdout(Struct, frozen=True):
    """How rows are chosen; exactly one of the three."""

    latest: timedelta | None = None
    """The newest rows by event time."""
    group: str | None = None
    """Rows that share a value in this column stay together."""
    share: float = 0.0
    """Of the groups, or of the rows, between 0 and 1."""
    seed: int = 0

    @property
    def says(self) -> str:
        """In words."""
        if self.latest is not None:
            return f"the latest {self.latest / timedelta(days=1):g} days"
        of = f"of the values of {self.group}" if self.group else "of the rows"
        return f"{self.share:.0%} {of}, seed {self.seed}"

    def rows(self, frame: pl.DataFrame, *, time: str | None, key: tuple[str, ...] = ()) -> NDArray[np.bool_]:
        """Which rows are held out, shape (n,).

        A row's fate depends on its group or key and the seed alone: rows that are added later move no other, and the
        order of the rows does not matter. Without a key its place counts: append, and sort nothing.

        Raises
        ------
        ManifestError
            A column that it needs is not there or not named.
        RefusedError
            Nothing, or everything, would be held out.
        """
        found = self._latest(frame, time) if self.latest is not None else self._drawn(frame, key)
        held = int(found.sum())
        if not held or held == len(found):
            raise RefusedError(
                f"{self.says} are {'none' if not held else 'all'} of the {len(found):,} rows",
                where="evaluate.holdout",
                fix="choose a shorter or longer holdout, or add data",
            )
        return found

    def _latest(self, frame: pl.DataFrame, time: str | None) -> NDArray[np.bool_]:
        if time is None:
            raise ManifestError(
                "a holdout of the latest rows needs the event time of its dataset", fix="add time: COLUMN"
            )
        column = _column(frame, time)
        if not column.dtype.is_temporal():
            raise ManifestError(
                f"{time} holds {column.dtype}, and no time", where="evaluate.holdout", fix="parse it first"
            )
        newest = column.max()
        if newest is None:
            raise RefusedError(f"no row has a {time}", where="evaluate.holdout")
        return (column > newest - self.latest).fill_null(value=False).to_numpy()  # type: ignore[operator]

    def _drawn(self, frame: pl.DataFrame, key: tuple[str, ...]) -> NDArray[np.bool_]:
        columns = (self.group,) if self.group else key
        if not columns:
            # By the place alone: rows that are appended later leave those before them where they were.
            places = (_place(str(number), self.seed) < self.share for number in range(len(frame)))
            return np.fromiter(places, np.bool_, len(frame))
        for each in columns:
            _column(frame, each)
        units = frame.select(
            pl.concat_str([pl.col(each).cast(pl.String) for each in columns], separator="\0", ignore_nulls=True)
        )
        named = units.to_series()
        held = {each: _place(each, self.seed) < self.share for each in named.unique().to_list()}
        return np.fromiter((held[each] for each in named.to_list()), np.bool_, len(frame))


def _place(value: str | None, seed: int) -> float:
    """Where a value lies between 0 and 1: the same on every machine, in every version, for ever."""
    digest = hashlib.blake2b(f"{seed}\0{value}".encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "big") / _SPACE


def _column(frame: pl.DataFrame, name: str) -> pl.Series:
    if name not in frame.columns:
        raise ManifestError(
            f"the data have no column {name}", where="evaluate.holdout", fix=f"one of: {', '.join(frame.columns[:20])}"
        )
    return frame[name]


def read_holdout(written: Mapping[str, Any], where: str) -> Holdout:
    """The holdout of `evaluate.holdout`.

    Raises
    ------
    ManifestError
        It is written in no known form, or its share or length makes no sense.
    """
    keys = set(written)
    if keys == {"latest"} and (length := written_days(str(written["latest"])) or 0) > 0:
        return Holdout(latest=timedelta(days=length))
    if keys in ({"group", "share"}, {"group", "share", "seed"}):
        return Holdout(group=str(written["group"]), share=_share(written["share"], where), seed=_seed(written, where))
    if keys in ({"random"}, {"random", "seed"}):
        return Holdout(share=_share(written["random"], where), seed=_seed(written, where))
    raise ManifestError(f"this is no holdout: {dict(written)}", where=where, fix=f"write {_FORMS}")


def _share(written: object, where: str) -> float:
    text = str(written).strip()
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise ManifestError(f"{text} is no share between 0 and 100 %", where=where, fix="write 20%")
    return share


def _seed(written: Mapping[str, Any], where: str) -> int:
    seed = written.get("seed", 0)
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise ManifestError(f"a seed is a whole number, and not {seed!r}", where=where)
    return seed
