"""Pages on which the running model can be watched."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.files import Files
from rung.assess.collectors.monitoring_files import MonitoringFiles
from rung.assess.invocation import RUNNABLE
from rung.assess.monitoring.base import About, Dashboard
from rung.assess.monitoring.words import LIVE, VERSION, about
from rung.assess.parse.python_facts import Module
from rung.assess.regex import regex
from rung.domain import Place

_PAGES = ("streamlit", "gradio", "dash", "shiny", "panel", "nicegui")
_CLOUD_CALLS = (
    "aws_cdk.aws_cloudwatch.Dashboard", "*.put_dashboard", "datadog.api.Dashboard.create",
    "google.cloud.monitoring_dashboard_v1.*",
    "evidently.ui.*", "evidently.collector.*", "*.create_dashboard", "phoenix.launch_app", "arize.*.log",
    "fiddler.*.publish*",
    "whylogs.api.writer.whylabs.*", "vetiver.vetiver_dashboard", "vetiver_dashboard",
)  # fmt: skip
_WATCHING = regex(r"monitor|drift|prediction_?log|inference_?log|prediction_?history|live_|metrics_?history", re.I)


class Page(Struct, frozen=True):
    """A page that code draws from the prediction log or from monitoring results."""

    place: Place
    framework: str
    tracked: bool
    """It reads files that lie in git: always the same."""
    version: bool


class Dashboards(Struct, frozen=True):
    """Every page to watch."""

    boards: tuple[Dashboard, ...] = ()
    pages: tuple[Page, ...] = ()
    services: tuple[Place, ...] = ()
    """Calls that feed a monitoring service with pages of its own."""

    def about(self, *subjects: About) -> list[Dashboard]:
        """Dashboards with charts on all of these."""
        return [each for each in self.boards if each.about >= frozenset(subjects)]


class DashboardsCollector(Collector):
    """Dashboards as code, then pages in Python."""

    def collect(self, defined: MonitoringFiles, code: Code, reach: Reach, files: Files) -> Dashboards:
        """A page counts when it reads what the running model wrote."""
        services = [
            site for site in reach.only(code.find(*_CLOUD_CALLS), RUNNABLE) if not files.aside(site.module.path)
        ]
        pages = [page for module in code.python() for page in _pages(module, reach, files)]
        return Dashboards(defined.dashboards, tuple(pages), tuple(site.place for site in services))


def _pages(module: Module, reach: Reach, files: Files) -> Iterator[Page]:
    framework = next((each for name in module.import_lines for each in _PAGES if name.partition(".")[0] == each), "")
    if not framework or files.aside(module.path) or not reach.from_module(module.path) & RUNNABLE:
        return
    strings = [text for text, _ in module.strings]
    names = [*strings, *module.functions, *(each.name for each in module.assigns), *module.imports.values()]
    text = "\n".join(names)
    reads = [each for each in strings if LIVE.search(each)]
    if not (_WATCHING.search(text) and (reads or LIVE.search(text)) and about(text)):
        return
    kept = {entry.name for entry in files.data_files}
    tracked = bool(reads) and all(each.rpartition("/")[2] in kept for each in reads)
    yield Page(Place(module.path, 1), framework, tracked, bool(VERSION.search(text)))
