"""Gates written in code: comparisons of metrics, and what follows from them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from msgspec import Struct

from rung.assess.code import Code, Reach
from rung.assess.code.base import place_in
from rung.assess.invocation import By
from rung.assess.parse.python_facts import Branch, Call, Comparison, Module, Name, Stop
from rung.assess.quality.base import Gate
from rung.assess.quality.words import (
    CURRENT,
    KEEPING,
    LIMITS,
    METRICS,
    OTHER_MATTERS,
    STRONG_CURRENT,
    promoting,
    speaks_of_quality,
    words_of,
)
from rung.assess.regex import regex
from rung.assess.testcode.reading import is_test_file

ORDERINGS = frozenset({"<", "<=", ">", ">="})
_ASIDE = regex(r"monitor|drift|alert|early_?stop|callback|hyper|optuna|tune", re.I)
_POLICY = regex(r"promot|champion|challenger|quality_?gate|model_?gate|acceptance", re.I)
"""Names of files and functions that decide about a model."""
_TRAIN_ROWS = regex(
    r"(^|_)(x_?train|train_?x|y_?train|train_?df|df_?train|train_?data|training_?data|train_?set)$", re.I
)
_CANCEL = regex(r"(^|\.)(cancel|fail|abort|skip|stop)$|SkipException|AirflowFail|AirflowSkip")
_STEP = regex(r"(^|\.)(component|container_component|step|task|op|asset|create_component_from_func)$")
_GO_ON = regex(r"ShortCircuitOperator|BranchPythonOperator|BranchDayOfWeek|short_circuit|task\.branch")


class Outcome(Struct, frozen=True):
    """What follows from an answer."""

    refuses: str
    before: str
    late: str = ""


class Comparing:
    """Looks through the modules for metric comparisons and follows their answers."""

    def __init__(self, code: Code, reach: Reach, near: Iterable[str]) -> None:
        self.code = code
        self.reach = reach
        self.near = frozenset(near)
        """Modules that train, measure, register or are steps of a training graph."""
        self._calls: dict[tuple[str, str], list[Call]] = defaultdict(list)
        for path in code.modules:
            module = code.modules[path]
            for call in module.calls:
                self._calls[(path, call.scope)].append(call)

    def gates(self) -> Iterator[Gate]:
        """Every comparison of a metric outside tests and notebooks, effective or not."""
        for path, module in self.code.modules.items():
            if module.notebook or module.language != "python" or _ASIDE.search(path):
                continue
            if path not in self.near and not _POLICY.search(path.rpartition("/")[2]):
                continue
            if not is_test_file(path):
                yield from self._in(module)

    def _in(self, module: Module) -> Iterator[Gate]:
        for comparison in module.comparisons:
            if not _ASIDE.search(comparison.scope) and (
                self._about(module, comparison.names, comparison.numbers) or _of_policy(comparison)
            ):
                yield self._gate(module, comparison, self._followed(module, comparison), _open(comparison))
        stops = {stop.line: stop for stop in module.stops}
        for branch in module.branches:
            ordered = ORDERINGS.intersection(branch.ops)
            if not ordered or _ASIDE.search(branch.scope) or not self._about(module, branch.names, branch.numbers):
                continue
            if branch.looped and not {"raise", "exit"} & {*branch.then, *branch.orelse} and not _strong(branch.names):
                continue
            outcome = self._outcome(module, branch)
            swallowed = branch.swallowed and outcome.refuses in ("raises", "exits")
            yield self._gate(module, branch, outcome, "its own error is caught" if swallowed else "")
        for stop in stops.values():
            if (
                stop.kind == "assert"
                and stop.compares
                and self._about(module, stop.names, stop.numbers)
                and stop.numbers
            ):
                outcome = self._guarded(module, stop.line, stop.scope, "asserts")
                yield self._gate(module, stop, outcome, "its own error is caught" if stop.swallowed else "")

    def _about(self, module: Module, names: Iterable[str], numbers: tuple[float, ...]) -> bool:
        words = words_of(names)
        if not speaks_of_quality(words):
            return False
        return bool(words & (LIMITS | CURRENT)) or bool(numbers)

    def _gate(self, module: Module, fact: Branch | Comparison | Stop, outcome: Outcome, fail_open: str) -> Gate:
        words = words_of(fact.names)
        what = _phrase(fact)
        return Gate(
            "a comparison in code",
            what,
            place_in(module, fact.line),
            self._by(module, fact.scope),
            refuses=outcome.refuses,
            before=outcome.before,
            late=outcome.late,
            against_model=bool(words & CURRENT) or _two_metrics(fact.names),
            against_limit=bool(words & LIMITS) or bool(fact.numbers),
            fail_open=fail_open,
            wrong_data=self._rows(module, fact),
            loose=not words & (LIMITS | CURRENT) and set(fact.numbers) <= {0.0} and bool(fact.numbers),
            sanity=bool(words & {"isnan", "isfinite", "isinf", "nan"}),
        )

    def _by(self, module: Module, scope: str) -> By:
        """Who starts it; a component of a graph is started by the graph it is compiled into."""
        found = self.reach.by(module.path, scope)
        outer = scope.partition(".")[0]
        if outer in module.functions and any(_STEP.search(each.name) for each in module.functions[outer].decorators):
            found |= By.PIPELINE
        return found

    def _rows(self, module: Module, fact: Branch | Comparison | Stop) -> str:
        """A training set that the compared metric is computed on, in the same function."""
        for call in self._calls[(module.path, fact.scope)]:
            if call.target in fact.names or any(part in fact.names for part in call.target.split(",")):
                values = [value.dotted for value in (*call.args, *call.kwargs.values()) if isinstance(value, Name)]
                bad = [value for value in values if _TRAIN_ROWS.search(value.rsplit(".", 1)[-1])]
                if bad and len(bad) == len(values):
                    return bad[0]
        return ""

    def _outcome(self, module: Module, branch: Branch) -> Outcome:
        """What the arms of a branch do, or what a later branch does with the answer that they keep."""
        found = self._of_arms(module, branch)
        for name in branch.answers if not found.refuses and not branch.looped else ():
            found = self._used(module, branch.scope, name, branch.line + 1, self._of_arms)
            if found.refuses:
                break
        return found

    def _of_arms(self, module: Module, branch: Branch) -> Outcome:
        arms = (branch.then, branch.orelse)
        forward = [next((name for name in arm if promoting(name)), "") for arm in arms]
        if any(forward) and not all(forward):
            name = next(each for each in forward if each).rsplit(".", 1)[-1]
            return Outcome(f"{name} is skipped", name)
        how = _leaving(branch)
        if how in ("raises", "exits", "cancels the run"):
            return self._guarded(module, branch.line, branch.scope, how)
        kept = [next((name for name in arm if KEEPING.search(name)), "") for arm in arms]
        if (
            any(kept)
            and not all(kept)
            and not branch.looped
            and words_of(branch.names) & (STRONG_CURRENT | LIMITS | {"old"})
        ):
            name = next(each for each in kept if each).rsplit(".", 1)[-1]
            return Outcome(f"{name} is skipped", name)
        if how == "returns":
            after = self._after(module.path, branch.scope, branch.line)
            return Outcome("returns", after) if after else self._asked(module, branch.scope)
        return Outcome("", "")

    def _guarded(self, module: Module, line: int, scope: str, how: str) -> Outcome:
        """What stands behind something that ends the run."""
        after = self._after(module.path, scope, line)
        if after:
            return Outcome(how, after)
        earlier = self._before(module.path, scope, line)
        for caller, called in self._callers(module, scope):
            after = self._after(caller[0], caller[1], called)
            if after:
                return Outcome(how, after)
            earlier = earlier or self._before(caller[0], caller[1], called)
        return Outcome(how, "", earlier)

    def _after(self, path: str, scope: str, line: int) -> str:
        later = [call for call in self._calls[(path, scope)] if call.line > line]
        for call in later:
            if promoting(call.name):
                return call.last
        return next((call.last for call in later if KEEPING.search(call.name)), "")

    def _before(self, path: str, scope: str, line: int) -> str:
        return next((call.last for call in self._calls[(path, scope)] if call.line < line and promoting(call.name)), "")

    def _callers(self, module: Module, scope: str) -> Iterator[tuple[tuple[str, str], int]]:
        """(function, line) of each call of a function, from the tree outside tests."""
        last = scope.rsplit(".", 1)[-1]
        if not last or last == "__main__":
            return
        known = set(self.reach.callers.get((module.path, scope), ()))
        for site in self.code.find(last, f"*.{last}"):
            if site.scope == (module.path, scope):
                continue
            if (site.scope in known or site.module.path == module.path) and self.reach.of(site) != By.TEST:
                yield site.scope, site.call.line

    def _followed(self, module: Module, comparison: Comparison) -> Outcome:
        """What is done with an answer that is bound to a name or returned."""
        if comparison.target != "return":
            name = comparison.target.rsplit(".", 1)[-1]
            used = self._used(module, comparison.scope, name, comparison.line, self._outcome)
            if used.refuses:
                return used
        return self._asked(module, comparison.scope)

    def _asked(self, module: Module, scope: str, depth: int = 0) -> Outcome:
        """What the callers of a function do with its answer."""
        function = module.functions.get(scope)
        if function and any(_GO_ON.search(each.name) for each in function.decorators):
            return Outcome("the rest of the graph is skipped", "the steps after it")
        best = Outcome("", "")
        last = scope.rsplit(".", 1)[-1]
        for caller, line in self._callers(module, scope):
            for call in self._calls[caller]:
                if call.line != line or call.last != last:
                    continue
                home = self.code.modules[caller[0]]
                found = self._branching(home, caller[1], line)
                for target in call.target.split(","):
                    if target and not found.refuses:
                        name = target.rsplit(".", 1)[-1]
                        found = self._used(home, caller[1], name, line, self._outcome, f"{call.name}()")
                if not found.refuses and depth < 2 and caller[1]:
                    found = self._asked(home, caller[1], depth + 1)
                if found.refuses and (found.before or not best.refuses):
                    best = found
        return best if best.refuses else self._passed(scope)

    def _passed(self, scope: str) -> Outcome:
        """A function handed to an operator that stops the graph on a false answer."""
        last = scope.rsplit(".", 1)[-1]
        for site in self.code.find("*ShortCircuitOperator", "*BranchPythonOperator"):
            value = site.call.kwargs.get("python_callable")
            if last and isinstance(value, Name) and value.dotted.rsplit(".", 1)[-1] == last:
                return Outcome("the rest of the graph is skipped", "the steps after it")
        return Outcome("", "")

    def _branching(self, module: Module, scope: str, line: int) -> Outcome:
        """A branch on the call itself: `if better(…):`."""
        for branch in module.branches:
            if branch.scope == scope and 0 <= line - branch.line <= 3:
                return self._outcome(module, branch)
        return Outcome("", "")

    def _used(
        self,
        module: Module,
        scope: str,
        name: str,
        line: int,
        follow: Callable[[Module, Branch], Outcome],
        made_by: str = "",
    ) -> Outcome:
        """How a name that holds the answer is used in its function; `follow` says what a branch on it does."""
        for branch in module.branches:
            if branch.scope == scope and branch.line >= line and name in branch.names:
                found = follow(module, branch)
                if found.refuses:
                    return found
        for call in self._calls[(module.path, scope)]:
            values = [*call.args, *call.kwargs.values()]
            if call.line >= line and any(
                isinstance(each, Name) and (each.dotted == made_by or each.dotted.rsplit(".", 1)[-1] == name)
                for each in values
            ):
                if promoting(call.name) or promoting(" ".join(call.kwargs)):
                    return Outcome(f"{call.last} is told", call.last)
                if re.search(r"(^|\.)(If|Condition|Elif)$", call.name):
                    return Outcome("the steps inside are skipped", "the steps inside")
        for stop in module.stops:
            if stop.scope == scope and stop.line >= line and name in stop.names:
                return self._guarded(module, stop.line, scope, "raises")
        return Outcome("", "")


def _of_policy(comparison: Comparison) -> bool:
    """A limit inside a function that by its name decides about promotion, whatever it calls its figures."""
    words = words_of(comparison.names)
    return bool(_POLICY.search(comparison.scope) and words & LIMITS) and not words & OTHER_MATTERS


def _leaving(branch: Branch) -> str:
    for arm in (branch.then, branch.orelse):
        if "exit" in arm:
            return "exits"
        if "raise" in arm:
            return "raises"
        if any(_CANCEL.search(name) for name in arm):
            return "cancels the run"
    return "returns" if any(name.startswith("return") for arm in (branch.then, branch.orelse) for name in arm) else ""


def _open(comparison: Comparison) -> str:
    if comparison.swallowed and comparison.otherwise == "return True":
        return "an error while comparing lets the new model win"
    return ""


def _strong(names: Iterable[str]) -> bool:
    return bool(words_of(names) & (STRONG_CURRENT | LIMITS))


def _two_metrics(names: tuple[str, ...]) -> bool:
    """The same metric of two models; `precision` beside `recall` is one model, `auc` beside `min_auc` a limit."""
    told = [words for name in dict.fromkeys(names) if not (words := words_of([name])) & LIMITS]
    told = [words for words in told if speaks_of_quality(words)]
    return any(first & second & METRICS for first, second in combinations(told, 2))


def _phrase(fact: Branch | Comparison | Stop) -> str:
    """A short reading of what is compared."""
    telling = [
        name
        for name in dict.fromkeys(fact.names)
        if words_of([name]) & (LIMITS | CURRENT) or speaks_of_quality(words_of([name]))
    ]
    shown = telling[:2] or list(fact.names[:2])
    if len(shown) == 1 and fact.numbers:
        shown.append(f"{fact.numbers[0]:g}")
    return " with ".join(shown)
