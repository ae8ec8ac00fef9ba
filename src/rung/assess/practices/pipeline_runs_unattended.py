"""Training starts without a person."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.training import Training
from rung.assess.collectors.unattended import Cause, Unattended
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import PipelineRun
from rung.domain.unread import CODE


class PipelineRunsUnattended(Practice):
    """Training starts from a schedule, new data or a merge, not from a person's session, and reads fresh data.

    Why it matters
        A model that is trained when somebody remembers is trained late, on that person's machine, with whatever was in
        the folder. Started by a machine, the run has one environment, one record and no forgotten step.

    How to get there
        Give the one-command run to something that starts it: a CI workflow on a merge that touches code, parameters or
        data; a cron line in the orchestrator; an event when new data lands. Let the first step fetch the data.

    Not enough
        - a schedule that is paused, `None`, or only in a file named example
        - a cron job in CI that only lints
        - `workflow_dispatch` alone: a person presses the button
        - training on pull requests alone: it judges a change, and the model that is used does not come from it
        - a test job that trains and keeps nothing of it; a job that only compiles the pipeline
        - a schedule over frozen data (a sample that a library brings along), or whose worker is started by hand
        - scheduled scoring without training

    References
        - Google MLOps level 1: continuous training; pipeline triggers
        - Microsoft MLOps maturity model, level 2: scheduled or event-driven jobs
        - ML Test Score, Model 4
    """

    id = "pipeline-runs-unattended"
    capability = Capability.PIPELINES
    level = Level.AUTOMATED
    min_strength = Strength.PRACTISED
    fresh_days = 45
    needs = ("one-command-run", "data-versioned")
    pitfall = "Retraining waits for one person's memory and laptop, so the model ages in silence"
    effort = Effort.DAYS
    denied_in = CODE
    remedy = "run the training command in a CI workflow on merges and on a schedule, fetching the data first"

    def judge(self, unattended: Unattended, training: Training) -> Judgement:
        """Met by a schedule, a change or an event that starts training; partial when only nearly."""
        alone = unattended.by(Cause.SCHEDULE, Cause.CHANGE, Cause.EVENT)
        if alone:
            first = alone[0]
            return met(f"training starts on {first.cause.value}: {first.what}", [each.place for each in alone])
        flawed = [start for start in unattended.starts if start.flaw and start.cause is not Cause.HAND]
        if flawed:
            return partial(
                f"{flawed[0].what} would start training: {flawed[0].flaw}",
                [each.place for each in flawed],
                remedy=f"mend what starts it: {flawed[0].flaw}",
            )
        proposed = unattended.by(Cause.PROPOSAL)
        if proposed:
            told = f"training runs on {Cause.PROPOSAL.value} alone, and starts on no merge, schedule or new data"
            return partial(
                f"{told}: {proposed[0].what}",
                [each.place for each in proposed],
                remedy="let a merge or a schedule start the job too",
            )
        by_hand = unattended.by(Cause.HAND)
        if by_hand:
            return unmet(
                "a person starts training by hand in CI",
                [each.place for each in by_hand],
                remedy="add a schedule, a merge or an event to the job that a person starts",
            )
        if not training.fits:
            return unmet(
                "no training code was found, so nothing starts it",
                remedy="move in the code that trains, and start it by a schedule",
            )
        return unmet("no schedule, merge or event starts training", [site.place for site in training.runnable])

    def shown(self, records: Records) -> Shown | None:
        """Three training runs that a schedule, an event or a program started, and that went through."""
        runs = [
            each
            for each in records.of(PipelineRun, days=180)
            if each.task == "training"
            and each.status == "success"
            and each.trigger != "manual"
            and (each.service is True or (each.trigger != "other" and each.service is not False))
        ]
        return happened(runs, "training started without a person and went through", at_least=3, decides=True)
