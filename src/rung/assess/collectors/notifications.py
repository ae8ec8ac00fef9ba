"""Who is told: messages that jobs, graphs and code send, and whether a person could receive them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.ci.base import Job, Step
from rung.assess.code import Code, Reach, Site
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.invocation import RUNNABLE, By
from rung.assess.parse.python_facts import CONDITIONAL, Items, Name
from rung.assess.regex import regex
from rung.domain import Place

_ACTION = regex(
    r"slack|teams|discord|telegram|mail|pagerduty|opsgenie|mattermost|google-?chat|ntfy|pushover|notify", re.I
)
_COMMAND = regex(
    r"hooks\.slack|webhook|slack|pagerduty|opsgenie|discord|healthchecks|hc-ping|sendmail|(?<![.\w])mailx?\s"
    r"|sns publish",
    re.I,
)
_BIN = regex(
    r"webhook\.site|requestbin|example\.(?:com|org|net)|httpbin|localhost|127\.0\.0\.1|your[-_]|changeme|<[^>]{1,200}>",
    re.I,
)
_FAILED = regex(
    r"failure\(\)|always\(\)|failed\(\)|on_fail|when: *(?:on_failure|always)|failure|!= *'?success|unstable", re.I
)
_SENDING = (
    "*.chat_postMessage", "slack_sdk.*.send", "slack.*.send", "smtplib.SMTP*.send*", "smtplib.*.sendmail",
    "airflow.*send_email", "*.send_email", "*.sns.publish", "boto3.client().publish", "apprise.*.notify",
    "knockknock.*", "pypd.*", "pdpyras.*", "sendgrid.*.send", "telegram.*.send_message", "*.SlackWebhook*.notify",
    "prefect.blocks.notifications.*", "opsgenie_sdk.*", "airflow.providers.*.Slack*",
    "airflow.operators.*EmailOperator", "airflow.providers.smtp.*", "*.SlackNotifier", "discord_webhook.*",
    "pymsteams.*", "dagster_slack.*", "dagster_msteams.*", "dagster_pagerduty.*",
    "dagster.*make_email_on_run_failure_sensor", "dagster.run_failure_sensor", "zenml.alerter.*",
    "*.email_notifications",
)  # fmt: skip
_DESKTOP = ("plyer.notification.notify", "win10toast.*", "notify2.*", "pync.*")


class Notice(Struct, frozen=True):
    """One message that something sends."""

    place: Place
    channel: str
    """`slack`, `mail`, `webhook`, `desktop` …"""
    on_failure: bool
    """It is sent when something fails (or always), not only when all went well."""
    by: By
    """Who starts what sends it."""
    flaw: str = ""
    """Why nobody gets it: an empty recipient list, a request bin, a desktop pop-up; empty when somebody may."""
    job: str = ""
    """CI: path of the definition and job, `path#job`."""
    scope: tuple[str, str] = ("", "")
    """Code: path and function that sends it."""
    conditional: bool = False
    """Code: it stands under a condition or in the handler of an exception."""


class Notifications(Struct, frozen=True):
    """Every message, and lists of receivers that are empty."""

    notices: tuple[Notice, ...]
    uncalled: tuple[Site, ...] = ()
    """Senders in code that nobody reaches."""

    @property
    def received(self) -> list[Notice]:
        """Messages about failures that a person may get."""
        return [each for each in self.notices if each.on_failure and not each.flaw]


class NotificationsCollector(Collector):
    """Looks where messages are sent."""

    def collect(self, ci: Ci, pipelines: Pipelines, code: Code, reach: Reach) -> Notifications:
        """CI steps first, then what graphs declare, then calls in the code."""
        notices = [notice for workflow, job, step in ci.steps() for notice in _from_step(workflow.path, job, step)]
        for graph in pipelines.graphs:
            notices += [Notice(place, graph.framework, True, graph.by) for place in graph.on_failure]
        notices += _failure_mail(code, reach)
        sent = [site for site in code.find(*_SENDING, *_DESKTOP) if not site.module.notebook]
        sent += [
            site
            for site in code.find("requests.post", "httpx.post", "urllib.request.*", "*.session.post")
            if _hooks(site)
        ]
        reached = reach.only(sent, RUNNABLE)
        notices += [_from_call(site, reach.of(site)) for site in reached]
        uncalled = [site for site in sent if not reach.of(site) & (RUNNABLE | By.TEST)]
        return Notifications(tuple(notices), tuple(uncalled))


def _from_step(path: str, job: Job, step: Step) -> Iterator[Notice]:
    text = " ".join([step.uses, step.script, *step.with_.values()])
    told = _ACTION.search(step.uses) or (step.script and _COMMAND.search(step.script))
    if not told:
        return
    fails = bool(_FAILED.search(step.condition) or _FAILED.search(job.condition))
    flaw = "it is sent to a request bin or a placeholder" if _BIN.search(text) else ""
    yield Notice(step.place, told.group().lower(), fails, By.CI, flaw, f"{path}#{job.id}")


def _failure_mail(code: Code, reach: Reach) -> Iterator[Notice]:
    """Airflow's `email_on_failure` with an address, as an argument or in `default_args`."""
    for module in code.modules.values():
        for keys in module.dicts:
            if "email_on_failure" in keys.names and "email" in keys.names:
                flaw = (
                    "the address is a placeholder"
                    if any(_BIN.search(text) for text, _ in module.strings if "@" in text)
                    else ""
                )
                if any("@" in text for text, _ in module.strings):
                    yield Notice(Place(module.path, keys.line), "mail", True, reach.from_module(module.path), flaw)
    for site in code.find("*.DAG", "*Operator"):
        callback = site.call.kwargs.get("on_failure_callback")
        if callback is not None and callback != Items(()):
            yield Notice(site.place, "callback", True, reach.of(site), scope=site.scope)


def _hooks(site: Site) -> bool:
    """A POST whose address says that people read it."""
    target = site.call.args[0] if site.call.args else site.call.kwargs.get("url")
    text = target.dotted if isinstance(target, Name) else target if isinstance(target, str) else ""
    return bool(re.search(r"slack|webhook|teams|discord|pagerduty|alert", text, re.I))


def _from_call(site: Site, by: By) -> Notice:
    name = site.call.name
    if any(name.startswith(each.removesuffix(".*").removesuffix(".notify")) for each in _DESKTOP):
        return Notice(
            site.place, "desktop", False, by, "a desktop pop-up reaches only who sits there", scope=site.scope
        )
    text = " ".join(str(value) for value in (*site.call.args, *site.call.kwargs.values()))
    flaw = "it is sent to a request bin or a placeholder" if _BIN.search(text) else ""
    conditional = bool(site.call.flags & CONDITIONAL)
    return Notice(site.place, site.call.last, True, by, flaw, scope=site.scope, conditional=conditional)
