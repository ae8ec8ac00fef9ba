"""Gradual exposure of new versions: canaries, weights, shadows, and what would stop them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.collectors.serving import Serving
from rung.assess.delivery.texts import place_at, texts
from rung.assess.invocation import RUNNABLE
from rung.assess.parse.python_facts import Items
from rung.assess.tree.base import Tree
from rung.domain import Place

_FILES: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (what, re.compile(found, re.M), re.compile(stops, re.M))
    for what, found, stops in (
        ("an Argo rollout", r"^kind:\s*Rollout\b(?=[\s\S]*?\b(canary|blueGreen):)", r"^\s*-?\s*analysis:|AnalysisTemplate|prePromotionAnalysis"),
        ("a Flagger canary", r"^kind:\s*Canary\b", r"^\s*(metrics|analysis|threshold):"),
        ("KServe canary traffic", r"canaryTrafficPercent:\s*([1-9]|[1-9]\d)\s*$", r"AnalysisTemplate|\bmetrics:\s*$"),
        ("a Seldon experiment", r"^kind:\s*Experiment\b(?=[\s\S]*candidates)", r"rewards?:"),
        ("weighted routes", r"^\s*weight:\s*(?!0\b|100\b)\S+[\s\S]{0,600}?^\s*weight:\s*\S+", r"AnalysisTemplate|^kind:\s*Canary"),
        ("a canary ingress", r"nginx\.ingress\.kubernetes\.io/canary-weight", r"AnalysisTemplate"),
        ("SageMaker guardrails", r"BlueGreenUpdatePolicy|blue_green_update_policy|RollingUpdatePolicy|rolling_update_policy",
         r"AutoRollbackConfiguration|auto_rollback_configuration"),
        ("shadow variants", r"ShadowProductionVariants|shadow_production_variants", r"AutoRollback|auto_rollback|alarm"),
        ("a deployment preference of AWS Lambda", r"DeploymentPreference:[\s\S]{0,200}(Canary|Linear)", r"DeploymentPreference:[\s\S]{0,400}Alarms:"),
        ("an Azure ML traffic split", r"^\s*(mirror_traffic|traffic):\s*\n(\s+\w+:\s*\d+\s*\n){2,}", r"alert|rollback"),
        ("a Databricks traffic split", r"traffic_config[\s\S]{0,300}traffic_percentage[\s\S]{0,300}traffic_percentage", r"rollback"),
    )
)  # fmt: skip
_COMMANDS = re.compile(
    r"^gcloud .*run .*(--no-traffic|update-traffic .*--to-(revisions|tags))|^az ml online-endpoint update\b.*--(mirror-)?traffic"
    r"|^kubectl argo rollouts (promote|set)|^gcloud ai endpoints .*--traffic-split|^az containerapp ingress traffic set|^istioctl\b.*weight"
    r"|^aws deploy create-deployment\b.*Canary"
)
_CALLS = (
    "*.update_traffic",
    "*.begin_create_or_update",
    "google.cloud.aiplatform.*.deploy",
    "*.create_endpoint_config",
    "*.update_endpoint",
)
_SHADOW = re.compile(r"(^|[_.])(shadow|canary|mirror)(ed|ing)?(_|$|\.)", re.I)
_STOP = re.compile(r"abort|roll_?back|withdraw|disable_canary|stop_(canary|rollout)", re.I)
_STOPPING_COMMAND = re.compile(r"^(kubectl .*rollout undo|helm rollback|gcloud .*update-traffic)")


@dataclass(frozen=True, slots=True)
class Gradual:
    """One way a new version meets part of the traffic first."""

    what: str
    place: Place
    stops: Place | None
    """What would take it back by itself; `None` where nothing does."""


@dataclass(frozen=True, slots=True)
class Progressive:
    """Every way, those that stop by themselves first."""

    found: tuple[Gradual, ...] = ()
    all_at_once: tuple[Place, ...] = ()
    """A canary field that gives everything at once."""


class ProgressiveCollector(Collector):
    """Looks into manifests, through commands, and at shadow and canary code in the serving path."""

    def collect(
        self, tree: Tree, files: Files, commands: Commands, code: Code, reach: Reach, serving: Serving
    ) -> Progressive:
        """Only what the project defines for itself, examples left out."""
        found = [*_in_files(tree), *_in_commands(commands, files), *_in_code(code, reach, serving, files)]
        found.sort(key=lambda each: (each.stops is None, each.place))
        whole = [
            place_at(path, text, match.start())
            for path, text in texts(tree, ".yaml", ".yml")
            if (match := re.search(r"canaryTrafficPercent:\s*100\b", text))
        ]
        return Progressive(tuple(found), tuple(whole))


def _in_files(tree: Tree) -> Iterator[Gradual]:
    for path, text in texts(tree, ".yaml", ".yml", ".json", ".tf", ".ts"):
        if not re.search(
            r"canary|weight|Rollout|Experiment|[Bb]lue_?[Gg]reen|[Ss]hadow|traffic|RollingUpdatePolicy|rolling_update_policy",
            text,
            re.I,
        ):
            continue
        for what, pattern, stops in _FILES:
            match = pattern.search(text)
            if match and (
                "weighted" not in what
                or re.search(r"VirtualService|HTTPRoute|TraefikService|route|backendRefs|split", text)
            ):
                stop = stops.search(text)
                yield Gradual(
                    what, place_at(path, text, match.start()), place_at(path, text, stop.start()) if stop else None
                )


def _in_commands(commands: Commands, files: Files) -> Iterator[Gradual]:
    for each in commands.all:
        if each.disabled or not each.by & RUNNABLE or files.aside(each.place.path) or not _COMMANDS.search(each.text):
            continue
        if re.search(r"=100\b", each.text) and "," not in each.text.partition("traffic")[2]:
            continue
        stop = next(
            (other.place for other in commands.all if other.workflow and other.workflow == each.workflow and _STOPPING_COMMAND.search(other.text)
             and other is not each),
            None,
        )  # fmt: skip
        yield Gradual(each.text[:80], each.place, stop)


def _in_code(code: Code, reach: Reach, serving: Serving, files: Files) -> Iterator[Gradual]:
    stop = next(
        (site.place for site in code.find("*") if _STOP.search(site.call.last) and reach.of(site) & RUNNABLE), None
    )
    for site in code.find(*_CALLS):
        keys = site.call.kwargs
        split = keys.get("traffic_split", keys.get("mirror_traffic"))
        percent = keys.get("traffic_percentage")
        variants = keys.get("ProductionVariants")
        two = isinstance(variants, Items) and len(variants.values) > 1
        partly = isinstance(percent, int) and 0 < percent < 100
        if (split is not None or partly or two or "ShadowProductionVariants" in keys) and reach.of(site) & RUNNABLE:
            yield Gradual(f"a traffic split in {site.call.last}", site.place, stop)
    for module in code.modules.values():
        if module.notebook or files.aside(module.path):
            continue
        for call in module.calls:
            node = (module.path, call.scope)
            if _SHADOW.search(call.last) and reach.by(*node) & RUNNABLE:
                up = reach.upstream(node)
                if up & {each.scope for each in serving.endpoints} or any(path in serving.paths for path, _ in up):
                    yield Gradual(call.last, Place(module.path, call.line), stop)
