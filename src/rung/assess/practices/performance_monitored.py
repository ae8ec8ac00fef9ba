"""Live quality is measured when the outcomes arrive."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.performance import Performance, PerformanceCheck
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import Alarm, PipelineRun


class PerformanceMonitored(Practice):
    """Live quality is measured from outcomes or a stated proxy, per version, and the age of the model is watched.

    Why it matters
        The score on the holdout is a promise; only outcomes tell whether it was kept. Without the join nobody knows
        that last spring's model has been guessing since autumn.

    How to get there
        Join the prediction log with outcomes by id once a day, compute the metric of the evaluation by version and
        window, store it, and set a limit. Until outcomes arrive, agree on a proxy. Set a highest age for the model.

    Not enough
        - the metric of the test set, drawn again every day
        - a panel with a number typed in
        - a notebook that joined once

    References
        - Google MLOps level 1, trigger on performance
        - ML Test Score, Monitor 4 and 7, Model 2 and 4
        - NIST AI RMF, MEASURE 2.4 and 4.3
    """

    id = "performance-monitored"
    capability = Capability.MONITORING
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 30
    needs = ("prediction-log",)
    pitfall = "The model has been guessing for months while everybody quotes its score from the test set"
    effort = Effort.WEEKS
    remedy = "join the prediction log with outcomes on a schedule and store the metric by model version"

    def judge(self, performance: Performance) -> Judgement:
        """Met when the join runs regularly and its result is stored; partial by hand, in a demo, or by age."""
        running = performance.running
        full = [each for each in running if each.scheduled and (each.stored or each.told) and not each.demo]
        if full:
            each = full[0]
            if each.version or each.limits or performance.age:
                return met(f"live quality is measured on a schedule ({each.how})", [one.place for one in full])
            return partial(
                f"live quality is measured on a schedule ({each.how}) without version, limit or age",
                [one.place for one in full],
                remedy="store the metric with the model version, and give it a limit",
            )
        if running:
            return partial(
                f"live quality can be measured ({running[0].how}), {_lack(running[0])}",
                [each.place for each in running],
                remedy="start it on a schedule, and store the metric by model version",
            )
        if performance.age:
            return partial(
                "the age of the model has a limit; its live quality is not measured",
                performance.age,
                remedy="join the predictions with outcomes on a schedule, beside the limit on age",
            )
        if performance.checks:
            return unmet(
                "live quality is measured only in a notebook",
                [each.place for each in performance.checks],
                remedy="move the measurement from the notebook into a scheduled job",
            )
        return unmet("nothing brings predictions and outcomes together")

    def shown(self, records: Records) -> Shown | None:
        """Performance that was looked at: rules that were evaluated, and monitoring runs that carry a metric."""
        rules = [each for each in records.of(Alarm) if each.about == "performance"]
        runs = [each for each in records.of(PipelineRun) if each.task == "monitoring" and each.metrics]
        return happened(sorted([*rules, *runs], key=lambda each: each.at), "performance was evaluated", at_least=2)


def _lack(check: PerformanceCheck) -> str:
    if check.demo:
        return "and only a demonstration starts it"
    if not check.scheduled:
        return "and nothing starts it regularly"
    return "and its result is not kept"
