"""Code and panels that compute how well releases go: speed, failures, recovery."""

from __future__ import annotations

import re

from msgspec import Struct

from rung.assess.code import Reach
from rung.assess.invocation import RUNNABLE, UNATTENDED
from rung.assess.parse.python_facts import Module
from rung.assess.regex import regex
from rung.assess.signs import Signed
from rung.domain import Place

_METRIC = Signed(
    r"lead_?time(_for_changes)?|deployment_?freq|change_?fail(ure)?_?rate|(mean_)?time_to_(restore|recover)|\bmttr\b"
    r"|four_?keys|dora_?metrics",
    re.I,
    "time",
    "deployment",
    "change",
    "mttr",
    "four",
    "dora",
)
_RECOVERY = regex(r"restore|recover|mttr", re.I)
_OF_RELEASES = regex(r"deploy|release|commit|merge|\bdora|delivery_metric", re.I)
_INCIDENTS = regex(r"incident|outage|pagerduty|opsgenie|post_?mortem|ticket|jira|alert", re.I)
_KEEPS = frozenset({
    "write", "write_text", "dump", "to_csv", "to_parquet", "to_sql", "execute", "insert", "writerow", "log_metric",
    "log_metrics", "push_to_gateway", "put_metric_data", "create_issue", "insert_one", "insert_rows_json", "post",
    "append_row",
})  # fmt: skip


class DeliveryMetrics(Struct, frozen=True):
    """What computes them."""

    places: tuple[Place, ...] = ()
    alone: frozenset[str] = frozenset()
    """Which of `speed`, `failure` and `recovery` need no person."""
    of_incidents: bool = False
    kept: bool = False


def delivery_metrics(modules: list[Module], reach: Reach) -> DeliveryMetrics:
    """Functions that something starts; the lead time of a supplier or a booking is not one of a release."""
    places: list[Place] = []
    alone: set[str] = set()
    computing: dict[str, Module] = {}
    for module in modules:
        for name, each in module.functions.items():
            found = _METRIC.search(name.rpartition(".")[2])
            by = reach.by(module.path, name)
            if not found or not by & RUNNABLE or not _of_a_release(found.group(), module):
                continue
            places.append(Place(module.path, each.line))
            computing[module.path] = module
            if by & UNATTENDED:
                alone.add(_kind(found.group()))
    return DeliveryMetrics(
        tuple(places),
        frozenset(alone),
        any(_INCIDENTS.search(word) for module in computing.values() for word in _words(module)),
        any(call.last in _KEEPS for module in computing.values() for call in module.calls),
    )


def panel_of_delivery(text: str) -> int | None:
    """Where a dashboard shows one of them."""
    for match in _METRIC.finditer(text):
        if not match.group().lower().startswith("lead") or _OF_RELEASES.search(text):
            return match.start()
    return None


def _kind(word: str) -> str:
    if "fail" in word.lower():
        return "failure"
    return "recovery" if _RECOVERY.search(word) else "speed"


def _of_a_release(word: str, module: Module) -> bool:
    """Only `lead_time` has another meaning elsewhere."""
    if not word.lower().startswith("lead"):
        return True
    return any(_OF_RELEASES.search(each) for each in (module.path, *_words(module)))


def _words(module: Module) -> list[str]:
    """Names and paths that say what the module is about."""
    functions = module.functions.values()
    return [
        *module.functions,
        *(name for function in functions for name, _ in function.params),
        *(text for text, _ in module.strings),
    ]
