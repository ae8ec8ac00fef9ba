"""How configuration, commands and calls say that a new version gets part of the traffic, and what takes it back."""

from __future__ import annotations

import re

from rung.assess.regex import regex
from rung.assess.signs import Signed

FIELDS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (what, regex(found, re.M), regex(stops, re.M))
    for what, found, stops in (
        ("an Argo rollout",
         r"^kind:\s{0,20}Rollout\b(?=[\s\S]{0,2000}?\b(canary|blueGreen):)",
         r"^[^\S\n]*+-?\s{0,20}analysis:|AnalysisTemplate|prePromotionAnalysis"),
        ("a Flagger canary",
         r"^kind:\s*Canary\b",
         r"^[^\S\n]*+(metrics|analysis|threshold):"),
        ("KServe canary traffic",
         r"canaryTrafficPercent:\s*([1-9]|[1-9]\d)\s*$",
         r"AnalysisTemplate|\bmetrics:\s*$"),
        ("a Seldon experiment",
         r"^kind:\s*Experiment\b(?=[\s\S]{0,2000}?candidates)",
         r"rewards?:"),
        ("weighted routes",
         r"^[^\S\n]*+weight:\s{0,20}(?!0\b|100\b)\S++[\s\S]{0,600}?^[^\S\n]*+weight:\s{0,20}\S+",
         r"AnalysisTemplate|^kind:\s*Canary"),
        ("a canary ingress",
         r"nginx\.ingress\.kubernetes\.io/canary-weight",
         r"AnalysisTemplate"),
        ("SageMaker guardrails",
         r"BlueGreenUpdatePolicy|blue_green_update_policy|RollingUpdatePolicy|rolling_update_policy",
         r"AutoRollbackConfiguration|auto_rollback_configuration"),
        ("shadow variants",
         r"ShadowProductionVariants|shadow_production_variants",
         r"AutoRollback|auto_rollback|alarm"),
        ("a deployment preference of AWS Lambda",
         r"DeploymentPreference:[\s\S]{0,200}(Canary|Linear)",
         r"DeploymentPreference:[\s\S]{0,400}Alarms:"),
        ("an Azure ML traffic split",
         r"^[^\S\n]*+(mirror_traffic|traffic):\s{0,20}\n(\s{1,20}\w{1,60}:\s{0,20}\d{1,20}\s{0,20}\n){2,}",
         r"alert|rollback"),
        ("a Databricks traffic split",
         r"traffic_config[\s\S]{0,300}traffic_percentage[\s\S]{0,300}traffic_percentage",
         r"rollback"),
        ("a gradual rollout of Anyscale",
         r"^(rollout_strategy:\s*ROLLOUT\b|canary_percent:\s*[1-9]\d?\s*$)",
         r"auto_?rollback:\s*true"),
    )
)  # fmt: skip
"""What it is, how a file says it, and how the same file says what takes it back."""
WORDS = Signed(
    r"canary|weight|Rollout|Experiment|Blue_?Green|Shadow|traffic|RollingUpdatePolicy|rolling_update_policy",
    re.I,
    "canary", "weight", "rollout", "experiment", "blue", "shadow", "traffic", "rolling",
)  # fmt: skip
"""A file without any of these says nothing of the kind."""
ROUTING = regex(r"VirtualService|HTTPRoute|TraefikService|route|backendRefs|split")
"""Weights are of traffic only beside one of these."""
COMMANDS = regex(
    r"^gcloud .{0,200}run .{0,200}(--no-traffic|update-traffic .{0,200}--to-(revisions|tags))"
    r"|^az ml online-endpoint update\b.*--(mirror-)?traffic"
    r"|^kubectl argo rollouts (promote|set)"
    r"|^gcloud ai endpoints .*--traffic-split"
    r"|^az containerapp ingress traffic set"
    r"|^istioctl\b.*weight"
    r"|^aws deploy create-deployment\b.*Canary"
    r"|^anyscale service .*--canary-percent"
)
STOPPING_COMMAND = regex(r"^(kubectl .*rollout undo|helm rollback|gcloud .*update-traffic)")
CALLS = (
    "*.update_traffic",
    "*.begin_create_or_update",
    "google.cloud.aiplatform.*.deploy",
    "*.create_endpoint_config",
    "*.update_endpoint",
)
"""Calls that can split traffic."""
STOPPING_CALLS = (
    "*abort*", "*rollback*", "*roll_back*", "*withdraw*", "*disable_canary*", "*stop_canary*", "*stop_rollout*",
    "*disable_shadow*",
)  # fmt: skip
"""Calls that take a version back, if they belong to it."""
UNLIKE_STOPS = regex(
    r"^abort$|^(flask|quart|werkzeug|starlette|fastapi|grpc)\..*abort|context\.abort|session|db\.|conn|transaction|cursor"
    r"|alembic|migrat|engine|^\?\w*\.rollback$|self\.rollback$",
    re.I,
)
"""Aborted requests and database transactions."""
