"""A failed run tells somebody."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.notifications import Notice, Notifications
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.training import Training
from rung.assess.collectors.unattended import Unattended
from rung.assess.invocation import By
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import Alarm


class PipelineFailureReachesAPerson(Practice):
    """A failed or missed run notifies a named receiver with enough context to act.

    Why it matters
        A pipeline that runs by itself also fails by itself. Without a message the model keeps serving last month's
        answers, and the first to notice is a customer.

    How to get there
        Add one step that runs when the job failed and tells a channel people read, with the name of the run and a
        link; for the run that never started, a dead-man's switch that expects a ping. Name the receiver in a file.

    Not enough
        - a message that is sent on success only, or shown on the desktop of whoever started the run
        - an empty list of recipients, `airflow@example.com`, a request bin
        - a notifier that no code calls

    References
        - ML Test Score, Monitor 1
        - DORA: failed deployment recovery time
    """

    id = "pipeline-failure-reaches-a-person"
    capability = Capability.PIPELINES
    level = Level.AUTOMATED
    min_strength = Strength.PRACTISED
    fresh_days = 90
    needs = ("pipeline-runs-unattended",)
    pitfall = "The pipeline fails in silence and the model serves stale answers until a user complains"
    effort = Effort.HOURS
    remedy = "add a step with `if: failure()` (or on_failure_callback) that tells the team's channel"

    def judge(
        self, notifications: Notifications, pipelines: Pipelines, unattended: Unattended, training: Training
    ) -> Judgement:
        """Met when failures of a training or scoring run reach a receiver; partial when only others' do."""
        told = notifications.received
        received = [notice for notice in told if notice.by & ~(By.SCRIPT | By.TEST)]
        close = [notice for notice in received if _belongs(notice, pipelines, unattended, training)]
        if close:
            return met(f"failures are sent by {close[0].channel}", [notice.place for notice in close])
        others = [notice for notice in received if notice.scope[0]]  # what else code sends tells of other things
        received = [notice for notice in received if notice not in others]
        flawed = [notice for notice in notifications.notices if notice.flaw]
        if received:
            return partial(
                f"failures of another job are sent by {received[0].channel}, not those of training",
                [notice.place for notice in received],
                remedy=f"send the failures of training to {received[0].channel} too",
            )
        if flawed:
            return unmet(
                f"a notification exists, but {flawed[0].flaw}",
                [notice.place for notice in flawed],
                remedy=f"mend the notification: {flawed[0].flaw}",
            )
        silent = [notice for notice in notifications.notices if not notice.on_failure]
        if silent:
            return unmet(
                "messages are sent, and none when a run fails",
                [notice.place for notice in silent],
                remedy="send a message when a run fails, on the same channel",
            )
        if others:
            return unmet(
                f"{others[0].channel} tells of other things than a run that failed",
                [notice.place for notice in others],
                remedy=f"send failures of the training run to {others[0].channel} too",
            )
        if told:
            return unmet(
                f"{told[0].channel} would tell of a failure, in a script that nothing starts",
                [notice.place for notice in told],
                remedy=f"call it where the training run fails ({told[0].channel})",
            )
        if notifications.uncalled:
            site = notifications.uncalled[0]
            return unmet(
                f"{site.call.last} is defined and nothing calls it",
                [each.place for each in notifications.uncalled],
                remedy=f"call {site.call.last} when a run fails",
            )
        return unmet("nothing tells anybody when a run fails")

    def shown(self, records: Records) -> Shown | None:
        """An alarm about a pipeline that somebody acknowledged."""
        heard = [each for each in records.of(Alarm) if each.about == "pipeline" and each.acknowledged_at]
        return happened(heard, "an alarm about a pipeline was acknowledged", decides=True)


def _belongs(notice: Notice, pipelines: Pipelines, unattended: Unattended, training: Training) -> bool:
    """The message comes from what trains, scores or deploys."""
    if notice.scope[0]:
        if notice.conditional and notice.scope in training.reach.above(site.scope for site in training.fits):
            return True
        return any(notice.scope[0] == graph.place.path for graph in pipelines.graphs) or bool(
            training.reach.upstream(notice.scope) & {site.scope for site in training.fits}
        )
    starts = {start.place.path for start in unattended.starts}
    graphs = {place for graph in (*pipelines.training, *pipelines.predicting) for place in graph.on_failure}
    return notice.place in graphs or notice.place.path in starts or notice.job.partition("#")[0] in starts
