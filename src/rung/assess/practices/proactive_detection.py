"""Trouble is seen before users see it."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.alerts import Alerts
from rung.assess.collectors.service_metrics import ServiceMetrics
from rung.assess.collectors.serving import Serving
from rung.assess.records import Records
from rung.assess.records.telling import share
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, WaitsFor, met, partial, unmet
from rung.domain.record import Incident


class ProactiveDetection(Practice):
    """Problems are found before users report them: by leading signals, upstream notices and error budgets.

    Why it matters
        A limit that is crossed tells that users already suffer. A forecast, a burn rate or a probe that asks like a
        user gives the hour in which it can still be prevented.

    How to get there
        Alarm on the speed at which the error budget burns, forecast what fills up, ask a known question every minute
        and compare the answer, and have the producer of your data run your contract before it changes a column.

    Not enough
        - alarms at fixed limits only
        - a health check of the container

    References
        - ML Test Score, Monitor 1, 5 and 6
        - NIST AI RMF, MEASURE 3.1
        - DORA: monitoring and observability
        - EU AI Act, articles 72 and 73
    """

    id = "proactive-detection"
    capability = Capability.MONITORING
    level = Level.OPTIMIZED
    min_strength = Strength.PRACTISED
    fresh_days = 180
    needs = ("alerts-actionable",)
    pitfall = "Every incident is found by users first, because alarms ring only when the limit is already crossed"
    effort = Effort.WEEKS
    waits_for = WaitsFor.TIME
    remedy = "add a burn-rate or forecast alarm and a request with a known answer on a timer"

    def judge(self, alerts: Alerts, metrics: ServiceMetrics, serving: Serving) -> Judgement:
        """Met when a leading alarm reaches somebody and a probe asks like a user; partial by one of them."""
        leading = [each for each in alerts.live if each.leading]
        idle = [each for each in alerts.rules if each.leading and each not in leading]
        asking = [each for each in metrics.probes if each.predicts]
        probes = asking or [each for each in metrics.probes if each.what != "a heartbeat"]
        if leading and asking and serving.exists:
            return met(
                f"{leading[0].name!r} warns ahead and {asking[0].what} asks like a user",
                [leading[0].place, asking[0].place],
            )
        if leading:
            return partial(
                f"{leading[0].name!r} warns ahead; nothing asks the service like a user",
                [each.place for each in leading],
                remedy="send the service a request with a known answer on a timer",
            )
        if asking:
            return partial(
                f"{asking[0].what} asks for a prediction; no alarm warns ahead of a limit",
                [each.place for each in asking],
                remedy="add an alarm that warns ahead: burn rate or forecast",
            )
        if idle:
            return unmet(
                f"{idle[0].name!r} would warn ahead, but {alerts.flaw}",
                [each.place for each in idle],
                remedy="route that alarm to a receiver that a team reads",
            )
        if probes:
            return unmet(
                "a probe asks whether the service is up, and nothing warns ahead",
                [each.place for each in probes],
                remedy="let the probe ask for a prediction with a known answer, and add an alarm that warns ahead",
            )
        if alerts.live:
            return unmet(
                "all alarms ring at fixed limits",
                [each.place for each in alerts.live],
                remedy="add an alarm on the burn rate or a forecast, and a request with a known answer on a timer",
            )
        return unmet("no forecast, burn rate or probe would show a problem before users do")

    def shown(self, records: Records) -> Shown | None:
        """Of the last incidents, those that the system saw before a user."""
        told = [each for each in records.of(Incident, days=365) if each.detected_by]
        return share(
            told,
            lambda each: each.detected_by == "system",
            "incidents were seen by the system first",
            newest=4,
            most=0.75,
        )
