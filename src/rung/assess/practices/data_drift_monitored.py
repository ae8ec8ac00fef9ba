"""Live data are compared with what the model was trained on."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.drift import Data, Drift, DriftCheck
from rung.assess.collectors.serving import Serving
from rung.assess.invocation import DECLARED, RUNNABLE
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import Alarm, PipelineRun
from rung.domain.unread import WORKING, FileKind


class DataDriftMonitored(Practice):
    """Live inputs and outputs are compared with the training reference on a schedule, with limits tied to action.

    Why it matters
        A model keeps answering when its inputs have changed their meaning. The comparison with the training data is the
        only sign that needs no labels, and comes weeks before them.

    How to get there
        Keep the training sample with each model version. Once a day or batch compute a distance per feature between it
        and the prediction log, count nulls as well, store the result, and tell somebody when a limit is crossed.

    Not enough
        - a report in a notebook over two halves of the training set
        - a comparison of files that lie in git
        - last week as the reference for this week, for ever
        - an import that nothing calls

    References
        - Google MLOps level 1, trigger on data change
        - ML Test Score, Monitor 2 and 3
        - NIST AI RMF, MEASURE 2.4
        - EU AI Act, articles 15(1) and 72
    """

    id = "data-drift-monitored"
    capability = Capability.MONITORING
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 14
    needs = ("prediction-log",)
    pitfall = "Inputs change their meaning and the model goes on answering as if nothing had happened"
    effort = Effort.DAYS
    seen_in = WORKING | {FileKind.NOTEBOOK}
    remedy = "schedule a comparison of the prediction log with the training sample and send the breach to a channel"

    def judge(self, drift: Drift, serving: Serving) -> Judgement:
        """Met when live data are compared regularly, with limits, and somebody hears; partial when one is missing."""
        if not drift.checks:
            return unmet("nothing compares live data with the training data")
        running = [each for each in drift.running if not each.flaw]
        live = [each for each in running if each.data is Data.LIVE]
        places = [each.place for each in (live or running or drift.checks)]
        full = [
            each for each in live if each.scheduled and each.limits and each.told and not each.demo and not each.slides
        ]
        if full:
            return met(
                f"{full[0].tool} compares live data on a schedule and a breach is told", [each.place for each in full]
            )
        if live:
            return partial(
                f"{live[0].tool} looks at live data, {_lack(live[0])}",
                places,
                remedy="start it on a schedule, and send what is beyond the limit to a channel",
            )
        created = [each for each in drift.checks if each.notebook and each.per_release]
        if not running and created:
            return partial(
                f"{created[0].tool} is set up by hand from a notebook",
                [each.place for each in created],
                remedy="set it up in code that a deployment runs",
            )
        if not running:
            return unmet(_idle(drift.checks[0]), places)
        best = running[0]
        wired = best.by & DECLARED and (best.data is Data.STATIC or best.scheduled)
        if wired and serving.exists and best.data is not Data.TRAINING:
            return partial(
                f"{best.tool} is wired to a job and looks at {best.data}",
                places,
                remedy="let it compare the predictions of the last days with the training sample",
            )
        return unmet(
            f"{best.tool} looks at {best.data}, not at live data",
            places,
            remedy="let it compare the predictions of the last days with the training sample",
        )

    def shown(self, records: Records) -> Shown | None:
        """Drift that was looked at: rules that were evaluated, and monitoring runs that went through."""
        rules = [each for each in records.of(Alarm) if each.about in ("drift", "data")]
        runs = [each for each in records.of(PipelineRun) if each.task == "monitoring" and each.status == "success"]
        return happened(sorted([*rules, *runs], key=lambda each: each.at), "drift was evaluated", at_least=2)


def _lack(check: DriftCheck) -> str:
    if check.demo:
        return "and only a demonstration feeds it"
    if not check.scheduled:
        return "and nothing starts it regularly"
    if not check.limits:
        return "without a limit"
    if check.slides and check.told:
        return "beside the days before, so slow drift stays unseen"
    return "and nobody is told of a breach"


def _idle(check: DriftCheck) -> str:
    if check.notebook:
        return f"{check.tool} stands in a notebook that somebody must run"
    if not check.by & RUNNABLE:
        return f"{check.tool} is defined and nothing starts it"
    return check.flaw
