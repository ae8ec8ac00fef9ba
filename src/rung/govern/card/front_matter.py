"""The YAML at the top of a card, as the Hugging Face Hub reads it.

https://github.com/huggingface/hub-docs/blob/main/modelcard.md
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import yaml

from rung.govern.card.gathering import Card

_TASKS = {
    "binary": "tabular-classification",
    "multiclass": "tabular-classification",
    "regression": "tabular-regression",
}
_LIBRARIES = {"skops": "sklearn", "sklearn": "sklearn", "onnx": "onnx", "keras": "keras", "pytorch": "pytorch"}


def front_matter(card: Card, people: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata; what people wrote goes before what is known, and tags are added up.

    Without a licence from people it is `unknown`, a word that the Hub has for it.
    """
    library = _library(card)
    tags = dict.fromkeys([*_listed(people.get("tags")), "rung", *([library] if library else []), *_task(card)])
    known: dict[str, Any] = {"license": "unknown"}
    if library:
        known["library_name"] = library
    if _task(card):
        known["pipeline_tag"] = _task(card)[0]
    if card.version.evaluation is not None:
        known["metrics"] = sorted(card.version.evaluation.metrics)
    merged = {**known, **{str(key): value for key, value in people.items()}, "tags": list(tags)}
    index = _index(card)
    return merged | ({"model-index": index} if index else {})


def dumped(front: Mapping[str, Any]) -> str:
    """Between its two lines of dashes."""
    return f"---\n{yaml.safe_dump(dict(front), sort_keys=False, allow_unicode=True, width=120)}---\n"


def _index(card: Card) -> list[dict[str, Any]]:
    evaluation = card.version.evaluation
    if evaluation is None:
        return []
    metrics = [
        {"type": name, "value": value, "name": name}
        for name, value in sorted(evaluation.metrics.items())
        if math.isfinite(value)
    ]
    if not metrics:
        return []
    name, _, revision = evaluation.dataset.partition("@")
    dataset = {"type": name or "unknown", "name": name or "unknown", "split": evaluation.holdout}
    if revision:
        dataset["revision"] = revision
    task = _task(card)
    result = {"task": {"type": task[0] if task else "other"}, "dataset": dataset, "metrics": metrics}
    return [{"name": card.version.name, "results": [result]}]


def _task(card: Card) -> list[str]:
    known = _TASKS.get(card.task or "")
    return [known] if known else []


def _library(card: Card) -> str | None:
    return _LIBRARIES.get(card.version.flavour)


def _listed(value: object) -> list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return [str(value)] if value else []
