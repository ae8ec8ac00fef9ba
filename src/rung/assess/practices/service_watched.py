"""The running service is seen, and somebody hears when it fails."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.alerts import Alerts
from rung.assess.collectors.notifications import Notifications
from rung.assess.collectors.service_metrics import ServiceMetrics
from rung.assess.collectors.serving import Serving
from rung.assess.monitoring.base import About
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.domain import Capability, Effort, Judgement, Level, Place, Shown, Strength, met, partial, unmet
from rung.domain.record import Alarm


class ServiceWatched(Practice):
    """Uptime, errors and latency (or, for batches, completion and freshness) are collected and reach a person.

    Why it matters
        A service that is down gives no wrong answers and no complaints from the model's side: only a figure somebody is
        told about shows it. For a batch the same silence means yesterday's table.

    How to get there
        Count requests, errors and seconds in the serving function, let something fetch them, and send one alarm for
        "down" and one for "slow" to a channel people read. For batches: tell failures and check the age of the output.

    Not enough
        - Prometheus in the compose file that watches only itself
        - a /metrics endpoint nobody fetches, or that sends its text as a JSON string
        - a health endpoint that only restarts the container

    References
        - Google MLOps level 2, monitoring
        - Microsoft MLOps maturity, levels 1 and 2
        - ML Test Score, Monitor 6
    """

    id = "service-watched"
    capability = Capability.MONITORING
    level = Level.AUTOMATED
    min_strength = Strength.PRACTISED
    fresh_days = 14
    needs = ("served-behind-interface",)
    pitfall = "The service is down or answers errors, and the first to notice is a customer"
    effort = Effort.DAYS
    remedy = "count requests, errors and latency, scrape them, and tell a channel people read when it is down or slow"

    def judge(  # noqa: PLR0911 — one sentence per way of being watched
        self, metrics: ServiceMetrics, alerts: Alerts, notifications: Notifications, serving: Serving
    ) -> Judgement:
        """Met when figures are collected and a live alarm is on them; partial when nobody is told."""
        rules = alerts.about(About.SERVICE)
        told = [each for each in metrics.probes if each.told]
        if told:
            return met(f"{told[0].what} notices when it is down or late, and tells", [each.place for each in told])
        if not serving.exists:
            return unmet("nothing is served and no batch is scored, so there is nothing that is watched")
        by_platform = [each for each in rules if each.system == "cloud"]
        if metrics.unreadable and metrics.scrapes and not (metrics.sent or by_platform):
            return partial(
                "a scrape is configured, and the service sends its metrics as a JSON string, which no scraper reads",
                [*metrics.unreadable, *(each.place for each in metrics.scrapes)],
                remedy="answer the scrape with plain text: Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)",
            )
        if rules and (metrics.collected or by_platform):
            first = (by_platform or rules)[0]
            if alerts.doubt:
                return partial(
                    f"figures of the service are collected and {first.name!r} has a receiver, but {alerts.doubt}",
                    [first.place, *metrics.collected[:3]],
                    remedy="commit the configuration that loads the rules and names a real receiver",
                )
            return met(
                f"figures of the service are collected and {first.name!r} tells somebody",
                [first.place, *metrics.collected[:3]],
            )
        batch = _batch(notifications, serving)
        if batch and metrics.freshness:
            return met("a failed or late batch is told", [*batch[:2], *metrics.freshness[:2]])
        if metrics.collected:
            return partial(
                f"{_what(metrics)}; {_why_silent(alerts)}",
                metrics.collected,
                remedy="send an alarm on errors, latency and absence of the service to a channel that people read",
            )
        if batch:
            return partial(
                "a failed batch is told; nothing notices that its output is late or empty",
                batch,
                remedy="alarm when the output of the batch is late or empty",
            )
        silent = [each for each in alerts.silent if About.SERVICE in each.about]
        if silent:
            return partial(
                f"{silent[0].name!r} watches the service, and names nobody who hears of it",
                [each.place for each in silent],
                remedy=f"give {silent[0].name!r} an action that reaches a channel people read",
            )
        if metrics.empty_scrapes:
            return unmet(
                "a scrape is configured, and the service offers no metrics to fetch",
                metrics.empty_scrapes,
                remedy="let the service offer the metrics that the scrape asks for",
            )
        if metrics.unscraped:
            return unmet(
                "metrics are offered and nothing in the repository fetches them",
                metrics.unscraped,
                remedy="add the scrape that fetches them, and an alarm with a receiver",
            )
        return unmet(
            "nothing collects uptime, errors or latency of what is served", [each.place for each in serving.predicting]
        )

    def shown(self, records: Records) -> Shown | None:
        """Rules about the service that were evaluated, whether or not they rang."""
        return happened(
            [each for each in records.of(Alarm) if each.about == "service"], "a rule about the service was evaluated"
        )


def _what(metrics: ServiceMetrics) -> str:
    if metrics.emitters:
        if all(each.errors_only for each in metrics.emitters):
            return f"errors go to {metrics.emitters[0].library}, latency and uptime nowhere"
        return f"{metrics.emitters[0].library} collects figures of the service"
    if metrics.emissions:
        return f"{metrics.emissions[0].what} is switched on"
    if metrics.probes:
        return f"{metrics.probes[0].what} asks from outside"
    return "the service is scraped"


def _why_silent(alerts: Alerts) -> str:
    if alerts.rules and not alerts.live:
        return alerts.flaw
    return "no alarm on the service reaches anybody"


def _batch(notifications: Notifications, serving: Serving) -> list[Place]:
    """Messages about a failure that come from what scores batches."""
    paths = {each.place.path for each in serving.batches} | {
        each.writes.path for each in serving.batches if each.writes
    }
    return [
        each.place
        for each in notifications.received
        if each.place.path in paths or each.scope[0] in paths or each.job.partition("#")[0] in paths
    ]
