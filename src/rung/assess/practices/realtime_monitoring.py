"""The running model can be watched within minutes."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.dashboards import Dashboards
from rung.assess.collectors.monitoring_files import MonitoringFiles
from rung.assess.collectors.service_metrics import ServiceMetrics
from rung.assess.collectors.serving import Serving
from rung.assess.monitoring.base import About
from rung.domain import Capability, Effort, Judgement, Level, Place, Strength, met, partial, unmet


class RealtimeMonitoring(Practice):
    """Live figures of model and system are on a shared dashboard within minutes (or one batch), per model version.

    Why it matters
        During a release or an incident the team must see what the model answers now, and whether the new version
        differs from the old one. A report of last week does not help then.

    How to get there
        Export predictions, scores and missing inputs as metrics with the model version as a label, keep the dashboard
        as code beside the service, and have it loaded with the deployment.

    Not enough
        - an imported dashboard of machine figures
        - a screenshot in the README
        - a Grafana container without a dashboard
        - a page over files that lie in git

    References
        - Google MLOps level 2, stage 6
        - Microsoft MLOps maturity, level 4
        - ML Test Score, Monitor 6
        - NIST AI RMF, MEASURE 2.4 and 2.6
    """

    id = "realtime-monitoring"
    capability = Capability.MONITORING
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 7
    needs = ("service-watched", "prediction-log")
    pitfall = "In an incident nobody sees what the model answers now, nor which version answers it"
    effort = Effort.DAYS
    remedy = "export prediction metrics with a model_version label and provision a dashboard for them"

    def judge(
        self, dashboards: Dashboards, metrics: ServiceMetrics, defined: MonitoringFiles, serving: Serving
    ) -> Judgement:
        """Met by a loaded dashboard of model and service per version; partial when one of these is missing."""
        full = [each for each in dashboards.about(About.MODEL, About.SERVICE) if each.provisioned]
        versioned = [each for each in full if each.version or metrics.versioned]
        if versioned and serving.exists and not metrics.unreadable:
            return met(
                f"a dashboard ({versioned[0].system}) shows model and service per version or variant",
                [each.place for each in versioned],
            )
        boards = [each for each in dashboards.boards if each.about & {About.MODEL, About.SERVICE}]
        if boards:
            best = full[0] if full else boards[0]
            return partial(
                f"a dashboard is kept as code, {_lack(best.about, best.provisioned, serving, metrics)}",
                [each.place for each in boards],
            )
        shown = _half(dashboards, defined, metrics)
        if shown and serving.exists:
            return partial(shown[0], shown[1])
        if dashboards.boards:
            return unmet(
                "the dashboards show only the machine",
                [each.place for each in dashboards.boards],
                remedy="add panels for requests, errors, latency and what the model answers",
            )
        if not serving.exists:
            return unmet("nothing is served, so nothing live is shown")
        return unmet("no dashboard of the running model is kept in the repository")


def _lack(about: frozenset[About], provisioned: bool, serving: Serving, metrics: ServiceMetrics) -> str:
    if not serving.exists:
        return "and nothing is served that would fill it"
    if not provisioned:
        return "and nothing loads it"
    if About.MODEL not in about:
        return "and shows nothing of the model"
    if About.SERVICE not in about:
        return "and shows nothing of the service"
    if metrics.unreadable:
        return "and the service sends the metrics in a form that no scraper reads"
    return "and does not tell model versions apart"


def _half(dashboards: Dashboards, defined: MonitoringFiles, metrics: ServiceMetrics) -> tuple[str, list[Place]] | None:
    """Ways of watching that show the model alone."""
    pages = [each for each in dashboards.pages if not each.tracked]
    if pages:
        return f"a {pages[0].framework} page reads what the model wrote, without figures of the service", [
            each.place for each in pages
        ]
    if dashboards.services:
        return "a monitoring service is fed; what it shows is kept outside git", list(dashboards.services)
    if metrics.watchers:
        told = "figures of the model are fetched all the time, and no dashboard of them is kept in the repository"
        return told, list(metrics.watchers)
    monitors = [each for each in defined.monitors if each.scheduled and not each.flaw]
    if monitors:
        return f"{monitors[0].what} watches the model; no dashboard shows it beside the service", [
            each.place for each in monitors
        ]
    return None
