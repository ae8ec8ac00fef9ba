"""What defines machines and services, and what applies it."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.infrastructure import Infrastructure, InfrastructureCollector
from rung.assess.engine import Engine
from rung.assess.infra import Provides, Tool
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> Infrastructure:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Infrastructure])
    return evidence.seen[Infrastructure]


def test_keeps_the_rules():
    check_collector(InfrastructureCollector)


BUCKET = 'terraform {\n  backend "s3" {}\n}\nresource "aws_s3_bucket" "d" {}\n'
JOB = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: %s\n"
DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: churn\n"


def test_one_definition_for_each_tool_and_folder():
    found = collect(
        {"infra/main.tf": BUCKET, "infra/b.tf": 'resource "aws_sagemaker_endpoint" "e" {}\n', "k8s/a.yaml": DEPLOYMENT}
    )
    assert [(each.tool, each.folder) for each in found.definitions] == [
        (Tool.TERRAFORM, "infra"),
        (Tool.KUBERNETES, "k8s"),
    ]
    terraform = found.definitions[0]
    assert terraform.backend == "s3"
    assert terraform.provides == {Provides.STORAGE, Provides.SERVING}


def test_examples_are_aside():
    found = collect({"examples/main.tf": BUCKET})
    assert found.definitions[0].aside
    assert found.own == []


def test_plan_is_not_apply():
    found = collect({"main.tf": BUCKET, ".github/workflows/a.yml": JOB % "terraform plan"})
    assert found.by_automation(found.own[0]) == []
    assert [each.what for each in found.by_automation(found.own[0], changes=False)] == ["terraform plan"]


def test_a_dry_run_changes_nothing():
    found = collect(
        {"k8s/a.yaml": DEPLOYMENT, ".github/workflows/a.yml": JOB % "kubectl apply -f k8s --dry-run=client"}
    )
    assert [each.changes for each in found.applied] == [False]


def test_what_is_applied_in_a_folder_that_is_not_there_is_broken():
    found = collect({"main.tf": BUCKET, ".github/workflows/a.yml": JOB % "terraform -chdir=infra apply"})
    assert "infra is not in the repository" in found.by_automation(found.own[0])[0].broken


def test_an_exit_code_that_is_lost_is_broken():
    found = collect({"main.tf": BUCKET, ".github/workflows/a.yml": JOB % "terraform apply || true"})
    assert found.by_automation(found.own[0])[0].broken


def test_a_controller_follows_the_repository():
    application = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: a\n"
    found = collect({"k8s/a.yaml": DEPLOYMENT, "argo/app.yaml": application})
    deployment = next(each for each in found.own if each.tool is Tool.KUBERNETES)
    assert found.by_automation(deployment)


def test_what_cannot_be_read_is_left_out():
    found = collect(
        {"main.tf": "resource {{{{", "k8s/a.yaml": "apiVersion: v1\nkind: [", "docker-compose.yml": "services: 3"}
    )
    assert found.definitions == ()
