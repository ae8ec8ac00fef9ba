"""The REST interface of an MLflow server. Asked only when the person who measures says so."""

from __future__ import annotations

import base64
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from rung.assess.records.mlflow.base import MOST_RUNS, Store, StoreError, TrackedRun, TrackedVersion

SECONDS = 20
"""Patience for one answer."""
LARGEST = 50_000_000
"""Bytes of one answer."""
PAGE = 1_000


class Server(Store):
    """One server. `MLFLOW_TRACKING_TOKEN`, or `…_USERNAME` and `…_PASSWORD`, are sent as MLflow's client does."""

    def __init__(self, address: str) -> None:
        """`address` is `http(s)://host[:port][/prefix]`."""
        self._address = address.rstrip("/")

    def runs(self) -> list[TrackedRun]:
        """As `Store.runs` says."""
        names = {
            str(each["experiment_id"]): str(each.get("name", ""))
            for each in self._pages("experiments/search", "experiments", {})
        }
        found: list[TrackedRun] = []
        for experiment, name in names.items():
            asked = {"experiment_ids": [experiment], "run_view_type": "ACTIVE_ONLY"}
            for each in self._pages("runs/search", "runs", asked):
                found.append(_run(each, name))
                if len(found) >= MOST_RUNS:
                    return found
        return found

    def versions(self) -> list[TrackedVersion]:
        """As `Store.versions` says."""
        models: dict[str, dict[str, Any]] = {}
        aliases: dict[tuple[str, str], list[str]] = {}
        for model in self._pages("registered-models/search", "registered_models", {}, get=True):
            models[str(model.get("name"))] = model
            for alias in model.get("aliases", ()):
                key = (str(model.get("name")), str(alias.get("version")))
                aliases.setdefault(key, []).append(str(alias.get("alias")))
        return [
            _version(each, models.get(str(each.get("name")), {}), aliases)
            for each in self._pages("model-versions/search", "model_versions", {}, get=True)
        ]

    def _pages(self, path: str, key: str, asked: dict[str, Any], *, get: bool = False) -> Iterator[dict[str, Any]]:
        token = ""
        for _ in range(MOST_RUNS // PAGE * 10):
            page = {**asked, "max_results": PAGE, **({"page_token": token} if token else {})}
            answer = self._ask(path, page, get=get)
            yield from (each for each in answer.get(key, ()) if isinstance(each, dict))
            token = str(answer.get("next_page_token") or "")
            if not token:
                return

    def _ask(self, path: str, asked: dict[str, Any], *, get: bool) -> dict[str, Any]:
        address = f"{self._address}/api/2.0/mlflow/{path}"
        if urlsplit(address).scheme not in ("http", "https"):
            raise StoreError("is not the address of a server")
        body = None if get else json.dumps(asked).encode()
        if get:
            address += "?" + "&".join(f"{name}={value}" for name, value in asked.items())
        request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
            address, data=body, headers={"Content-Type": "application/json", **_credentials()}
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                value = json.loads(answer.read(LARGEST))
        except urllib.error.HTTPError as error:
            raise StoreError(f"answers {error.code} {error.reason}") from error
        except (OSError, ValueError) as error:
            raise StoreError(f"does not answer: {getattr(error, 'reason', error)}") from error
        if not isinstance(value, dict):
            raise StoreError("does not answer as MLflow does")
        return value


def _credentials() -> dict[str, str]:
    if token := os.environ.get("MLFLOW_TRACKING_TOKEN"):
        return {"Authorization": f"Bearer {token}"}
    name, word = os.environ.get("MLFLOW_TRACKING_USERNAME"), os.environ.get("MLFLOW_TRACKING_PASSWORD")
    if name and word:
        return {"Authorization": "Basic " + base64.b64encode(f"{name}:{word}".encode()).decode()}
    return {}


def _run(answer: dict[str, Any], experiment: str) -> TrackedRun:
    info, data = answer.get("info", {}), answer.get("data", {})
    inputs = answer.get("inputs", {}).get("dataset_inputs", ())
    end = info.get("end_time")
    return TrackedRun(
        id=str(info.get("run_id", "")),
        experiment=experiment,
        status=str(info.get("status", "")),
        start=int(info.get("start_time") or 0),
        end=int(end) if end else None,
        tags=_pairs(data.get("tags", ())),
        params=_pairs(data.get("params", ())),
        metrics={
            str(each["key"]): float(each["value"])
            for each in data.get("metrics", ())
            if isinstance(each.get("value"), (int, float))
        },
        data=tuple(f"{each['dataset'].get('name')}@{each['dataset'].get('digest')}" for each in inputs),
    )


def _version(
    answer: dict[str, Any], of_model: dict[str, Any], aliases: dict[tuple[str, str], list[str]]
) -> TrackedVersion:
    model, version = str(answer.get("name", "")), str(answer.get("version", ""))
    return TrackedVersion(
        model=model,
        version=version,
        created=int(answer.get("creation_timestamp") or 0),
        updated=int(answer.get("last_updated_timestamp") or 0),
        run=str(answer.get("run_id") or ""),
        stage=str(answer.get("current_stage") or ""),
        aliases=tuple(aliases.get((model, version), ())),
        description="\n".join(str(each["description"]) for each in (answer, of_model) if each.get("description")),
        tags={**_pairs(of_model.get("tags", ())), **_pairs(answer.get("tags", ()))},
    )


def _pairs(entries: Any) -> dict[str, str]:
    return {
        str(each["key"]): str(each.get("value", "")) for each in entries if isinstance(each, dict) and "key" in each
    }
