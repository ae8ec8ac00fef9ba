"""A card as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rung.domain.approval import Approval, Decision
from rung.domain.evaluation import Evaluation
from rung.domain.release import ReleaseKind
from rung.govern.card.front_matter import dumped, front_matter
from rung.govern.card.gathering import Card, CardDataset

_SHORT = 12
_UNKNOWN = "*not recorded*"
_MARKS = str.maketrans({each: f"\\{each}" for each in r"\`*_[]<>|#"} | {"\n": " ", "\r": " "})


def markdown(card: Card, people: Mapping[str, Any]) -> str:
    """The whole page: front matter, what is known, what people wrote, what is missing."""
    parts = [
        dumped(front_matter(card, people)),
        f"# {cell(card.version.name)}\n",
        *_section("What it is for", _purpose(card)),
        *_section("Data", _data(card.datasets)),
        *_section("Training", _training(card)),
        *_section("Evaluation", _evaluation(card.version.evaluation)),
        *_written(card),
        *_section("Approvals", _approvals(card.approvals)),
        *_section("Releases", _releases(card)),
    ]
    return "\n".join(parts)


def cell(value: object) -> str:
    """Text of anybody inside a line of Markdown: none of it is a mark, a link or HTML."""
    return str(value).translate(_MARKS)


def _section(title: str, lines: Iterable[str]) -> list[str]:
    return [f"## {title}\n", "\n".join(lines) + "\n"]


def _purpose(card: Card) -> Iterator[str]:
    yield f"- Purpose: {_or_unwritten(card.purpose)}"
    yield f"- Success: {_or_unwritten(card.success)}"
    yield f"- Owner: {_or_unwritten(card.owner)}"
    yield from [f"- Team: {cell(card.team)}"] if card.team else []
    yield from [f"- Now: {', '.join(card.aliases)}"] if card.aliases else []


def _or_unwritten(value: str | None) -> str:
    return cell(value) if value else "**not written yet** (rung.yaml)"


def _data(datasets: Sequence[CardDataset]) -> Iterator[str]:
    if not datasets:
        yield _UNKNOWN
        return
    yield from _table(
        ("dataset", "version", "added", "rows", "files", "licence", "contract"),
        [
            (
                each.name,
                each.id[:_SHORT],
                f"{each.added_at:%Y-%m-%d}" if each.added_at else "–",
                f"{each.rows:,}" if each.rows is not None else "–",
                f"{each.files:,}" if each.files else "–",
                each.licence or "not stated",
                _contract(each),
            )
            for each in datasets
        ],
    )


def _contract(dataset: CardDataset) -> str:
    if dataset.contract_ok is None:
        return "never checked"
    said = "kept" if dataset.contract_ok else f"broken, {dataset.violations} violations"
    return f"{said} ({dataset.contract_at:%Y-%m-%d})" if dataset.contract_at else said


def _training(card: Card) -> Iterator[str]:
    version, run = card.version, card.run
    yield f"- Registered: {version.registered_at:%Y-%m-%d %H:%M} UTC by {cell(version.by)}"
    yield f"- Digest of its files: `{version.digest}`"
    yield f"- Format: {cell(version.flavour)}"
    if version.trust is not None:
        by, reason = cell(version.trust.by), cell(version.trust.reason)
        yield f"- Runs code of its own when it is loaded; {by} answers for it: {reason}"
    if version.origin:
        yield f"- Taken in from: {cell(version.origin)}"
    yield f"- Run: {cell(version.run) if version.run else _UNKNOWN}"
    dirty = " with files that differed from it" if version.dirty else ""
    yield f"- Commit: {f'`{version.commit}`' + dirty if version.commit else _UNKNOWN}"
    yield f"- Environment: {f'`{version.environment[:_SHORT]}`' if version.environment else _UNKNOWN}"
    for name, value in sorted(version.params.items()):
        yield f"- Parameter {cell(name)}: {cell(value)}"
    if run is not None and run.seconds is not None:
        yield f"- Cost: {', '.join(_cost(run.seconds, run.cpu_seconds, run.peak_memory_bytes))}"
    else:
        yield f"- Cost: {_UNKNOWN}"


def _cost(seconds: float, cpu: float | None, memory: int | None) -> Iterator[str]:
    yield f"{seconds:,.1f} s"
    if cpu is not None:
        yield f"{cpu:,.1f} s of processor"
    if memory is not None:
        yield f"{memory / 2**20:,.0f} MiB of memory at most"


def _evaluation(evaluation: Evaluation | None) -> Iterator[str]:
    if evaluation is None:
        yield _UNKNOWN
        return
    yield (
        f"On {evaluation.rows:,} rows of {cell(evaluation.dataset)} that it was not trained on "
        f"({cell(evaluation.holdout)}), {evaluation.at:%Y-%m-%d}.\n"
    )
    metrics = [(name, f"{value:.4g}") for name, value in evaluation.metrics.items()]
    metrics += [(name, f"not defined: {why}") for name, why in evaluation.undefined.items()]
    metrics += [(f"latency {name}", f"{value:.3g} ms") for name, value in evaluation.latency_ms.items()]
    yield from _table(("metric", "value"), metrics)
    yield from _compared(evaluation)
    yield from _sliced(evaluation)
    yield from _fair(evaluation)
    if evaluation.gates:
        yield ""
        rows = [(each.gate, "passed" if each.ok else "refused", each.says) for each in evaluation.gates]
        yield from _table(("gate", "", "says"), rows)


def _compared(evaluation: Evaluation) -> Iterator[str]:
    if evaluation.comparisons:
        yield ""
        rows = [
            (
                each.against,
                each.metric,
                f"{each.value:.4g}",
                f"{each.difference.value:+.4g}",
                f"{each.difference.low:+.4g} to {each.difference.high:+.4g} ({each.difference.confidence:.0%})",
                f"{each.rows:,}",
            )
            for each in evaluation.comparisons
        ]
        yield from _table(("against", "metric", "its value", "difference", "interval", "rows"), rows)


def _sliced(evaluation: Evaluation) -> Iterator[str]:
    if evaluation.slices:
        yield ""
        rows = [
            (
                f"{each.column} = {each.value}",
                each.metric,
                "–" if each.result is None else f"{each.result:.4g}",
                f"{each.rows:,}",
                each.why,
            )
            for each in evaluation.slices
        ]
        yield from _table(("slice", "metric", "value", "rows", ""), rows)


def _fair(evaluation: Evaluation) -> Iterator[str]:
    found = getattr(evaluation, "fairness", ())
    if found:
        yield ""
        rows = [
            (
                each.metric,
                each.column,
                "–" if each.value is None else f"{each.value:.4g}",
                f"{each.interval.low:.4g} to {each.interval.high:.4g}" if each.interval else "–",
                each.why or f"{each.rate}: lowest {each.lowest}, highest {each.highest}",
            )
            for each in found
        ]
        yield from _table(("fairness", "group", "value", "interval", ""), rows)


def _written(card: Card) -> Iterator[str]:
    for each in card.written:
        yield f"## {each.title}\n"
        yield f"{each.text}\n"
    if card.unwritten:
        yield "## Not written yet\n"
        yield "\n".join(f"- {cell(each)}" for each in card.unwritten) + "\n"


def _approvals(approvals: Sequence[Approval]) -> Iterator[str]:
    if not approvals:
        yield "None."
        return
    rows = [
        (each.id, each.environment, _decision(each), each.decided_by or "", each.reason, f"{each.asked_at:%Y-%m-%d}")
        for each in approvals
    ]
    yield from _table(("approval", "to", "decision", "by", "reason", "asked"), rows)


def _decision(approval: Approval) -> str:
    solo = " (solo)" if approval.solo and approval.decision is Decision.APPROVED else ""
    return f"{approval.decision}{solo}"


def _releases(card: Card) -> Iterator[str]:
    if not card.releases:
        yield "None."
        return
    solo = {each.id for each in card.approvals if each.solo}
    rows = [
        (
            f"{each.at:%Y-%m-%d %H:%M}",
            each.environment,
            each.generation,
            "rollback" if each.kind is ReleaseKind.ROLLBACK else "release",
            each.by,
            f"{each.approval} (solo)" if each.approval in solo else each.approval or "–",
            each.reason,
        )
        for each in card.releases
    ]
    yield from _table(("at (UTC)", "to", "generation", "kind", "by", "approval", "reason"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join(' --- ' for _ in head)}|"
    for row in rows:
        yield f"| {' | '.join(cell(each) for each in row)} |"
