"""Runs in a process of its own, in the project's interpreter: loads a model as MLflow does, asks it, times it.

Rung is not imported here and need not be installed. Started as `python -I probe.py TASK RESULT`, two JSON files.
"""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from typing import Any

WARM = 5
TIMED = 200


def main(task_path: str, result_path: str) -> None:
    """Read what to do, do it, write what was seen."""
    with open(task_path, encoding="utf-8") as file:
        task = json.load(file)
    result: dict[str, Any] = {"interpreter": f"Python {sys.version.split()[0]}"}
    try:
        _try(task, result)
    except BaseException as error:  # a stranger's model may fail in any way, and may try to leave
        result["error" if "load_seconds" not in result else "asking"] = f"{type(error).__name__}: {error}"[:2000]
    with open(f"{result_path}.part", "w", encoding="utf-8") as file:
        json.dump(result, file)
    os.replace(f"{result_path}.part", result_path)


def _try(task: dict[str, Any], result: dict[str, Any]) -> None:
    warnings.simplefilter("ignore")
    import mlflow  # noqa: PLC0415

    result["interpreter"] += f" with MLflow {mlflow.__version__}"
    start = time.perf_counter()
    model = mlflow.pyfunc.load_model(task["folder"])
    result["load_seconds"] = time.perf_counter() - start
    if not task["rows"]:
        return
    frame = _frame(task)
    result["answers"] = _answers(model, frame)
    result["again"] = _answers(mlflow.pyfunc.load_model(task["folder"]), frame)
    result["latency_ms"] = _timed(model, frame)


def _frame(task: dict[str, Any]) -> Any:
    import pandas as pd  # noqa: PLC0415

    frame = pd.DataFrame(task["rows"], columns=task["columns"])
    for name, dtype in zip(task["columns"], task["dtypes"], strict=False):
        if dtype.startswith("datetime"):
            frame[name] = pd.to_datetime(frame[name], format="ISO8601").astype(dtype)
        elif dtype not in ("object", "str", "string"):
            frame[name] = frame[name].astype(dtype)
    return frame


def _answers(model: Any, frame: Any) -> list[Any]:
    given = model.predict(frame)
    values = getattr(given, "values", given)
    return [_plain(each) for each in (values.tolist() if hasattr(values, "tolist") else values)]


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float):
        return plain if plain - plain == 0 else None
    return plain if plain is None or isinstance(plain, str | int | bool) else str(plain)


def _timed(model: Any, frame: Any) -> list[float]:
    singles = [frame.iloc[[n % len(frame)]] for n in range(WARM + TIMED)]
    taken = []
    for each in singles:
        start = time.perf_counter()
        model.predict(each)
        taken.append((time.perf_counter() - start) * 1000)
    return taken[WARM:]


if __name__ == "__main__":
    main(*sys.argv[1:])
