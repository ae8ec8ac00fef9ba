"""Measurements of quality by segment: fairness libraries, slicing specifications, metrics per group."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rung.assess.code import Code, Reach, Site
from rung.assess.code.r_words import MEASURING
from rung.assess.invocation import By
from rung.assess.quality.base import Slice
from rung.assess.quality.words import METRICS, words_of
from rung.assess.signs import Signed

_TOOLS: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
    ("Fairlearn", True, ("fairlearn.metrics.*", "fairlearn.*MetricFrame")),
    ("AIF360", True, ("aif360.metrics.*", "aif360.sklearn.metrics.*")),
    ("Aequitas", True, ("aequitas.*",)),
    ("SageMaker Clarify", True, ("*BiasConfig", "*ClarifyCheckStep", "*run_bias", "*run_p*_training_bias")),
    ("TFMA slices", False, ("*tfma.SlicingSpec", "tensorflow_model_analysis.SlicingSpec", "*SlicingSpec")),
    ("Deepchecks", False, ("*WeakSegmentsPerformance", "*SegmentPerformance", "*SubgroupPerformance")),
    ("Giskard", False, ("giskard.scan",)),
    ("sliceline", False, ("sliceline.*", "*Slicefinder", "*domino_slicer*")),
)  # fmt: skip
_SUMMING = frozenset({"list", "summarize", "summarise", "metric_set", "tibble"})
"""R: calls whose arguments name the columns of a summary."""
_NEEDS_GROUPS = frozenset(
    {
        "MetricFrame",
        "demographic_parity_difference",
        "equalized_odds_difference",
        "demographic_parity_ratio",
        "equalized_odds_ratio",
    }
)
_NAMED = Signed(r"(by_|per_)(group|segment|slice|cohort|region|country|gender|age|race|channel|"
    r"category|subgroup|store|site)|"
                    r"slic(e|ed|ing)_?(metric|eval)|segment_?(metric|eval|perf)|subgroup|fairness|"
                    r"disparate|bias_?(metric|audit|report|check)", re.I,
                "by_", "per_", "slic", "segment", "subgroup", "fairness", "disparate", "bias")  # fmt: skip


def slices(code: Code, reach: Reach) -> Iterator[Slice]:
    """Everything that measures by segment, outside tests."""
    for tool, fairness, patterns in _TOOLS:
        for site in _own(code.find(*patterns), reach):
            if (
                site.call.last in _NEEDS_GROUPS
                and "sensitive_features" not in site.call.kwargs
                and "**" not in site.call.kwargs
            ):
                continue
            yield Slice(tool, site.place, reach.of(site), site.call.last, _limited(site), fairness)
    yield from _by_hand(code, reach)
    yield from _of_r(code, reach)


def _by_hand(code: Code, reach: Reach) -> Iterator[Slice]:
    """Functions whose name speaks of segments and that measure, and metrics applied to a grouping."""
    for path, module in code.modules.items():
        if module.notebook or module.language != "python" or reach.from_module(path) == By.TEST:
            continue
        measured = {
            call.scope
            for call in module.calls
            if call.name.startswith(("sklearn.metrics.", "torchmetrics."))
            or call.last in ("accuracy_score", "f1_score")
        }
        if not measured:
            continue  # whatever its functions are called
        helpers = {scope for scope in measured if scope in module.functions}
        through = {call.scope for call in module.calls if call.name in helpers}
        grouped = {call.scope for call in module.calls if call.last in ("groupby", "group_by")}
        for function in module.functions.values():
            scopes = {
                scope
                for scope in (*measured, *through, *grouped)
                if scope == function.name or scope.startswith(function.name + ".")
            }
            named = _NAMED.search(function.name.rsplit(".", 1)[-1])
            if (named and scopes & (measured | through)) or scopes & measured & grouped:
                site = next(Site(module, call) for call in module.calls if call.scope in scopes)
                yield Slice(
                    "metrics per group",
                    site.place,
                    reach.by(path, function.name),
                    function.name,
                    _limited(site),
                    bool(named and "fair" in named[0].lower()),
                )


def _of_r(code: Code, reach: Reach) -> Iterator[Slice]:
    """A script that groups its rows and names figures of quality for each group."""
    for path, module in code.modules.items():
        if module.language != "r" or module.notebook or reach.from_module(path) == By.TEST:
            continue
        grouping = [call for call in module.calls if call.last == "group_by" or ".by" in call.kwargs]
        columns = [name for call in module.calls if call.last in _SUMMING for name in call.kwargs]
        measured = [name for name in columns if words_of([name]) & METRICS]
        called = [call.last for call in module.calls if call.last in MEASURING]
        if grouping and (len(measured) > 1 or called):
            site = Site(module, grouping[0])
            yield Slice("metrics per group", site.place, reach.from_module(path), "group_by", False, False)


def _limited(site: Site) -> bool:
    """A stop in the same module whose condition speaks of groups or gaps."""
    for stop in site.module.stops:
        words = words_of(stop.names)
        if (
            stop.compares
            and not stop.swallowed
            and words
            & {
                "group",
                "gap",
                "segment",
                "slice",
                "disparity",
                "difference",
                "parity",
                "worst",
                "ratio",
                "fairness",
                "subgroup",
                "cohort",
            }
        ):
            return True
        if stop.compares and not stop.swallowed and stop.scope == site.call.scope and words & METRICS:
            return True
    return False


def _own(sites: Iterable[Site], reach: Reach) -> Iterator[Site]:
    return (site for site in sites if reach.from_module(site.module.path) != By.TEST)
