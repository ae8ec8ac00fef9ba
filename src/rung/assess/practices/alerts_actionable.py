"""An alarm says how bad it is, whose it is and what to do."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.alerts import Alerts
from rung.assess.collectors.drift import Data, Drift
from rung.assess.collectors.performance import Performance
from rung.assess.monitoring.base import About, Rule
from rung.assess.records import Records
from rung.assess.records.telling import share
from rung.domain import Capability, Effort, Judgement, Level, Place, Shown, Strength, WaitsFor, met, partial, unmet
from rung.domain.record import Alarm
from rung.domain.unread import FileKind


class AlertsActionable(Practice):
    """Alarms on model, data and service have limit, severity, owner and runbook, reach somebody, and are closed.

    Why it matters
        An alarm nobody can act on is muted within a week, and takes the next real one with it. Severity, owner and
        runbook turn a message at night into ten minutes of work.

    How to get there
        Keep the rules in files. Give each a severity, a team and a link to its runbook, send them to a receiver that
        pages or writes to people, and have at least one on the model itself: drift, missing inputs, quality.

    Not enough
        - rules without a receiver, or with a placeholder for one
        - alarms on processor and memory only
        - everything silenced

    References
        - ML Test Score, Monitor 1 and 2
        - NIST AI RMF, MANAGE 4.3
        - DORA: failed deployment recovery time
    """

    id = "alerts-actionable"
    capability = Capability.MONITORING
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 90
    needs = ("service-watched", "runbook-and-on-call")
    pitfall = "Alarms nobody can act on are muted, and the one that mattered is muted with them"
    effort = Effort.DAYS
    waits_for = WaitsFor.TIME
    denied_in = frozenset({FileKind.SETTINGS, FileKind.INFRASTRUCTURE})
    remedy = "give each rule a severity, a team and a runbook link, and add one rule on a metric of the model"

    def judge(  # noqa: PLR0911 - one sentence for each way of raising alarms
        self, alerts: Alerts, drift: Drift, performance: Performance
    ) -> Judgement:
        """Met when live rules on service and model say what to do; partial when a half or the words are missing."""
        service, model = alerts.about(About.SERVICE), alerts.about(About.MODEL)
        rules = [*model, *(each for each in service if each not in model)]
        places = [each.place for each in rules]
        complete = [each for each in rules if _says_what_to_do(each)]
        if rules and alerts.doubt:
            return partial(
                f"{len(rules)} alarms have a receiver, but {alerts.doubt}",
                places,
                remedy="commit the configuration that loads the rules and names a real receiver",
            )
        if model and service and len(complete) * 2 >= len(rules):
            return met(f"{len(rules)} alarms on model and service say how bad it is and what to do", places)
        if model and service:
            return partial(
                f"{len(rules)} alarms on model and service reach somebody, without {_lack(rules)}",
                places,
                remedy=f"add what the rules lack: {_lack(rules)}",
            )
        if rules:
            return partial(
                f"{len(rules)} alarms reach somebody, none on {'the service' if model else 'the model'}",
                places,
                remedy="add one rule on a metric of the model, such as the share of refused requests"
                if not model
                else "add one rule on errors or latency of the service",
            )
        own = _own(alerts, drift, performance)
        if own:
            return partial(
                "code sends a message when a limit on the model is crossed, without severity, owner or runbook",
                own,
                remedy="turn the limit into an alarm rule with a severity, a team and a runbook link",
            )
        if alerts.live:
            return unmet(
                "the alarms are about the machine only",
                [each.place for each in alerts.live],
                remedy="add one rule on errors of the service and one on a metric of the model",
            )
        if alerts.rules:
            return unmet(
                f"{len(alerts.rules)} alarm rules reach nobody: {alerts.flaw}",
                [each.place for each in alerts.rules],
                remedy="route the rules to a receiver that a team reads",
            )
        if alerts.uncalled:
            return unmet(
                "code can send a message and nothing calls it",
                remedy="call it where a limit on the model or the service is crossed",
            )
        return unmet("no alarm is defined on model, data or service")

    def shown(self, records: Records) -> Shown | None:
        """Alarms that somebody acknowledged or closed with a cause."""
        return share(
            [each for each in records.of(Alarm, days=180) if each.fired],
            lambda each: bool(each.acknowledged_at or each.cause),
            "alarms were acknowledged or closed with a cause",
            decides=False,
        )


def _says_what_to_do(rule: Rule) -> bool:
    return rule.severity and (rule.runbook or rule.owner)


def _lack(rules: list[Rule]) -> str:
    missing = [
        word
        for word, has in (
            ("severity", all(each.severity for each in rules)),
            ("runbook", all(each.runbook for each in rules)),
            ("owner", all(each.owner for each in rules)),
        )
        if not has
    ]
    return " and ".join(missing)


def _own(alerts: Alerts, drift: Drift, performance: Performance) -> list[Place]:
    """Checks of the model on live data whose breach is told."""
    found = [each.place for each in drift.running if each.told and each.data is Data.LIVE and not each.demo]
    found += [each.place for each in performance.running if each.told and not each.demo]
    sent = {each.scope for each in alerts.messages if not each.flaw}
    return found if sent or any(each.per_release for each in drift.running if each.told) else []
