"""Questions and answers that are kept beside a model, so that a later process can be held to them.

`rung_requests.json` in the model directory: `format` 1, `columns`, `dtypes` (as pandas names them), `rows` (a list
for each, missing values null, moments in ISO 8601), `predictions` (one for each row, as `predict` gave them).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from rung.errors import UnreadableError

NAME = "rung_requests.json"
EXAMPLE = "input_example.json"
"""Where MLflow keeps rows without answers."""
ROWS = 100
"""That are kept: they are copies of people's data, so no more than it takes."""


class Requests(Struct, frozen=True):
    """Rows to ask a model about."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    dtypes: tuple[str, ...] = ()
    predictions: tuple[Any, ...] | None = None
    """`None` where nobody wrote down what the model answered."""
    format: int = 1


def record_requests(folder: Path, frame: Any, predict: Callable[[Any], Any], rows: int = ROWS) -> Requests:
    """Ask a model about the first rows of a pandas frame, and keep both in its directory before it is registered.

    Parameters
    ----------
    frame
        Rows that the model was not trained on, its inputs alone.
    predict
        Of the model as it is loaded from that folder.
    """
    asked = frame.head(rows)
    kept = Requests(
        columns=tuple(str(each) for each in asked.columns),
        rows=tuple(tuple(_plain(each) for each in row) for row in asked.itertuples(index=False, name=None)),
        dtypes=tuple(str(each) for each in asked.dtypes),
        predictions=tuple(_plain(each) for each in _listed(predict(asked))),
    )
    (folder / NAME).write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=1))
    return kept


def read_requests(folder: Path) -> Requests | None:
    """What was kept with a model: rows with answers, or MLflow's example without; `None` where there is neither.

    Raises
    ------
    UnreadableError
        There is something else in that file.
    """
    path = folder / NAME
    if path.is_file():
        try:
            return msgspec.json.decode(path.read_bytes(), type=Requests)
        except (msgspec.MsgspecError, OSError, ValueError) as error:
            raise UnreadableError(f"cannot be read: {error}", where=str(path)) from error
    return _example(folder / EXAMPLE)


def _example(path: Path) -> Requests | None:
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    split = said.get("dataframe_split", said) if isinstance(said, dict) else None
    if (
        not isinstance(split, dict)
        or not isinstance(split.get("columns"), list)
        or not isinstance(split.get("data"), list)
    ):
        return None
    return Requests(tuple(map(str, split["columns"])), tuple(tuple(each) for each in split["data"]))


def _listed(predictions: Any) -> list[Any]:
    values = getattr(predictions, "values", predictions)
    listed = values.tolist() if hasattr(values, "tolist") else values
    return list(listed)


def _plain(value: Any) -> Any:
    """As JSON has it: missing values are null, foreign scalars Python's, moments texts."""
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    item = getattr(value, "item", None)
    plain = item() if callable(item) else value
    if isinstance(plain, float) and not math.isfinite(plain):
        return None
    if plain is None or isinstance(plain, str | int | float | bool):
        return plain
    if hasattr(plain, "isoformat"):
        text = plain.isoformat()
        return None if text == "NaT" else text
    return None if str(plain) in ("<NA>", "NaT") else str(plain)
