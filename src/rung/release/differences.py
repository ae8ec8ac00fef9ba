"""What changes when one version takes the place of another, from their records."""

from __future__ import annotations

from msgspec import Struct

from rung.domain.model_version import ModelVersion


class Difference(Struct, frozen=True):
    """One thing that differs, or does not."""

    name: str
    """`roc_auc`, `commit`, `dataset flights`."""
    before: str
    after: str
    says: str = ""
    """What more is to be said: an interval, or why the two cannot be compared."""


def differences(version: ModelVersion, before: ModelVersion | None) -> list[Difference]:
    """Metrics first, then what the versions were made of; only what differs."""
    made = [*_metrics(version, before), *_sources(version, before)]
    return [each for each in made if each.before != each.after or each.says]


def _metrics(version: ModelVersion, before: ModelVersion | None) -> list[Difference]:
    evaluation = version.evaluation
    if evaluation is None:
        return []
    old = before.evaluation if before else None
    same_rows = old is not None and (old.dataset, old.holdout, old.rows) == (
        evaluation.dataset,
        evaluation.holdout,
        evaluation.rows,
    )
    found = []
    for name, value in evaluation.metrics.items():
        paired = next(
            (
                each
                for each in evaluation.comparisons
                if before is not None and each.metric == name and each.against.endswith(f" {before.name}")
            ),
            None,
        )
        if paired is not None:
            low, high = paired.difference.low, paired.difference.high
            says = f"{paired.difference.value:+.4g}, {low:+.4g} to {high:+.4g} on the same {paired.rows:,} rows"
            found.append(Difference(name, f"{paired.value:.4g}", f"{value:.4g}", says))
        elif old is not None and name in old.metrics:
            says = "" if same_rows else "measured on other rows"
            found.append(Difference(name, f"{old.metrics[name]:.4g}", f"{value:.4g}", says))
        else:
            found.append(Difference(name, "–", f"{value:.4g}"))
    return found


def _sources(version: ModelVersion, before: ModelVersion | None) -> list[Difference]:
    if before is None:
        return []
    found = [Difference("commit", _short(before.commit), _short(version.commit))]
    for name in sorted({*before.datasets, *version.datasets}):
        found.append(
            Difference(f"dataset {name}", _short(before.datasets.get(name)), _short(version.datasets.get(name)))
        )
    for name in sorted({*before.params, *version.params}):
        found.append(Difference(f"param {name}", _text(before.params, name), _text(version.params, name)))
    found.append(Difference("environment", _short(before.environment), _short(version.environment)))
    found.append(Difference("flavour", before.flavour, version.flavour))
    return found


def _text(params: object, name: str) -> str:
    value = params.get(name, "–") if hasattr(params, "get") else "–"
    return str(value)


def _short(id: str | None) -> str:
    return id[:12] if id else "–"
