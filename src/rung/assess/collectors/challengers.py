"""Where a new model is compared with the one in use, and on which rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.code.reach import Node
from rung.assess.collectors.files import Files
from rung.assess.collectors.training import Training
from rung.assess.invocation import RUNNABLE, By
from rung.assess.parse.python_facts import Branch, Comparison, Module, Name, Stop
from rung.assess.regex import regex
from rung.assess.signs import ForNames, Signed
from rung.assess.tree.base import Tree
from rung.domain import Place

_OLD = ForNames(
    r"champ|production|(^|_)prod_\w|incumbent|deployed|(^|_)live(_|$)|current_?(model|best|version|metric|score|auc|f1|rmse|mse|acc)|control"
    r"|(registered|existing|previous|active)_?(model|version|metric|score|auc|f1|rmse|mse|acc)",
    re.I,
)
_NEW = ForNames(
    r"chall|candidate|(^|_)new(_|$)|retrained|treatment|fresh_?model|trained_model|latest_(model|run|version)", re.I
)
_IN_USE = regex(r"^(active|current|previous|existing|old|live|stable|serving|production|prod|champion)$", re.I)
_ORDER = frozenset({"<", ">", "<=", ">="})
_CERTAIN = regex(
    r"bootstrap|confidence_?interval|\bci_?(low|high|lower|upper)|p_?value|ttest|wilcoxon|mcnemar|permutation|min_?(samples|rows|n\b|requests)"
    r"|n_(samples|rows|requests)|significan",
    re.I,
)
_RECENT = regex(r"recent|last_\w{0,60}(days|weeks|month)|live_|shadow|prediction_?log|labelled_window|online_", re.I)
_SHADOW_FILES = Signed(
    r"shadow(?:_?(?:production_?variants?|mode|deployment|traffic)?)\"?\s*[:=]|ShadowProductionVariants|mirror_traffic|mirror:|canaryTrafficPercent",
    re.I,
    "shadow", "mirror_traffic", "mirror:", "canarytrafficpercent")  # fmt: skip
_SHADOW_NAMES = regex(r"shadow|challenger|ab_?test|traffic_?split", re.I)
_STEPS = frozenset({"component", "container_component", "step", "task", "op", "asset"})
_STORED = regex(
    r"get_metrics?$|get_run$|get_model_evaluation|get_model_version|search_runs|get_metric_history|get_model_by", re.I
)


class Contest(Struct, frozen=True):
    """One comparison with a rule."""

    place: Place
    same_rows: bool
    """Both models are asked about the same rows; else one number is read from a record."""
    certain: bool
    """The rule asks for enough rows, or for an interval or a test."""
    recent: bool
    """The rows are recent live ones."""
    by: By


class Challengers(Struct, frozen=True):
    """Comparisons of a new model with the one in use, the best first."""

    contests: tuple[Contest, ...] = ()
    live: tuple[Place, ...] = ()
    """Shadow or split traffic to a second model."""


class ChallengersCollector(Collector):
    """Looks for an ordering between something old and something new, in code that a run reaches."""

    def collect(self, tree: Tree, files: Files, code: Code, reach: Reach, training: Training) -> Challengers:
        """Both names must stand in the comparison, so an early stop or a best epoch is none."""
        asked: set[Node] = {site.scope for site in (*training.predicts, *training.measures)}
        loaded: set[Node] = {site.scope for site in training.loads}
        contests = [
            _contest(code, reach, module, scope, line, asked, loaded)
            for module in code.python()
            if not files.aside(module.path)
            for scope, line in _orderings(module)
        ]
        contests = [each for each in contests if training.fits and each.by & (RUNNABLE | By.PIPELINE)]
        contests.sort(key=lambda each: (not each.same_rows, not (each.certain or each.recent), each.place))
        return Challengers(tuple(contests), (*_shadow_files(tree, files), *_shadow_calls(code, reach, asked)))


def _orderings(module: Module) -> Iterator[tuple[str, int]]:
    """Comparisons of greater and smaller between one old and one new value; the first of each function."""
    seen: set[str] = set()
    ordering: list[Branch | Comparison] = [*module.branches, *module.comparisons]
    for each in sorted(ordering, key=lambda each: each.line):
        if each.scope in seen or _ORDER.isdisjoint(each.ops):
            continue
        old = [name for name in each.names if _OLD.search(name)]
        new = [name for name in each.names if _NEW.search(name) and name not in old]
        if (old and new) or _paired(each.names):
            seen.add(each.scope)
            yield each.scope, each.line


def _paired(names: tuple[str, ...]) -> bool:
    """Two names of the same thing, once of the new model and once of the one in use: `candidate_x`, `active_x`."""
    parted = [name.partition("_") for name in names]
    of_new = {thing for first, _, thing in parted if thing and _NEW.search(first)}
    return any(thing in of_new and _IN_USE.match(first) for first, _, thing in parted)


def _contest(
    code: Code, reach: Reach, module: Module, scope: str, line: int, asked: set[Node], loaded: set[Node]
) -> Contest:
    """What the function, those it calls by name and those that call it do with the two models."""
    node = (module.path, scope)
    around = {node, *reach.callers.get(node, ())}
    called = {call.last for path, at in around for call in code.modules[path].calls if call.scope == at}
    around |= {(module.path, name) for name in module.functions if name.rpartition(".")[2] in called}
    names = [name for path, at in around for name in _names(code.modules[path], at)]
    scored = bool(around & asked)
    reads = any(_STORED.search(name) for name in called)
    both = scored and (bool(around & loaded) or not reads)
    return Contest(
        place=Place(module.path, line),
        same_rows=(both and sum(_scorings(code, each, asked) for each in around) > 1)
        or any(_both_judged(code, reach, each, asked) for each in around),
        certain=any(_CERTAIN.search(name) for name in names),
        recent=any(_RECENT.search(name) for name in names),
        by=reach.by(*node) | _declared(reach, module, scope.partition(".")[0]),
    )


def _declared(reach: Reach, module: Module, outer: str) -> By:
    """Who reaches the function around; one that is decorated as a step belongs to a graph."""
    function = module.functions.get(outer)
    step = function is not None and any(each.last in _STEPS for each in function.decorators)
    return reach.by(module.path, outer) | (By.PIPELINE if step else By.NOBODY)


def _scorings(code: Code, node: Node, asked: set[Node]) -> int:
    """How often a function asks a model or measures one; a function that does it for any model counts per call."""
    if node not in asked:
        return 0
    path, scope = node
    last = scope.rpartition(".")[2]
    own = sum(call.scope == scope and (call.last.startswith(("predict", "evaluate")) or "score" in call.last)
              for call in code.modules[path].calls)  # fmt: skip
    calls = sum(call.last == last for call in code.modules[path].calls)
    return max(own, calls, 1)


def _both_judged(code: Code, reach: Reach, node: Node, asked: set[Node]) -> bool:
    """A function calls another that comes to judge a model twice: once about the new model, once about the old."""
    path, scope = node
    calls = [call for call in code.modules[path].calls if call.scope == scope]
    told: dict[str, set[str]] = {}
    for call in calls:
        words = [call.target, *(each.dotted for each in call.kwargs.values() if isinstance(each, Name))]
        words += [each.dotted for each in call.args if isinstance(each, Name)]
        new = any(_NEW.search(each) for each in words)
        old = any(_OLD.search(each) or _IN_USE.match(each.partition("_")[0]) for each in words)
        if new != old:
            told.setdefault(call.name, set()).add("new" if new else "old")
    twice = {name for name, sides in told.items() if sides == {"new", "old"}}
    return any((path, name) in reach.upstream(each) for name in twice for each in asked)


def _names(module: Module, scope: str) -> Iterator[str]:
    conditions: list[Branch | Stop | Comparison] = [*module.branches, *module.stops, *module.comparisons]
    for each in conditions:
        if each.scope == scope:
            yield from each.names
    function = module.functions.get(scope)
    if function:
        yield from (name for name, _ in function.params)
    for call in module.calls:
        if call.scope == scope:
            yield call.last
            yield call.target


def _shadow_files(tree: Tree, files: Files) -> Iterator[Place]:
    for path in tree.glob("*.yaml", "*.yml", "*.tf", "*.json"):
        if files.excluded(path) or files.aside(path) or (tree.entries[path].size or 0) > 60_000:
            continue
        text = tree.text(path) or ""
        match = _SHADOW_FILES.search(text)
        if match and re.search(r"model|predict|endpoint", text, re.I):
            yield Place(path, text.count("\n", 0, match.start()) + 1)


def _shadow_calls(code: Code, reach: Reach, asked: set[Node]) -> Iterator[Place]:
    """Functions of the service that ask a second model and say so by their name."""
    for path, scope in sorted(asked):
        if _SHADOW_NAMES.search(scope.rpartition(".")[2]) and reach.by(path, scope) & (
            By.IMAGE | By.HANDLER | By.SCRIPT
        ):
            yield Place(path, code.modules[path].functions[scope].line if scope in code.modules[path].functions else 1)
