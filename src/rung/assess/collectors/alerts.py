"""Rules that raise alarms, and whether anybody is there to receive them."""

from __future__ import annotations

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.monitoring_files import MonitoringFiles
from rung.assess.collectors.notifications import Notice, Notifications
from rung.assess.collectors.stacks import Stacks
from rung.assess.invocation import RUNNABLE
from rung.assess.monitoring.base import About, Receiver, Rule
from rung.assess.monitoring.words import LEADING, about
from rung.assess.parse.python_facts import Items

_ALARM_CALLS = (
    "*.put_metric_alarm", "aws_cdk.aws_cloudwatch.*Alarm", "aws_cdk.aws_cloudwatch.Alarm",
    "pulumi_aws.cloudwatch.MetricAlarm",
    "google.cloud.monitoring_v3.AlertPolicy", "pulumi_gcp.monitoring.AlertPolicy", "datadog.api.Monitor.create",
)  # fmt: skip
_ACTION_CALLS = ("*.add_alarm_action", "*.add_ok_action", "*.add_subscription", "aws_cdk.aws_cloudwatch_actions.*")


_CLOUD = "cloud"
"""Where each alarm names who hears of it, and no server sends all of them on."""


class Alerts(Struct, frozen=True):
    """Every alarm the project defines."""

    rules: tuple[Rule, ...] = ()
    receivers: tuple[Receiver, ...] = ()
    messages: tuple[Notice, ...] = ()
    """Messages that code outside CI sends, in place of a rule; flawed ones too."""
    uncalled: bool = False
    """A sender is defined in code and nothing calls it."""

    @property
    def senders(self) -> set[tuple[str, str]]:
        """Functions that send a message somebody may get."""
        return {each.scope for each in self.messages if not each.flaw}

    @property
    def live(self) -> list[Rule]:
        """Rules that something loads and whose alarm somebody may get."""
        systems = {each.system for each in self.receivers if not each.flaw} - {_CLOUD}
        return [each for each in self.rules if not each.flaw and (each.sent or (each.system in systems))]

    @property
    def silent(self) -> list[Rule]:
        """Alarms of a cloud that name nothing to do; a subscription somewhere does not hear of them."""
        return [each for each in self.rules if each.system == _CLOUD and not each.flaw and not each.sent]

    def about(self, *subjects: About) -> list[Rule]:
        """Live rules on one of these."""
        return [each for each in self.live if each.about & frozenset(subjects)]

    @property
    def doubt(self) -> str:
        """Why perhaps nobody hears of them: every working receiver is one that somebody must still fill in."""
        receivers = [each for each in self.receivers if not each.flaw]
        return receivers[0].doubt if receivers and all(each.doubt for each in receivers) else ""

    @property
    def flaw(self) -> str:
        """Why the rules that are there reach nobody."""
        flaws = [each.flaw for each in self.rules] + [each.flaw for each in self.receivers]
        return next((flaw for flaw in flaws if flaw), "no receiver is defined for them")


class AlertsCollector(Collector):
    """Takes rules from files, alarms that code creates, and messages that code sends."""

    def collect(
        self, defined: MonitoringFiles, code: Code, reach: Reach, notifications: Notifications, stacks: Stacks
    ) -> Alerts:
        """Rules first; a message counts when it is not the failure mail of a pipeline."""
        rules = list(defined.rules)
        acted = {site.module.path for site in code.find(*_ACTION_CALLS)}
        for site in reach.only(code.find(*_ALARM_CALLS), RUNNABLE):
            kwargs = site.call.kwargs
            text = " ".join([*map(str, kwargs.values()), *map(str, site.call.args), site.call.target])
            actions = kwargs.get("AlarmActions") or kwargs.get("alarm_actions") or kwargs.get("notification_channels")
            rules.append(
                Rule(
                    site.place, site.call.target or site.call.last, _CLOUD, about(text),
                    severity="severity" in text.lower(), owner=False, runbook="runbook" in text.lower(),
                    leading=bool(LEADING.search(text)),
                    sent=(actions is not None and actions != Items(())) or site.module.path in acted
                    or site.scope in stacks.alarmed,
                )
            )  # fmt: skip
        messages = [each for each in notifications.notices if each.scope[0]]
        return Alerts(tuple(rules), defined.receivers, tuple(messages), bool(notifications.uncalled))
