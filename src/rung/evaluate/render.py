"""An evaluation as lines of plain text: what it is worth, where it is weak, and what the gates say."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from rung.data.versions.paths import shown
from rung.domain.evaluation import CalibrationBin, Comparison, Evaluation, FairnessResult

PASSED, REFUSED, UNKNOWN = "✓", "✕", "○"
MOST_SLICES, MOST_FAIRNESS, MOST_BINS, MOST_NAMED = 3, 3, 8, 2
WIDTH = 100
_NARROW = 40


def evaluation_lines(evaluation: Evaluation, width: int = WIDTH) -> list[str]:
    """About 25 lines; what is left out is counted. Gates come last, all of them, where a terminal leaves the eye."""
    refused = sum(not each.ok for each in evaluation.gates)
    says = f"refused by {refused} of {len(evaluation.gates)} gates" if refused else "every gate passes"
    verdict = says if evaluation.gates else "no gates"
    rows = f"{evaluation.rows:,} rows, {evaluation.holdout}, of {_short(evaluation.dataset)}"
    lines = [
        *_wrapped(f"{evaluation.model}: {verdict} ({rows})", "", width),
        *_metrics(evaluation, width),
        *_slices(evaluation, width),
        *_fairness(evaluation, width),
        *_calibration(evaluation, width),
        *_gates(evaluation, width),
    ]
    return [shown(each) for each in lines]


def evaluation_markdown(evaluation: Evaluation) -> str:
    """The same as a block that Markdown leaves as it is."""
    lines = evaluation_lines(evaluation)
    ticks = "```"
    while any(ticks in each for each in lines):
        ticks += "`"
    return "\n".join([f"{ticks}text", *lines, ticks, ""])


def _metrics(evaluation: Evaluation, width: int) -> Iterator[str]:
    """What decides and what was compared first, each with its interval; the others on as few lines as they take.

    The baseline is shown for the metric that decides: for others it says little, such as that it is well calibrated.
    """
    compared = list(dict.fromkeys([evaluation.decides, *(each.metric for each in evaluation.comparisons)]))
    told_of = [name for name in compared if name in evaluation.metrics]
    names = max(map(len, told_of), default=0)
    told = [each for each in evaluation.comparisons if each.metric == evaluation.decides or each.against != "baseline"]
    against = max((len(each.against) for each in told), default=0)
    for name in told_of:
        head = f" {name:<{names}}  {evaluation.metrics[name]:<8.4g}"
        lines = [_comparison(each, against) for each in told if each.metric == name]
        if len(head) + max(map(len, lines), default=0) > width:
            yield head.rstrip()
            yield from (f"   {each.strip()}" for each in lines)
            continue
        yield (head + "".join(lines[:1])).rstrip()
        yield from (" " * len(head) + each for each in lines[1:])
    chance = {name: f" ({value:.2g} by chance)" for name, value in evaluation.by_chance.items()}
    rest = [(name, value) for name, value in evaluation.metrics.items() if name not in told_of]
    others = [f"{name} {value:.4g}{chance.get(name, '')}" for name, value in rest]
    others += [f"latency {name} {value:.4g} ms" for name, value in evaluation.latency_ms.items()]
    yield from _wrapped(" · ".join(others), " ", width)
    undefined = [f"{name}: {why}" for name, why in evaluation.undefined.items()]
    yield from _wrapped("; ".join(undefined), f" {UNKNOWN} ", width)


def _comparison(each: Comparison, wide: int) -> str:
    apart = each.difference
    return f"  {each.against:<{wide}}  {each.value:<8.4g}  {apart.value:+.4f} ({apart.low:+.4f} to {apart.high:+.4f})"


def _slices(evaluation: Evaluation, width: int) -> Iterator[str]:
    known = [(each, each.result) for each in evaluation.slices if each.result is not None]
    found = [each for each, _ in sorted(known, key=lambda pair: _badness(evaluation, pair[0].metric, pair[1]))]
    small = [(f"{each.column} {each.value}", each.why) for each in evaluation.slices if each.result is None]
    if not evaluation.slices:
        return
    first = found[:MOST_SLICES]
    notes = [f"{len(found) - len(first)} better" if len(found) > len(first) else "", _named("left out", small)]
    yield from _wrapped("; ".join(["Slices, worst first", *filter(None, notes)]), "", width)
    rows = [(f"{each.column} {each.value}", each.metric, f"{each.result:.4g}", f"{each.rows:,} rows") for each in first]
    yield from _aligned(rows, right=(3,))


def _badness(evaluation: Evaluation, metric: str, result: float) -> tuple[bool, float]:
    """Worse sorts first, and of several metrics the one that decides."""
    return metric != evaluation.decides, -result if metric in evaluation.lower_is_better else result


def _fairness(evaluation: Evaluation, width: int) -> Iterator[str]:
    """Those that gates ask for first."""
    asked = " ".join(each.gate.replace(" ", "") for each in evaluation.gates)
    order = sorted(evaluation.fairness, key=lambda each: f"{each.metric}({each.column.replace(' ', '')})" not in asked)
    if not order:
        return
    known = [each for each in order if each.value is not None]
    first = known[:MOST_FAIRNESS]
    out = {f"{each.column} {group.value}": group.why for each in known for group in each.left_out}
    unknown = {each.column: each.why for each in order if each.value is None}
    notes = [f"{len(known) - len(first)} more" if len(known) > len(first) else ""]
    notes += [_named("left out", list(out.items())), _named("not known", list(unknown.items()))]
    yield from _wrapped("; ".join(["Fairness", *filter(None, notes)]), "", width)
    rows = [(f"{each.metric}({each.column})", *_told(each)) for each in first]
    lines = _aligned(rows)
    # On a narrow terminal the pair of groups goes; the gate that asks names it in its sentence.
    yield from lines if max(map(len, lines), default=0) <= width else _aligned([row[:-1] for row in rows])


def _told(found: FairnessResult) -> tuple[str, str, str]:
    """Value, interval, and the pair of groups that is furthest apart."""
    low, high = found.of(found.lowest), found.of(found.highest)
    between = f"({found.interval.low:.3g} to {found.interval.high:.3g})" if found.interval else ""
    return f"{found.value:.4g}", between, f"{found.lowest} {low.value:.3g}, {found.highest} {high.value:.3g}"


def _calibration(evaluation: Evaluation, width: int) -> Iterator[str]:
    """The worst bin, and a few from the lowest scores to the highest."""
    bins = evaluation.calibration
    if not bins:
        return
    worst = max(bins, key=_gap)
    yield from _wrapped(
        f"Calibration, furthest off: scores {worst.low:.3g} to {worst.high:.3g} say {worst.mean_score:.3g}, "
        f"{worst.observed:.3g} came true ({worst.rows:,} rows)",
        "",
        width,
    )
    some = bins[:: -(-len(bins) // MOST_BINS)]
    yield from _aligned(
        [
            ("mean score", *(f"{each.mean_score:.2f}" for each in some)),
            ("came true", *(f"{each.observed:.2f}" for each in some)),
        ]
    )


def _gap(each: CalibrationBin) -> float:
    return abs(each.mean_score - each.observed)


def _gates(evaluation: Evaluation, width: int) -> Iterator[str]:
    if evaluation.gates:
        yield "Gates"
    for each in evaluation.gates:
        yield from _wrapped(each.says, f" {PASSED if each.ok else REFUSED} ", width)


def _named(what: str, found: Sequence[tuple[str, str]]) -> str:
    """The first few with their reasons, and how many more."""
    if not found:
        return ""
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    return f"{what}: {', '.join(f'{name} ({why})' for name, why in found[:MOST_NAMED])}{more}"


def _aligned(rows: Sequence[tuple[str, ...]], right: tuple[int, ...] = ()) -> list[str]:
    if not rows:
        return []
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        " " + "  ".join(
            cell.rjust(wide) if number in right else cell.ljust(wide)
            for number, (cell, wide) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]  # fmt: skip


def _wrapped(text: str, first: str, width: int) -> list[str]:
    if not text:
        return []
    return textwrap.wrap(
        text,
        width=max(width, _NARROW),
        initial_indent=first,
        subsequent_indent=" " * max(len(first), 2),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _short(dataset: str) -> str:
    """`flights@3f9c2a1b04d7`: as many digits of the version as a person needs."""
    name, _, version = dataset.partition("@")
    return f"{name}@{version[:12]}" if version else name
