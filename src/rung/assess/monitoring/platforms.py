"""Reads monitors that ML platforms run by themselves, as written in their own job files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rung.assess.monitoring.base import Item, PlatformMonitor, Watches
from rung.assess.monitoring.words import PLACEHOLDER
from rung.assess.parse.yaml import YamlMap, find
from rung.domain import Place


def read_platform(path: str, document: YamlMap) -> Iterator[Item]:
    """Azure ML monitor schedules and Databricks quality monitors."""
    monitor = document.get("create_monitor")
    if isinstance(monitor, YamlMap):
        text = str(monitor)
        watches = {Watches.INPUTS}
        if re.search(r"model_performance|ground_?truth", text):
            watches.add(Watches.QUALITY)
        emails = [value for value, _ in find(monitor, "emails")]
        yield PlatformMonitor(
            Place(path, monitor.line or 1),
            "an Azure ML monitor",
            frozenset(watches),
            "trigger" in document,
            _real(emails),
        )
    for found, _ in find(document, "quality_monitors"):
        if not isinstance(found, YamlMap):
            continue
        for name, each in found.items():
            if isinstance(each, YamlMap):
                watches = {Watches.INPUTS} | ({Watches.QUALITY} if any(find(each, "label_col")) else set())
                emails = [value for value, _ in find(each, "email_addresses")]
                place = Place(path, found.lines.get(name, 1))
                what = "a Databricks quality monitor"
                yield PlatformMonitor(place, what, frozenset(watches), "schedule" in each, _real(emails))


def _real(addresses: list[object]) -> bool:
    return any(each and not PLACEHOLDER.search(str(each)) for each in addresses)
