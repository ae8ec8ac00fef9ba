"""What stacks make: endpoints, deliveries, and rules that start something by themselves.

A construct library builds each resource by a call with named arguments; a template declares it.
"""

from __future__ import annotations

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.collectors.files import Files
from rung.assess.delivery.base import AUTOMATIC, Half
from rung.assess.invocation import RUNNABLE
from rung.assess.stacks.base import Cause, Delivery, Rule
from rung.assess.stacks.declared import declared
from rung.assess.stacks.deliveries import ACTIONS, SELF_MADE, deliveries, following
from rung.assess.stacks.rules import RULES, rules
from rung.assess.stacks.templates import resources
from rung.assess.tree.base import Tree
from rung.domain import Place

_ENDPOINTS = (
    "aws_cdk.aws_sagemaker.CfnEndpoint", "aws_cdk.aws_sagemaker_alpha.Endpoint", "pulumi_aws.sagemaker.Endpoint",
)  # fmt: skip
_GRAPHS = (
    "aws_cdk.aws_sagemaker.CfnPipeline",
    "aws_cdk.aws_stepfunctions.StateMachine",
    "pulumi_aws.sagemaker.Pipeline",
)
_PACKAGED = ("aws_cdk.aws_sagemaker.CfnModel.ContainerDefinitionProperty",)
_CAPTURED = ("aws_cdk.aws_sagemaker.CfnEndpointConfig.DataCaptureConfigProperty",)
_ALARMS = ("aws_cdk.aws_cloudwatch.CfnAlarm", "aws_cdk.aws_cloudwatch.Alarm")


class Stacks(Struct, frozen=True):
    """All of it, as far as something reaches the code."""

    endpoints: tuple[Place, ...] = ()
    packaged: tuple[Site, ...] = ()
    """Models that are named by a version of a registry."""
    captured: tuple[Site, ...] = ()
    """Endpoints that keep what they are asked and answer."""
    deliveries: tuple[Delivery, ...] = ()
    rules: tuple[Rule, ...] = ()
    alarmed: frozenset[tuple[str, str]] = frozenset()
    """Functions that define an alarm, where a rule waits for alarms."""

    @property
    def approvals(self) -> list[Place]:
        """Where a delivery that begins by itself waits for a person."""
        return [each.approval for each in self.deliveries if each.approval and each.start in AUTOMATIC]

    @property
    def training(self) -> list[Rule]:
        """Rules that start training."""
        return [each for each in self.rules if each.trains]

    @property
    def on_alarm(self) -> list[Rule]:
        """Those of them that an alarm wakes."""
        return [each for each in self.training if Cause.ALARM in each.causes]


class StacksCollector(Collector):
    """Reads calls of construct libraries, and templates."""

    def collect(self, tree: Tree, code: Code, reach: Reach, files: Files) -> Stacks:
        """Empty where there is no template and no stack in Python, or nothing starts it."""

        def own(*patterns: str) -> list[Site]:
            sites = reach.only(code.find(*patterns), RUNNABLE)
            return [site for site in sites if not files.aside(site.module.path) and not site.module.notebook]

        made = list(rules(own(*RULES)))
        endpoints = [site.place for site in own(*_ENDPOINTS)]
        half = Half.MODEL if endpoints else Half.JOB if own(*_GRAPHS) else Half.SERVICE
        declares, waking = declared(list(resources(tree, lambda path: files.excluded(path) or files.aside(path))))
        return Stacks(
            tuple(endpoints),
            tuple(site for site in own(*_PACKAGED) if "model_package_name" in site.call.kwargs),
            tuple(site for site in own(*_CAPTURED) if site.call.kwargs.get("enable_capture", True) is not False),
            (*deliveries(own(*ACTIONS), made, half), *following(own(*SELF_MADE), half), *declares),
            (*made, *waking),
            frozenset(site.scope for site in own(*_ALARMS) if any(Cause.ALARM in each.causes for each in made)),
        )
