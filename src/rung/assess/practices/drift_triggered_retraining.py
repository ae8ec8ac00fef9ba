"""A signal starts retraining by itself, within limits."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.retraining_triggers import RetrainingTriggers
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import PipelineRun
from rung.domain.unread import CODE


class DriftTriggeredRetraining(Practice):
    """A drift, performance or age signal starts retraining by itself, with limits, through the same gates.

    Why it matters
        A timer retrains when nothing has changed and waits when everything has. A signal without limits retrains in
        circles, or on the very outage that raised it.

    How to get there
        Let the monitor write an event, let the pipeline read it, and put three conditions between them: time since the
        last training, enough new labelled rows, and data that passed its checks. Send the result through the same
        gates.

    Not enough
        - a daily schedule called automatic retraining
        - an alarm that mails a person who presses run
        - a handler that nothing ever calls
        - a trigger that only a demonstration script feeds

    References
        - Google MLOps level 1, triggers 4 and 5; level 2, stage 6
        - Microsoft MLOps maturity model, level 4
        - ML Test Score, Model 4 and Monitor 4
    """

    id = "drift-triggered-retraining"
    capability = Capability.CONTINUOUS_IMPROVEMENT
    level = Level.OPTIMIZED
    min_strength = Strength.PROVEN
    fresh_days = 120
    needs = ("pipeline-runs-unattended", "model-quality-gate")
    pitfall = "The model decays until somebody notices, or retrains in circles on the outage that raised the alarm"
    effort = Effort.WEEKS
    denied_in = CODE
    remedy = "start training from the monitor's event, with a cooldown, a minimum of new labels and a data check"

    def judge(self, found: RetrainingTriggers) -> Judgement:
        """Met by a wired signal with a limit on frequency and one on data; partial when a clause is missing."""
        if found.triggers:
            first = found.triggers[0]
            missing = [
                word
                for word, there in (
                    ("something that starts it without a person", first.unattended),
                    ("a cooldown or budget", first.cooldown),
                    ("a minimum of new data or a check of it", first.minimum or first.guard),
                )
                if not there
            ]
            places = [each.place for each in found.triggers]
            if not missing:
                return met(f"{first.signal} starts training, with limits", places)
            fed = " (only demonstrations feed it)" if first.demo else ""
            return partial(
                f"{first.signal} starts training{fed}; missing: {', '.join(missing)}",
                places,
                remedy=f"add {', '.join(missing)}",
            )
        if found.handlers:
            return unmet(
                "a training job waits for an event that nothing here sends",
                found.handlers,
                remedy="let the monitor send the event that the training job waits for",
            )
        if found.watched:
            return unmet(
                "a signal is looked at, and it starts no training",
                found.watched,
                remedy="let the signal start training, with a cooldown, a minimum of new labels and a data check",
            )
        return unmet("no signal starts training")

    def shown(self, records: Records) -> Shown | None:
        """A retraining that drift, performance or age started, and that went through, is the real event."""
        runs = [
            each
            for each in records.of(PipelineRun)
            if each.task == "training" and each.trigger in ("drift", "performance", "age") and each.status == "success"
        ]
        return happened(runs, "a retraining was started by drift, performance or age", strength=Strength.PROVEN)
