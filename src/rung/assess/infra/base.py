"""What is known of a definition of resources, and of a command that makes it real."""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from rung.assess.invocation import By
from rung.assess.regex import regex
from rung.domain import Place


class Tool(StrEnum):
    """What reads a definition."""

    TERRAFORM = "Terraform"
    PULUMI = "Pulumi"
    CLOUDFORMATION = "CloudFormation"
    CDK = "CDK"
    BICEP = "Bicep"
    ARM = "ARM template"
    KUBERNETES = "Kubernetes"
    HELM = "Helm"
    COMPOSE = "Compose"
    ANSIBLE = "Ansible"
    AZURE_ML = "Azure ML"
    DATABRICKS = "Databricks bundle"
    GITOPS = "GitOps"
    """Argo CD or Flux: a controller in the cluster follows the repository."""
    SERVERLESS = "serverless framework"
    PLATFORM = "platform descriptor"
    """`fly.toml`, `render.yaml`, `app.yaml`, MLEM deployments: one service, the rest is the platform's."""


class Provides(StrEnum):
    """What sort of resource."""

    COMPUTE = "compute"
    STORAGE = "storage"
    DATABASE = "database"
    SERVING = "serving"
    PIPELINE = "pipelines"
    MONITORING = "monitoring"
    NETWORK = "network"
    SECRETS = "secrets"
    REGISTRY = "registry"
    IDENTITY = "identity"


_KINDS: tuple[tuple[Provides, re.Pattern[str]], ...] = tuple(
    (kind, regex(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Provides.MONITORING, r"alarm|alert|monitor|dashboard|log_?(group|metric|analytics)|insights"
                              r"|prometheus|grafana|budget"),
        (Provides.SERVING, r"endpoint|serving|cloud_?run|lambda|function|ecs_service|app_?service"
                           r"|web_?app|container_?app|inference"
         r"|deployment$|^deployment|apprunner|api_?gateway|^service$|ingress|load_?balancer|^lb$|seldon|rayservice"),
        (Provides.PIPELINE, r"pipeline|schedul|cron_?job|^job$|_job|step_?functions|state_?machine"
                            r"|composer|mwaa|data_?factory|event_?rule|batch"
         r"|workflow|build_?trigger|codebuild"),
        (Provides.STORAGE, r"bucket|storage|^s3$|filestore|efs|persistentvolume|volume|data_?lake|datastore|gcs"),
        (Provides.DATABASE, r"sql|dynamo|rds|redshift|bigquery|cosmos|redis|postgres|database|big_?table"
                            r"|spanner|firestore|feature_?store|statefulset"),
        (Provides.REGISTRY, r"ecr|artifact_?registry|container_?registry|model_?package|registries"),
        (Provides.SECRETS, r"secret|key_?vault|kms|ssm_parameter|configmap"),
        (Provides.NETWORK, r"vpc|subnet|network|security_?group|firewall|dns|route|gateway|nat"),
        (Provides.IDENTITY, r"iam|role|service_?account|policy|identity"),
        (Provides.COMPUTE, r"instance|cluster|compute|node_?pool|virtual_?machine|workspace|notebook|gke"
                           r"|eks|aks|autoscal|daemonset|pod$|ecs"
         r"|sagemaker|vertex|machine_?learning|databricks"),
    )
)  # fmt: skip


class Definition(Struct, frozen=True):
    """Resources that one tool reads from one folder."""

    tool: Tool
    folder: str
    place: Place
    resources: tuple[str, ...]
    """Types as the tool calls them: `aws_s3_bucket`, `Deployment`; without doubles."""
    provides: frozenset[Provides]
    backend: str = ""
    """Where the state is kept (`gcs`, `s3`, `remote`); empty when nowhere shared, or where tools need none."""
    aside: bool = False
    """It lies in a template to fill in, an example or a fixture."""
    own_images: bool = False
    """Compose and Kubernetes: runs an image that this repository builds, or says how to build."""


class Applied(Struct, frozen=True):
    """A command, task or controller that compares or applies definitions."""

    tool: Tool
    changes: bool
    """It creates and changes; else it only shows what would change."""
    what: str
    """The command or action as written, shortened."""
    place: Place
    by: By
    workflow: str = ""
    """The CI definition and job it stands in, as `path#job`; empty elsewhere."""
    broken: str = ""
    """Why it cannot work: a folder or file that is not there, an exit code that is lost."""


def provided(resource: str) -> Provides | None:
    """What sort of resource a type is; `None` for one that says nothing."""
    bare = resource.rsplit("::", 2)[-1] if "::" in resource else resource
    bare = bare.rsplit("/", 1)[-1]
    for kind, pattern in _KINDS:
        if pattern.search(bare) or (bare != resource and pattern.search(resource)):
            return kind
    return None
