"""What governs a model's life: approvals, audit trails, risks and policies, retention, delivery metrics."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.configuration_texts import ConfigurationTexts
from rung.assess.collectors.files import Files
from rung.assess.collectors.stacks import Stacks
from rung.assess.delivery.metrics import delivery_metrics, panel_of_delivery
from rung.assess.delivery.texts import place_at
from rung.assess.invocation import RUNNABLE, UNATTENDED, By
from rung.assess.loop.base import Loop
from rung.assess.parse.python_facts import Module
from rung.assess.regex import regex
from rung.assess.signs import ForNames, Signed
from rung.assess.tree.base import Tree
from rung.domain import Place

_LOCKED = Signed(
    r"object_lock_(enabled|configuration)\s*[={]|ObjectLockEnabled|aws_qldb_ledger"
    r"|enable_log_file_validation\s*=\s*true|EnableLogFileValidation:\s*true"
    r"|immutability_policy|retention_policy\s*\{[^}]{0,500}is_locked\s*=\s*true|LEDGER\s*=\s*ON|rekor",
    0,
    "object_lock_", "objectlock", "ledger", "log_file_validation", "logfilevalidation", "immutability_policy",
    "retention_policy", "rekor")  # fmt: skip
_LIFECYCLE = Signed(
    r"lifecycle_rule\b|aws_s3_bucket_lifecycle_configuration|LifecycleConfiguration:|storage_management_policy"
    r"|managementPolicies|aws_ecr_lifecycle_policy|LifecyclePolicy:|retention_policy\s*\{|cleanup_policies\s*\{",
    0,
    "lifecycle", "storage_management_policy", "managementpolicies", "retention_policy", "cleanup_policies")  # fmt: skip
_SETS_END = regex(
    r"^mc ilm (?:import|(?:rule )?add)\b|^aws s3api put-bucket-lifecycle|^gsutil lifecycle set\b"
    r"|--lifecycle-(?:file|configuration)\b|^az storage account management-policy create\b"
)
_SETTING_END = (
    "*.put_bucket_lifecycle*", "*.set_bucket_lifecycle", "*.add_lifecycle_delete_rule",
)  # fmt: skip
_CHAIN = ForNames(r"prev(ious)?_?(hash|digest)|hash_?chain|parent_hash|chain_hash", re.I, "hash", "digest")
_CHECKS_CHAIN = regex(r"verify|check|validate|audit", re.I)
_RETIRE = ForNames(
    r"(^|_)(retire|archive|deprecate|sunset|decommission)_?(model|version|endpoint|old_model|previous)"
    r"|delete_model_version|delete_registered_model",
    re.I,
    "retire",
    "archive",
    "deprecate",
    "sunset",
    "decommission",
    "delete",
)
_RISKS = regex(
    r"(^|/)(ai[-_])?risk([-_]?(register|registry|assessment|classification|log))?s?\.(ya?ml|json|toml)$", re.I
)
_POLICY_COMMAND = regex(
    r"^(conftest (test|verify)|opa (eval|test|exec)|kyverno (apply|test)|rung gate|regula run|cedar)\b"
)
_POLICY_ACTION = regex(r"conftest|open-policy-agent|kyverno-cli|opa-action|regula")
_OF_RISKS = regex(r"\brisks?\b|risk_class|hazard|residual", re.I)
_APPROVAL_ACTION = regex(r"manual-approval|approval-action|manualvalidation", re.I)


class Governance(Struct, frozen=True):
    """Everything that is seen of it."""

    approvals: tuple[Place, ...] = ()
    """A job waits for named people, by the files alone."""
    buttons: tuple[Place, ...] = ()
    """A job of production waits for anybody who may press it."""
    environments: tuple[tuple[str, Place], ...] = ()
    """Deployment environments whose reviewers the forge holds."""
    locked_logs: tuple[Place, ...] = ()
    """Storage that refuses to change what was written, and logs with validation."""
    chains: tuple[Place, ...] = ()
    """Code that writes each entry with the hash of the one before."""
    chain_checks: tuple[Place, ...] = ()
    risks: tuple[Place, ...] = ()
    policies: tuple[Place, ...] = ()
    """Rules in a policy language, or a policy section."""
    policy_runs: tuple[Place, ...] = ()
    """Jobs that judge by them, or by the register itself, and can fail."""
    policy_links: tuple[Place, ...] = ()
    """Where register and policies name each other."""
    second_person: tuple[Place, ...] = ()
    """Code of a promotion that refuses the author as approver."""
    lifecycle: tuple[Place, ...] = ()
    retiring: tuple[Place, ...] = ()
    """Code that something starts and that retires a model."""
    metrics: tuple[Place, ...] = ()
    """Code, jobs or panels that compute delivery metrics."""
    metric_kinds: frozenset[str] = frozenset()
    """Which of `speed`, `failure` and `recovery` code computes without a person."""
    metrics_of_incidents: bool = False
    """That code looks at incidents, not only at its own pipelines."""
    metrics_kept: bool = False
    """That code keeps its values, so that periods can be compared."""


class GovernanceCollector(Collector):
    """One pass over configuration, one over code, one over CI."""

    def collect(
        self,
        tree: Tree,
        files: Files,
        texts: ConfigurationTexts,
        ci: Ci,
        commands: Commands,
        code: Code,
        reach: Reach,
        stacks: Stacks,
        loop: Loop,
    ) -> Governance:
        """Words in documents do not count."""
        locked: list[Place] = []
        lifecycle: list[Place] = []
        panels: list[Place] = []
        for path, text in texts.files:
            for pattern, into in ((_LOCKED, locked), (_LIFECYCLE, lifecycle)):
                if match := pattern.search(text):
                    into.append(place_at(path, text, match.start()))
            if '"panels"' in text and (at := panel_of_delivery(text)) is not None:
                panels.append(place_at(path, text, at))
        own = [
            each
            for each in code.modules.values()
            if not each.notebook and not files.aside(each.path) and not files.excluded(each.path)
        ]
        risks = [path for path in tree.entries if _RISKS.search(path) and not files.aside(path)]
        risks = [path for path in risks if not files.excluded(path)]
        policies = [path for path in tree.glob("*.rego") if not files.excluded(path) and "_test." not in path]
        checks = list(_checks_of(own, reach, risks))
        measured = delivery_metrics(own, reach)
        return Governance(
            approvals=(*_approvals(ci), *_asked_by_loop(loop)),
            buttons=(*_buttons(tree, ci), *stacks.approvals),
            environments=tuple(_environments(ci)),
            locked_logs=tuple(locked),
            chains=(*_functions_with(own, reach, _CHAIN), *((loop.graph.place,) if loop.graph and loop.runs else ())),
            chain_checks=(*_checks(own, reach), *(each.place for each in loop.verifications if each.can_fail)),
            risks=tuple(Place(path) for path in risks),
            policies=tuple(Place(path) for path in policies),
            policy_runs=(*_policy_runs(ci, commands), *checks),
            policy_links=(*checks, *_links(tree, commands, risks, policies)),
            second_person=tuple(_second_person(own, reach)),
            lifecycle=(*lifecycle, *_ending(commands, code, reach)),
            retiring=tuple(_retiring(own, reach)),
            metrics=(*measured.places, *panels),
            metric_kinds=measured.alone,
            metrics_of_incidents=measured.of_incidents,
            metrics_kept=measured.kept or bool(panels),
        )


def _ending(commands: Commands, code: Code, reach: Reach) -> Iterator[Place]:
    """Commands and calls that tell a store after how long it deletes."""
    for each in commands.all:
        if each.by & RUNNABLE and not each.disabled and _SETS_END.search(each.text):
            yield each.place
    yield from (site.place for site in reach.only(code.find(*_SETTING_END)))


def _approvals(ci: Ci) -> Iterator[Place]:
    for _, _, step in ci.steps():
        if _APPROVAL_ACTION.search(step.uses) and (step.with_.get("approvers") or step.with_.get("notifyUsers")):
            yield step.place


def _asked_by_loop(loop: Loop) -> Iterator[Place]:
    """Releases to production wait for the role that `rung.yaml` names; none of the authors may answer."""
    if loop.approver and any("production" in each.args for each in loop.releases):
        yield loop.approver.place


def _buttons(tree: Tree, ci: Ci) -> Iterator[Place]:
    """Manual jobs of GitLab, approvals of CircleCI, inputs of Jenkins, in workflows that deploy."""
    for workflow in ci.running():
        if workflow.vendor not in ("gitlab", "circleci", "jenkins"):
            continue
        text = tree.text(workflow.path) or ""
        match = re.search(r"when:\s{0,20}manual|type:\s{0,20}approval|^[^\S\n]*+input\b", text, re.M)
        if match and re.search(r"deploy|prod|promot|release", text, re.I):
            yield place_at(workflow.path, text, match.start())


def _environments(ci: Ci) -> Iterator[tuple[str, Place]]:
    for _, job in ci.jobs():
        if job.environment and not re.search(r"pages|pypi|docs|test|dev\b|preview", job.environment, re.I):
            yield job.environment, job.place


def _functions_with(modules: list[Module], reach: Reach, pattern: ForNames) -> Iterator[Place]:
    for module in modules:
        for keys in module.dicts:
            if any(pattern.search(name) for name in keys.names) and reach.by(module.path, keys.scope) & RUNNABLE:
                yield Place(module.path, keys.line)
        for each in module.classes.values():
            if any(pattern.search(name) for name, _, _ in each.fields) and reach.from_module(module.path) & RUNNABLE:
                yield Place(module.path, each.line)


def _checks(modules: list[Module], reach: Reach) -> Iterator[Place]:
    """A comparison of a hash of the chain that can refuse."""
    for module in modules:
        for stop in module.stops:
            if any(_CHAIN.search(name) for name in stop.names) and reach.by(module.path, stop.scope) & RUNNABLE:
                yield Place(module.path, stop.line)
        for branch in module.branches:
            if (
                any(_CHAIN.search(name) for name in branch.names)
                and _CHECKS_CHAIN.search(branch.scope)
                and reach.by(module.path, branch.scope) & RUNNABLE
            ):
                yield Place(module.path, branch.line)


def _policy_runs(ci: Ci, commands: Commands) -> Iterator[Place]:
    for _, job, step in ci.steps():
        if step.uses and _POLICY_ACTION.search(step.action) and step.can_fail and not job.swallows:
            yield step.place
    for each in commands.all:
        if each.by & UNATTENDED and not each.disabled and each.can_fail and _POLICY_COMMAND.search(each.text):
            yield each.place


def _checks_of(modules: list[Module], reach: Reach, risks: list[str]) -> Iterator[Place]:
    """Code of a job that reads the register and can refuse."""
    names = tuple(path.rpartition("/")[2] for path in risks)
    for module in modules:
        line = next((line for text, line in module.strings if names and text.endswith(names)), 0)
        stops = any(not stop.swallowed for stop in module.stops)
        if line and stops and reach.from_module(module.path) & UNATTENDED:
            yield Place(module.path, line)


def _links(tree: Tree, commands: Commands, risks: list[str], policies: list[str]) -> Iterator[Place]:
    """A policy run that is given the register, a rule about risks, or a register that names its rules."""
    for each in commands.all:
        if _POLICY_COMMAND.search(each.text) and any(path.rpartition("/")[2] in each.text for path in risks):
            yield each.place
    for path in policies:
        text = tree.text(path) or ""
        if match := _OF_RISKS.search(text):
            yield place_at(path, text, match.start())
    rules = [path.rpartition("/")[2] for path in policies]
    for path in risks:
        text = tree.text(path) or ""
        at = next((text.find(rule) for rule in rules if rule in text), -1)
        if at >= 0:
            yield place_at(path, text, at)


def _second_person(modules: list[Module], reach: Reach) -> Iterator[Place]:
    for module in modules:
        for stop in module.stops:
            words = " ".join(stop.names).lower()
            if (
                re.search(r"approv|reviewer", words)
                and re.search(r"author|requested|trained_by|submitter|owner|creator|user", words)
                and stop.compares
                and not stop.swallowed
                and reach.by(module.path, stop.scope) & RUNNABLE
            ):
                yield Place(module.path, stop.line)


def _retiring(modules: list[Module], reach: Reach) -> Iterator[Place]:
    for module in modules:
        for name, function in module.functions.items():
            if (
                _RETIRE.search(name.rpartition(".")[2])
                and (by := reach.by(module.path, name)) & RUNNABLE
                and by != By.TEST
                and function.statements > 1
                and not function.idle
            ):
                yield Place(module.path, function.line)
        for call in module.calls:
            archived = call.last == "transition_model_version_stage" and "Archived" in (
                *call.args,
                *call.kwargs.values(),
            )
            if archived and reach.by(module.path, call.scope) & RUNNABLE:
                yield Place(module.path, call.line)
