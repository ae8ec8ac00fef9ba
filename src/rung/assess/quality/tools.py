"""Gates of frameworks: condition steps, thresholds, blessings, test suites."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from rung.assess.ci.base import Job, Workflow
from rung.assess.code import Code, Reach, Site
from rung.assess.excerpt import excerpt
from rung.assess.graphs.base import Graph, Role
from rung.assess.invocation import By
from rung.assess.parse.python_facts import Name, Opaque, Value
from rung.assess.quality.base import Gate
from rung.assess.quality.words import promoting, words_of
from rung.assess.regex import regex

_CONDITIONS = (
    "*ConditionStep",
    "*dsl.Condition",
    "*dsl.If",
    "*.Condition",
    "*.ChoiceRule.Numeric*",
    "*.Choice",
)
_MLFLOW = ("mlflow.validate_evaluation_results", "mlflow.models.validate_evaluation_results")
_SUITES = ("*.passed", "*.passed_conditions", "*.all_passed", "*TestSuite().as_dict", "*suites.*().run", "*Suite().run")
_SCORE = regex(r"accuracy|\bacc\b|f1|auc|rmse|\bmse|\bmae|recall|precision|metric|score|perplexity|\br2", re.I)
_COMPARES = regex(r"-lt|-gt|-le|-ge|\bbc\b|[<>]=?|diff", re.I)
_EXITS = regex(r"\bexit\s+[1-9]", re.I)
_NEAR = 400
"""Characters of a script between a score, what compares it, and the exit."""


def tool_gates(
    code: Code, reach: Reach, graphs: Iterable[Graph], jobs: Iterable[tuple[Workflow, Job]]
) -> Iterator[Gate]:
    """Everything recognised, effective or not."""
    graphs = list(graphs)
    yield from _conditions(code, reach, graphs)
    yield from _mlflow(code, reach)
    yield from _tfx(code, reach)
    yield from _suites(code, reach)
    yield from _shell(jobs)


def _own(sites: Iterable[Site], reach: Reach) -> Iterator[Site]:
    return (site for site in sites if reach.from_module(site.module.path) != By.TEST)


def _conditions(code: Code, reach: Reach, graphs: list[Graph]) -> Iterator[Gate]:
    judged = {graph.place.path: graph for graph in graphs if Role.EVALUATE in graph.roles or graph.trains}
    for site in _own(code.find(*_CONDITIONS), reach):
        call = site.call
        if site.module.path not in judged and not code.find("*ModelMetrics", "*PropertyFile"):
            continue
        kind = "SageMaker ConditionStep" if call.last == "ConditionStep" else f"{call.last} of the pipeline"
        if call.last == "Choice" and _imports(code, site, "stepfunctions"):
            continue  # its rule tells more
        if call.last in ("Condition", "If") and not _imports(code, site, "kfp"):
            continue
        inside = _names(call.kwargs.get("if_steps")) + _names(call.kwargs.get("else_steps"))
        guarded = _guarded(site, inside)
        metric = sorted(words_of(_condition_words(code, site)))
        by = reach.of(site) | (By.NOTEBOOK if site.module.notebook else By.PIPELINE)
        yield Gate(
            kind,
            " ".join(metric[:3]) or "a condition",
            site.place,
            by,
            refuses="the steps inside are skipped" if guarded else _failing(site),
            before=guarded,
            against_limit=True,
        )


def _guarded(site: Site, inside: list[str]) -> str:
    """The promoting step among those under the condition."""
    named = next((name for name in inside if promoting(name)), "")
    if named or inside:
        return named or inside[0]
    after = [
        call.last
        for call in site.module.calls
        if call.scope == site.call.scope
        and call.line > site.call.line
        and (promoting(call.name) or re.search("upload|Upload|endpoint", call.name))
    ]
    return after[0] if after else ""


def _failing(site: Site) -> str:
    """Whether the function that makes the choice also makes a state in which the execution fails."""
    fails = any(call.last == "Fail" and call.scope == site.call.scope for call in site.module.calls)
    return "the execution fails" if fails else ""


def _condition_words(code: Code, site: Site) -> list[str]:
    near = [
        each
        for each in code.find(
            "*ConditionLessThanOrEqualTo",
            "*ConditionGreaterThanOrEqualTo",
            "*ConditionGreaterThan",
            "*ConditionLessThan",
            "*JsonGet",
        )
        if each.module is site.module
    ]
    found = [
        value for each in near for value in (*each.call.args, *each.call.kwargs.values()) if isinstance(value, str)
    ]
    return [word for text in found for word in re.split(r"[.\s]", text)][-3:]


def _mlflow(code: Code, reach: Reach) -> Iterator[Gate]:
    sites = [
        site
        for site in code.find("mlflow.evaluate", "mlflow.models.evaluate")
        if "validation_thresholds" in site.call.kwargs
    ]
    for site in _own([*code.find(*_MLFLOW), *sites], reach):
        rows = [
            call
            for call in site.module.calls
            if call.scope == site.call.scope and call.line > site.call.line and promoting(call.name)
        ]
        earlier = [
            call
            for call in site.module.calls
            if call.scope == site.call.scope and call.line < site.call.line and promoting(call.name)
        ]
        baseline = site.call.kwargs.get("baseline_result") or site.call.kwargs.get("baseline_model")
        yield Gate(
            "MLflow thresholds",
            site.call.last,
            site.place,
            reach.of(site),
            refuses="raises",
            before=rows[0].last if rows else "",
            against_model=isinstance(baseline, (Name, Opaque, str)),
            against_limit=True,
            late=earlier[0].last if earlier and not rows else "",
        )


def _tfx(code: Code, reach: Reach) -> Iterator[Gate]:
    limits = code.find("*MetricThreshold", "*GenericValueThreshold", "*GenericChangeThreshold")
    for site in _own(code.find("tfx.*Evaluator", "*components.Evaluator"), reach):
        pushers = [each for each in code.find("*Pusher") if each.call.kwargs.get("model_blessing") is not None]
        change = code.find("*GenericChangeThreshold")
        yield Gate(
            "TFX Evaluator",
            "MetricThreshold" if limits else "no threshold",
            site.place,
            reach.of(site) or By.PIPELINE,
            refuses="the model is not blessed" if limits else "",
            before="Pusher" if pushers else "",
            against_model=bool(change),
            against_limit=bool(limits),
        )


def _suites(code: Code, reach: Reach) -> Iterator[Gate]:
    for site in _own(code.find(*_SUITES), reach):
        packages = [
            name for name in site.module.import_lines if name.startswith(("deepchecks", "evidently", "giskard"))
        ]
        if (
            not packages
            or "drift" in site.module.path
            or not re.search(
                r"model|perform|classif|regress|evaluat", " ".join((site.call.name, *site.module.import_lines)), re.I
            )
        ):
            continue
        stops = [
            stop
            for stop in site.module.stops
            if stop.scope == site.call.scope and stop.line > site.call.line and not stop.swallowed
        ]
        later = [
            call
            for call in site.module.calls
            if call.scope == site.call.scope and call.line > site.call.line and promoting(call.name)
        ]
        yield Gate(
            f"{packages[0].partition('.')[0]} suite",
            site.call.last,
            site.place,
            reach.of(site),
            refuses="raises" if stops else "",
            before=later[0].last if later else "",
            against_limit=True,
        )


def _shell(jobs: Iterable[tuple[Workflow, Job]]) -> Iterator[Gate]:
    """A script of CI that compares a metric and exits."""
    listed = list(jobs)
    for workflow, job in listed:
        for index, step in enumerate(job.steps):
            if not step.script or "exit" not in step.script or not _exits_by_score(step.script) or step.disabled:
                continue
            later = [
                each.name or each.uses or excerpt(each.script, 40)
                for each in job.steps[index + 1 :]
                if promoting(f"{each.name} {each.uses} {each.script}")
            ]
            waiting = [each.id for other, each in listed if other is workflow and job.id in each.needs]
            yield Gate(
                "a CI step",
                step.name or "compares a metric and exits",
                step.place,
                By.CI,
                refuses="exits" if step.can_fail else "",
                before=(later or waiting or [""])[0],
                against_limit=True,
            )


def _imports(code: Code, site: Site, package: str) -> bool:
    return code.imports(site.module.path, package)


def _names(value: Value) -> list[str]:
    values = getattr(value, "values", ())
    return [each.dotted for each in values if isinstance(each, Name)]


def _exits_by_score(script: str) -> bool:
    """Whether a score is named, then compared, and then the shell leaves with an error; each near the one before."""
    exits = [each.start() for each in _EXITS.finditer(script)]
    stopping = [each for each in _COMPARES.finditer(script) if _follows(exits, each.end())] if exits else []
    starts = [each.start() for each in stopping]
    return bool(starts) and any(_follows(starts, each.end()) for each in _SCORE.finditer(script))


def _follows(places: list[int], end: int) -> bool:
    """Whether one of the places, in order, lies near behind."""
    number = bisect_left(places, end)
    return number < len(places) and places[number] - end <= _NEAR
