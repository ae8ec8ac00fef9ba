"""Names of images, and how firm they are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.images import Images, ImagesCollector
from rung.assess.delivery.tags import Firm, firm
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])
WORKFLOW = ".github/workflows/a.yml"
JOB = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: {}\n"


def collect(files) -> Images:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Images])
    return evidence.seen[Images]


def test_keeps_the_rules():
    check_collector(ImagesCollector)


@pytest.mark.parametrize(
    ("image", "how"),
    [
        ("a@sha256:12", Firm.DIGEST),
        ("r.io/a:${{ github.sha }}", Firm.UNIQUE),
        ("r.io:5000/a:$CI_COMMIT_SHORT_SHA", Firm.UNIQUE),
        ("a:1.4.2", Firm.FIXED),
        ("a:latest", Firm.FLOATING),
        ("r.io:5000/a", Firm.FLOATING),
        ("a:$TAG", Firm.OPEN),
    ],
)
def test_how_firm_a_name_is(image, how):
    assert firm(image) is how


def test_the_model_inside_the_image():
    assert collect({"Dockerfile": "FROM a\nCOPY models/m.joblib .\n"}).carrying
    assert not collect({"Dockerfile": "FROM a\nCOPY models/train.py .\n"}).carrying


def test_the_model_brought_before_the_build():
    steps = "|\n          dvc pull models/m.joblib\n          docker build -t a:1 ."
    assert collect({WORKFLOW: JOB.format(steps)}).carrying
    assert not collect({WORKFLOW: JOB.format("docker build -t a:1 .")}).carrying


def test_what_is_deployed():
    found = collect({WORKFLOW: JOB.format("kubectl set image deploy/a a=r.io/a:$GITHUB_SHA")})
    assert [each.firm for each in found.deployed] == [Firm.UNIQUE]


def test_an_image_that_only_runs_tests_is_not_released():
    def named(tag):
        step = f"{{uses: docker/build-push-action@v6, with: {{tags: '{tag}'}}}}"
        return collect({".github/workflows/a.yml": f"on: push\njobs: {{a: {{steps: [{step}]}}}}\n"}).named

    assert not named("shop-tests:latest")
    assert not named("registry/test-runner:1")
    assert named("latest-tides:1")
    assert named("contest:1")
