"""What `rung apply ci --assess` writes is run, step by step, as a runner would run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.conftest import GitRepo

from rung.cli import main
from rung.workspace import Workspace

MakeRepo = Callable[..., GitRepo]
PROJECT: dict[str, str | bytes] = {
    "README.md": "# Churn\n\n`make train` trains the model.\n",
    "requirements.txt": "scikit-learn==1.5.0\npandas==2.2.0\n",
    "Makefile": "train:\n\tpython train.py\n",
    "train.py": "import joblib\nimport pandas\nfrom sklearn.linear_model import LogisticRegression\n\n"
    "rows = pandas.read_csv('rows.csv')\nmodel = LogisticRegression().fit(rows[['a']], rows['y'])\n"
    "joblib.dump(model, 'model.joblib')\n",
    "rows.csv": "a,y\n1,0\n2,1\n",
    ".github/workflows/ci.yml": "on: [push, pull_request]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
    "      - uses: actions/checkout@v4\n      - run: pip install -r requirements.txt\n      - run: pytest\n",
    "test_train.py": "from train import model\n\n\ndef test_model():\n    assert model.predict([[1]])[0] == 0\n",
}


class Runner:
    """Runs the scripts of a job in a working copy; what GitHub itself does is a stand-in on the path."""

    def __init__(self, checkout: Path, upstream: Path, home: Path, **environment: str) -> None:
        self.checkout = checkout
        self.temp = home / "temp"
        self.summary = home / "summary.md"
        self.said = home / "gh.txt"
        (home / "bin").mkdir(parents=True)
        self.temp.mkdir()
        self.summary.touch()
        gh = home / "bin" / "gh"
        gh.write_text(f'#!/bin/sh\necho "$@" >> {self.said}\n')
        gh.chmod(0o755)
        server = "https://github.example"
        self.environment = {
            "PATH": os.pathsep.join([str(home / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]),
            "HOME": str(home),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_SERVER_URL": server,
            "GITHUB_REPOSITORY": "acme/churn",
            "GITHUB_SHA": "0" * 40,
            "RUNNER_TEMP": str(self.temp),
            "TOKEN": "t",
            "NUMBER": "7",
            "RUNG_CACHE": "off",
            "GIT_CONFIG_COUNT": "2",
            "GIT_CONFIG_KEY_0": f"url.{upstream.as_uri()}.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://x-access-token:t@github.example/acme/churn",
            "GIT_CONFIG_KEY_1": "safe.directory",
            "GIT_CONFIG_VALUE_1": "*",
            **environment,
        }

    def run(self, job: str, *, without: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """Every script of the job in order, up to the first that fails."""
        text = (self.checkout / ".github/workflows/rung.yml").read_text()
        steps: list[dict[str, Any]] = yaml.safe_load(text)["jobs"][job]["steps"]
        scripts = [each["run"] for each in steps if "run" in each and each.get("name") not in without]
        assert scripts[0].startswith("python -m pip install")
        for script in scripts[1:]:
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
                cwd=self.checkout,
                env=self.environment,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                return done
        return done


@pytest.fixture
def upstream(make_repo: MakeRepo) -> GitRepo:
    repo = make_repo(PROJECT, name="churn")
    assert main(["apply", "ci", "--assess", "--yes", "-C", str(repo.path)]) == 0
    repo.commit(message="Measure every week")
    repo.git("checkout", "-q", "--detach")  # so that a push to main would be taken, as on a server
    return repo


def test_every_week_the_badge_and_the_result_are_kept_on_a_branch_of_their_own(
    upstream: GitRepo, tmp_path: Path
) -> None:
    main_before = upstream.git("rev-parse", "main")
    for week in ("first", "second"):
        checkout = upstream.clone(tmp_path / week)
        done = Runner(checkout.path, upstream.path, tmp_path / f"home-{week}").run("measure", without=("Gate",))
        assert done.returncode == 0, done.stderr
        assert checkout.git("status", "--porcelain") == "?? rung.sarif"
    assert upstream.git("rev-parse", "main") == main_before
    assert len(upstream.git("log", "--format=%s", "rung").splitlines()) == 2
    assert upstream.git("ls-tree", "--name-only", "rung").split() == ["assessment.json", "badge.svg", "summary.md"]
    assert "<svg" in upstream.git("show", "rung:badge.svg")
    assert json.loads(upstream.git("show", "rung:assessment.json"))["commit"] == main_before


def test_a_harmless_pull_request_passes_and_is_commented_on(upstream: GitRepo, tmp_path: Path) -> None:
    runner = pull_request(upstream, tmp_path, {"notes.md": "More to come.\n"})
    done = runner.run("gate")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "### Rung: pull is on level" in runner.summary.read_text()
    assert "pr comment 7 --edit-last --create-if-none --body-file summary.md" in runner.said.read_text()


def test_a_pull_request_that_loses_something_fails_and_says_what(upstream: GitRepo, tmp_path: Path) -> None:
    silenced = str(PROJECT[".github/workflows/ci.yml"]).replace("run: pytest", "run: pytest || true")
    done = pull_request(upstream, tmp_path, {".github/workflows/ci.yml": silenced}).run("gate")
    assert done.returncode == 1
    assert "ci-on-every-change" in done.stdout


def pull_request(upstream: GitRepo, tmp_path: Path, files: dict[str, str | bytes]) -> Runner:
    """A working copy of the merge that GitHub would make, as its checkout leaves it."""
    checkout = upstream.clone(tmp_path / "pull", "--branch", "main")
    checkout.git("checkout", "-qb", "change")
    checkout.commit(files, "Change it", date="2026-01-02T12:00")
    checkout.git("checkout", "-q", "--detach", "origin/main")
    checkout.merge("change", date="2026-01-02T13:00")
    event = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "main"}
    return Runner(checkout.path, upstream.path, tmp_path / "home", **event)


def test_measuring_every_week_is_seen_by_the_measurement(upstream: GitRepo) -> None:
    (assessment,) = Workspace().assess(upstream.path).assessments
    assert assessment.finding("maturity-remeasured").verdict == "met"
