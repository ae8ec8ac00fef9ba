"""The workflow that `rung apply ci --github` writes: its very commands, in fresh clones, as a runner would run them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from journeys.projects import FEATURES, MANIFEST, commit, write_project
from rung.cli import main
from rung.store.opening import open_store

WITH_APPROVAL = MANIFEST + "release:\n  approve: {production: approver}\n"


def run_job(name: str, upstream: Path, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Every script of a job in a fresh clone, up to the first that fails; what installs is here already."""
    home.mkdir()
    clone = home / "churn"
    subprocess.run(["git", "clone", "-q", upstream, clone], check=True)
    workflow: dict[str, Any] = yaml.safe_load((clone / ".github/workflows/model.yml").read_text())
    scripts = [each["run"] for each in workflow["jobs"][name]["steps"] if "run" in each]
    assert scripts.count('python -m pip install "$RUNG"') == 1
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "HOME": str(home), **variables}
    for script in scripts:
        if "pip install" in script:
            continue
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=clone, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            break
    return done


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_project(tmp_path_factory.mktemp("upstream") / "churn", manifest=WITH_APPROVAL)
    subprocess.run(["git", "-C", root, "remote", "add", "origin", "https://github.com/acme/churn"], check=True)
    assert main(["apply", "ci", "--github", "--yes", "-C", str(root)]) == 0
    commit(root, "Check, train and release in CI")
    return root


def test_a_pull_request_needs_neither_data_nor_secrets(upstream: Path, tmp_path: Path) -> None:
    done = run_job("check", upstream, tmp_path / "runner")
    assert done.returncode == 0, done.stderr
    assert "passed  pipeline   2 steps ran, and churn answers " in done.stdout


def test_a_change_that_breaks_a_step_fails(upstream: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed"
    subprocess.run(["git", "clone", "-q", upstream, changed], check=True)
    (changed / "churn" / "features.py").write_text(FEATURES.replace("spent", "paid"))
    commit(changed, "Rename a column that the data do not have")
    done = run_job("check", changed, tmp_path / "runner")
    assert done.returncode == 1
    assert "FAILED  pipeline" in done.stdout


def test_a_merge_trains_and_releases_and_production_waits_for_a_person(upstream: Path, tmp_path: Path) -> None:
    shared = {"RUNG_WORKSPACE": str(tmp_path / "shared"), "GITHUB_REF": "refs/heads/main"}
    # New data reach the shared workspace from wherever they are made.
    subprocess.run(
        [sys.executable, "-m", "rung", "data", "add", "-C", upstream], env={**os.environ, **shared}, check=True
    )
    trained = run_job("train", upstream, tmp_path / "trains", **shared)
    assert trained.returncode == 0, trained.stderr
    asked = run_job("production", upstream, tmp_path / "asks", **shared)
    assert asked.returncode == 0, asked.stderr
    with open_store(tmp_path / "shared" / "store.db") as store, store.reading() as reader:
        assert [str(each.environment) for each in reader.releases.history("churn")] == ["staging"]
        (question,) = reader.approvals.pending()
    assert question.name == "churn@1 to production"
