"""The values that definitions of monitoring are read into."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from rung.domain import Place


class About(StrEnum):
    """What a number tells about."""

    SERVICE = "the service"
    """Up or down, requests, errors, latency; for jobs: done and on time."""
    MODEL = "the model"
    """Inputs, predictions, drift, quality, fairness."""
    MACHINE = "the machine"
    """Processor, memory, disk: true of any program."""


class Rule(Struct, frozen=True):
    """One condition that raises an alarm."""

    place: Place
    name: str
    system: str
    """`prometheus`, `grafana`, `cloud`: whose receivers it is sent to."""
    about: frozenset[About]
    severity: bool
    owner: bool
    runbook: bool
    leading: bool
    """It warns before a limit is crossed: a forecast, a burn rate, an anomaly band."""
    sent: bool = False
    """The rule itself names where it goes (cloud alarms); others go to the receivers of their system."""
    flaw: str = ""
    """Why it never fires: nothing loads the file."""
    of_monitor: bool = False
    """Its figures are those of a managed monitor of a model."""


class Receiver(Struct, frozen=True):
    """One address alarms go to."""

    place: Place
    name: str
    system: str
    flaw: str = ""
    """Why nobody gets it: `no address`, `a placeholder`."""
    doubt: str = ""
    """Why perhaps nobody gets it: its address is a setting that is empty unless somebody fills it."""


class Scrape(Struct, frozen=True):
    """One target whose metrics are fetched."""

    place: Place
    target: str
    own: bool
    """An application, not the monitoring system itself and no exporter of machine figures."""


class Dashboard(Struct, frozen=True):
    """One page of charts kept as code."""

    place: Place
    system: str
    about: frozenset[About]
    version: bool
    """A query tells model versions apart."""
    provisioned: bool
    """Something loads it: a provider file, a config map, an infrastructure tool."""


class Probe(Struct, frozen=True):
    """Something that asks a service from outside, or expects a sign of life from a job."""

    place: Place
    what: str
    predicts: bool = False
    """It asks for a prediction and not only for health."""
    told: bool = False
    """Its failure reaches somebody by itself."""


class Watches(StrEnum):
    """What a platform monitor computes."""

    INPUTS = "inputs"
    QUALITY = "quality"
    FAIRNESS = "fairness"


class PlatformMonitor(Struct, frozen=True):
    """A managed monitor of a model: SageMaker, Vertex, Azure ML, Databricks."""

    place: Place
    what: str
    watches: frozenset[Watches]
    scheduled: bool
    told: bool
    """It names who is told."""
    notebook: bool = False
    flaw: str = ""


class Emission(Struct, frozen=True):
    """A platform switch that makes a service report about itself, such as Application Insights."""

    place: Place
    what: str


class Judged(Struct, frozen=True):
    """A release that a controller compares with expectation before it goes on: canary analysis."""

    place: Place
    what: str


Item = Rule | Receiver | Scrape | Dashboard | Probe | PlatformMonitor | Emission | Judged
