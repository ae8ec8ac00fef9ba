"""No file that is read keeps the whole assessment busy: its growth is measured with files four times as long."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from rung.assess.clock import Clock
from rung.assess.measuring import Measuring, Ruler, load_ruler
from rung.assess.tree.memory import MemoryTree
from rung.project import Manifest

FILES = """
    Makefile Dockerfile README.md docs/guide.rst .gitlab-ci.yml .github/workflows/ci.yml Jenkinsfile azure-pipelines.yml
    cloudbuild.yaml buildspec.yml src/model.py notebooks/a.ipynb requirements.txt pyproject.toml CODEOWNERS .gitignore
    .gitattributes setup.cfg setup.py tox.ini justfile main.tf main.bicep environment.yml package.json dvc.yaml dvc.lock
    Taskfile.yml docker-compose.yml prometheus.yml model.R .mailmap MLproject conf/config.ini k8s/deploy.yaml rules.rego
    query.sql Snakefile DESCRIPTION uv.lock conda-lock.yml schema.proto dashboards/a.json mise.toml Pipfile noxfile.py
    MODEL_CARD.md runbook.md Procfile chart/templates/a.yaml suite/expectations.json .circleci/config.yml .travis.yml
""".split()  # noqa: SIM905
OPENED = {
    "Makefile": "train:\n\t",
    "Dockerfile": "FROM a\nRUN ",
    ".gitlab-ci.yml": "a:\n  script: |\n    ",
    ".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          ",
    "run.sh": "",
    "README.md": "# A\n```\n",
    "src/model.py": 'x = """',
    "main.tf": 'resource "a" "b" {\n  c = "',
    "Jenkinsfile": 'pipeline { stages { stage("a") { steps { sh "',
}
"""What leads into the parts that are read a second time: scripts, code blocks, strings."""
UNITS = ("a", " ", "\n", " \n", "a.", "- ", "key: ", "a: b\n", "[", "{", '"', "`", "$(", "\\", "<a", "x = 1\n")
GROWTH = 10
"""Times as long for files four times as long; sixteen is the square."""
SPARE = 0.2
"""Seconds that are not looked at."""


@pytest.fixture(scope="module")
def ruler() -> Ruler:
    return load_ruler()


def seconds(ruler: Ruler, files: dict[str, str]) -> float:
    """Processor time of an assessment of these files beside a model that is trained."""
    fitted = "from sklearn.linear_model import LogisticRegression\nLogisticRegression().fit([[1]], [1])\n"
    started = time.thread_time()
    measuring = Measuring(ruler, MemoryTree({"train.py": fitted, **files}), Manifest.empty(), Clock(datetime.now(UTC)))
    measuring.folders()
    measuring.assess("hostile")
    return time.thread_time() - started


@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_the_files(ruler: Ruler, unit: str) -> None:
    for beginnings in (dict.fromkeys(FILES, ""), OPENED):
        for _ in range(3):  # a busy machine can make one measurement look like growth, and hardly three
            short, long = (
                seconds(ruler, {path: before + unit * (size // len(unit)) for path, before in beginnings.items()})
                for size in (8_000, 32_000)
            )
            if long < GROWTH * short + SPARE:
                break
        assert long < GROWTH * short + SPARE, (
            f"{unit!r} again and again: {short:.2f} s, and {long:.2f} s when 4 × as long"
        )
