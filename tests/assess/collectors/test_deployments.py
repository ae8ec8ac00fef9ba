"""What rolls out, what starts it, and what keeps it from working."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.deployments import Deployments, DeploymentsCollector
from rung.assess.delivery.base import Half, Start
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])
WORKFLOW = ".github/workflows/a.yml"
JOB = "on: {}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: {}\n"


def collect(files) -> Deployments:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Deployments])
    return evidence.seen[Deployments]


def test_keeps_the_rules():
    check_collector(DeploymentsCollector)


@pytest.mark.parametrize(
    ("command", "half"),
    [
        ("kubectl set image deploy/a a=a:$GITHUB_SHA", Half.SERVICE),
        ("helm upgrade --install a chart", Half.SERVICE),
        ("gcloud run deploy a --image a", Half.SERVICE),
        ("aws ecs update-service --cluster c --service a", Half.SERVICE),
        ("ssh host 'docker compose pull && docker compose up -d'", Half.SERVICE),
        ("az ml online-deployment create -f d.yml", Half.MODEL),
        ("aws sagemaker update-endpoint --endpoint-name a", Half.MODEL),
        ("databricks bundle deploy -t prod", Half.JOB),
    ],
)
def test_commands_that_roll_out(command, half):
    found = collect({WORKFLOW: JOB.format("push", command)}).rollouts
    assert [(each.half, each.start) for each in found] == [(half, Start.MERGE)]


@pytest.mark.parametrize(
    "command", ["mkdocs gh-deploy", "kubectl get pods", "helm upgrade a chart --dry-run", "terraform plan"]
)
def test_commands_that_do_not(command):
    assert collect({WORKFLOW: JOB.format("push", command)}).rollouts == ()


@pytest.mark.parametrize(
    ("on", "start"),
    [
        ("push", Start.MERGE),
        ("workflow_dispatch", Start.HAND),
        ("release", Start.TAG),
        ("repository_dispatch", Start.EVENT),
    ],
)
def test_what_starts_it(on, start):
    assert collect({WORKFLOW: JOB.format(on, "helm upgrade a chart")}).rollouts[0].start is start


def test_pushing_an_image_rolls_nothing_out():
    found = collect({WORKFLOW: JOB.format("push", "docker push a:1")})
    assert found.rollouts == ()
    assert found.pushes[0].start is Start.MERGE


def test_a_failure_that_nobody_sees():
    assert collect({WORKFLOW: JOB.format("push", "helm upgrade a chart || true")}).rollouts[0].broken


STAGES = "stages:\n  train:\n    cmd: python train.py\n    outs:\n      - ${base.dir}/clf\n"


@pytest.mark.parametrize(("target", "broken"), [("model/clf", False), ("old/clf", True)])
def test_what_is_pulled_must_be_made(target, broken):
    steps = f"|\n          dvc pull {target}\n          helm upgrade a chart"
    found = collect({WORKFLOW: JOB.format("push", steps), "dvc.yaml": STAGES, "params.yaml": "base:\n  dir: model/\n"})
    assert bool(found.rollouts[0].broken) is broken


def test_a_script_named_for_it_counts_once():
    script = "import subprocess\nsubprocess.run(['gcloud', 'run', 'deploy', 'a'], check=True)\n"
    found = collect({WORKFLOW: JOB.format("push", "python deploy.py"), "deploy.py": script})
    assert [each.tool for each in found.rollouts] == ["Cloud Run"]


def test_a_script_whose_inside_is_not_understood():
    found = collect({WORKFLOW: JOB.format("push", "python deploy.py"), "deploy.py": "print('x')\n"})
    assert [each.tool for each in found.rollouts] == ["the project's own script"]


def test_a_controller_follows_the_repository():
    application = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: a\n"
    assert collect({"argo/app.yaml": application}).automatic
