"""Reads alarms, dashboards, probes and monitors that infrastructure tools create."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.monitoring.base import (
    Dashboard,
    Emission,
    Item,
    Judged,
    PlatformMonitor,
    Probe,
    Receiver,
    Rule,
    Watches,
)
from rung.assess.monitoring.terraform import Names, read_names
from rung.assess.monitoring.words import LEADING, PLACEHOLDER, VERSION, about
from rung.assess.parse import bicep, hcl
from rung.assess.parse.yaml import YamlList, YamlMap
from rung.assess.regex import regex
from rung.domain import Place


class Resource(Struct, frozen=True):
    """One resource of any tool, flattened."""

    type: str
    name: str
    place: Place
    text: str
    """Names and values of everything in it, the locals it names spelled out."""
    unset: str = ""
    """A variable it hangs on that is empty unless somebody sets it outside the repository."""


_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, regex(pattern, re.I))
    for kind, pattern in (
        ("alarm", r"cloudwatch_(?:metric|composite)_alarm|cloudwatch::(?:composite)?alarm"
                  r"|monitoring_alert_policy|monitor_metric_alert"
                  r"|scheduled_query_rules_alert|insights/metricalerts|insights/scheduledqueryrules"
                  r"|datadog_monitor$|newrelic_\w{0,60}condition"
                  r"|grafana_rule_group|monitoring_slo|datadog_service_level"),
        ("receiver", r"sns_topic_subscription|sns::subscription|monitoring_notification_channel"
                     r"|monitor_action_group|insights/actiongroups"
                     r"|pagerduty_service|opsgenie_\w{1,60}integration|grafana_contact_point|chatbot_slack"
                     r"|chatbot::slack|newrelic_notification_channel"),
        ("dashboard", r"cloudwatch_dashboard|cloudwatch::dashboard|monitoring_dashboard|portal_dashboard"
                      r"|portal/dashboards|datadog_dashboard"
                      r"|grafana_dashboard|insights/workbooks|application_insights_workbook"),
        ("probe", r"monitoring_uptime_check|synthetics_canary|synthetics::canary|route53_health_check"
                  r"|route53::healthcheck|insights\w{0,60}web_test"
                  r"|insights/webtests|datadog_synthetics|betteruptime_monitor|uptimerobot_monitor|statuscake"
                  r"|checkly_check|pingdom_check"),
        ("monitor", r"sagemaker_monitoring_schedule|sagemaker::monitoringschedule|databricks_(?:quality"
                r"|lakehouse)_monitor"
                    r"|sagemaker_data_quality_job|sagemaker::(?:dataquality|modelquality"
                    r"|modelbias)jobdefinition|model_monitoring"),
        ("emission", r"application_insights$|insights/components$"),
        ("judged", r"codedeploy_deployment_group|codedeploy::deploymentgroup"),
    )
)  # fmt: skip
_OF_MONITOR = regex(r"sagemaker/Endpoints?/(?:data|model)-metrics|MonitoringSchedule", re.I)
"""The namespaces and the dimension of what a monitoring schedule publishes."""
_SENT = regex(
    r"(?:alarm_?actions|notification_channels|action_group_id|actions?_?groups?|actions|notification_settings)"
    r"[ \t\"']*[:=][ \t]*(?!\[\s*\])[\w\"'$\[{]|@(?:slack|pagerduty|opsgenie|webhook|[\w.-]+@)",
    re.I,
)


def of_hcl(path: str, text: str, names: Names | None = None) -> Iterator[Resource]:
    """Resources of a Terraform file; `names` are those of the repository, by default those of the file."""
    names = names or read_names([(path, text)])
    folder = path.rpartition("/")[0]
    for block in hcl.read(text):
        if block.kind == "resource" and len(block.labels) > 1:
            parts = [f"{name} = {value}" for inner in block.walk() for name, value in inner.attributes.items()]
            parts += [inner.kind for inner in block.walk()]
            whole = names.spelled(folder, "\n".join(parts))
            yield Resource(block.labels[0], block.labels[1], Place(path, block.line), whole, names.nobody(whole))


def of_bicep(path: str, text: str) -> Iterator[Resource]:
    """Resources of a Bicep file."""
    for each in bicep.read(text).resources:
        if not each.module and not each.existing:
            body = "\n".join(f"{name}: {value}" for name, value in each.properties.items())
            yield Resource(each.type, each.symbol, Place(path, each.line), body)


def of_template(path: str, document: YamlMap) -> Iterator[Resource]:
    """Resources of CloudFormation (a mapping with types) and ARM (a list with types)."""
    found = document.get("Resources") or document.get("resources")
    if isinstance(found, YamlMap):
        for name, each in found.items():
            if isinstance(each, YamlMap) and isinstance(each.get("Type"), str):
                yield Resource(
                    str(each["Type"]), name, Place(path, found.lines.get(name, 1)), _flat(each.get("Properties"))
                )
    elif isinstance(found, YamlList):
        for item in found:
            if isinstance(item, YamlMap) and isinstance(item.get("type"), str):
                yield Resource(str(item["type"]), str(item.get("name", "")), Place(path, item.line or 1), _flat(item))


def _flat(value: object) -> str:
    """Keys and plain values, one per line."""
    lines: list[str] = []
    stack: list[tuple[str, object]] = [("", value)]
    while stack:
        key, here = stack.pop()
        if isinstance(here, YamlMap):
            stack.extend(here.items())
        elif isinstance(here, YamlList):
            lines += [f"{key}: [ " + ("x" if here else "]")]
            stack.extend((key, each) for each in here)
        else:
            lines.append(f"{key}: {here}")
    return "\n".join(lines)


def read_resource(each: Resource) -> Iterator[Item]:
    """What a resource means for monitoring; nothing for the others."""
    kind = next((kind for kind, pattern in _KINDS if pattern.search(each.type)), "")
    if kind == "alarm":
        yield _alarm(each)
    elif kind == "receiver":
        flaw = "the address is a placeholder" if PLACEHOLDER.search(each.text) else ""
        doubt = f"its address, var.{each.unset}, is empty unless somebody sets it" if each.unset else ""
        yield Receiver(each.place, each.name, "cloud", flaw, doubt)
    elif kind == "dashboard":
        yield Dashboard(each.place, each.type, about(each.text), bool(VERSION.search(each.text)), True)
    elif kind == "probe":
        yield Probe(each.place, each.type, bool(re.search(r"predict|score|invocation|infer", each.text, re.I)))
    elif kind == "monitor":
        yield PlatformMonitor(
            each.place, each.type, _watches(each), bool(re.search(r"cron|schedule", each.text, re.I)), False
        )
    elif kind == "emission":
        yield Emission(each.place, "Application Insights")
    elif kind == "judged" and re.search(r"alarm", each.text, re.I):
        yield Judged(each.place, "a deployment that alarms roll back")


def _alarm(each: Resource) -> Rule:
    text = f"{each.name}\n{each.text}"
    return Rule(
        each.place, each.name, "cloud", about(text),
        severity=bool(re.search(r"severity|priority|criticality", text, re.I)),
        owner=bool(re.search(r"owner|team", text, re.I)),
        runbook=bool(re.search(r"runbook|playbook|documentation", text, re.I)),
        leading=bool(LEADING.search(text)),
        sent=bool(_SENT.search(each.text)),
        of_monitor=bool(_OF_MONITOR.search(each.text)),
    )  # fmt: skip


def _watches(each: Resource) -> frozenset[Watches]:
    text = f"{each.type} {each.text}"
    found = {Watches.INPUTS}
    if re.search(r"modelquality|model_quality|label_col|groundtruth", text, re.I):
        found = {Watches.QUALITY}
    if re.search(r"bias", text, re.I):
        found = {Watches.FAIRNESS}
    return frozenset(found)
