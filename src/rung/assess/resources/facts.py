"""The kinds of statement about resources, and how configuration makes them."""

from __future__ import annotations

import re
from enum import StrEnum

from rung.assess.signs import Signed


class Fact(StrEnum):
    """What a place says about resources."""

    LIMIT = "a limit on memory or processors"
    SCALING = "scaling with load inside limits"
    TARGET = "a latency or completion target"
    BUDGET = "a budget that is watched"
    ATTRIBUTION = "costs attributed by label"
    THRIFT = "idle resources that stop by themselves"
    METERING = "the use of machines is recorded with each run"


IN_FILES: tuple[tuple[Fact, Signed], ...] = tuple(
    (fact, Signed("|".join(words), flags | re.M, *signs))
    for fact, words, flags, signs in (
        (Fact.LIMIT, (
            r"^[^\S\n]*+limits:",
            r"resources\.limits", r"\bmem(?:ory)?_?limit\b", r"--memory[ =]", r"WORKER_CONCURRENCY\b",
            r"--concurrency[ =]\d", r"\bMemoryMax=", r"\bcpu_cores\b",
            r"memory_gb\b", r"\bmachine_type\b", r"instance_type\b", "InstanceType", "vmSize", r"\bmemory_size\b",
            "MemorySize", "cpu_limit", "--cpu[ =]", "resource_class", r"\bcpus?:\s*['\"]?\d", r"\bmemory:\s*['\"]?\d",
        ), 0, ("limit", "memory", "concurrency", "cpu", "machine_type", "instance", "vmsize", "resource_class")),
        (Fact.SCALING, (
            "HorizontalPodAutoscaler", r"kind:\s*ScaledObject",
            r"(?<![\w-])autoscal\w{0,60}[\"']?\s*[:={](?=\s|\{|$)",
            r"min_?replica", "max_?replica", "max_instances",
            "--max-instances", r"resource\s+\"aws_appautoscaling", "scale_settings",
            "min_nodes", "target_utilization", "autoscale_", "AWS::ApplicationAutoScaling",
        ), re.I, ("autoscal", "scaledobject", "replica", "instances", "scale_settings", "min_nodes",
                  "target_utilization")),
        (Fact.TARGET, (r"\bslos?\b\s*:", r"p9[59][\w ]{0,60}[:<]", "latency_p9", "http_req_duration",
                       r"objective:\s*\d"),
         re.I, ("slo", "p95", "p99", "latency_p9", "http_req_duration", "objective:")),
        (Fact.BUDGET, (
            "aws_budgets_budget", "google_billing_budget", r"azurerm_consumption_budget\w*", "AWS::Budgets::Budget",
            "budget_policy", "opencost", "kubecost", "Microsoft.Consumption/budgets",
        ), 0, ("budget", "opencost", "kubecost")),
        (Fact.ATTRIBUTION, (
            r"cost[-_]?cent(?:er|re)\b", r"default_tags\s*\{",
            r"\btags\s{0,20}=\s{0,20}(?:merge\()?\s{0,20}local\.\w{0,60}tags",
            r"\bcost[-_]allocation", "billing[-_]?(?:label|tag)",
            r"\b(?:tags|labels)\s{0,20}[=:]\s{0,20}(?:merge\()?\s{0,20}\{[^}]{0,500}?\b(?:team|model|project|owner"
            r"|use_?case)\w{0,60}[\"']?\s{0,20}[=:]",
        ), re.I, ("cost", "tags", "labels", "billing")),
        (Fact.THRIFT, (
            "autotermination_minutes", "idle_seconds_before_scaledown", r"min_?nodes\"?\s*[:=]\s*\"?0",
            r"MIN_NODES\s{0,20}[\"']?\s{0,40}value:\s{0,20}[\"']?0", "lowpriority", "low_priority", "spot_?instance",
            "preemptible", "scale_?to_?zero", r"min_?instances\s*[:=]\s*0",
        ), re.I, ("autotermination", "idle_", "nodes", "priority", "spot", "preemptible", "zero", "instances")),
        (Fact.METERING, (r"MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING[\"']?\s{0,20}[:= ]\s{0,20}[\"']?(?:true|1)",), re.I,
         ("system_metrics",)),
    )
)  # fmt: skip
"""The first match of a pattern in a configuration file states the fact."""

LIMIT_ARGUMENTS = frozenset({"machine_type", "instance_type", "cpu_limit", "memory_limit", "memory_gb", "mem_limit"})
SCALING_ARGUMENTS = frozenset({"max_replica_count", "max_replicas", "autoscale_enabled", "max_instances"})
LABELLED = frozenset({"create_stack", "update_stack", "create_endpoint", "create_training_job", "create_pipeline"})
"""Calls that make what costs money, and take labels."""
TRACKERS = (
    "codecarbon.*Tracker", "codecarbon.track_emissions", "mlflow.enable_system_metrics_logging",
    "mlflow.*set_system_metrics*", "*.log_system_metrics", "*.estimate_cost*",
)  # fmt: skip
"""Calls that record what a run uses."""
