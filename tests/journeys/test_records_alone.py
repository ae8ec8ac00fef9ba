"""A project on MLflow and GitHub Actions that never heard of Rung: what its own records show.

No `rung.yaml`. MLflow itself writes the store; the exports are of the shapes that GitHub's commands write.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ANN, BEN, GitRepo

from rung.cli import main
from rung.domain import Assessment, Level, Strength, Verdict
from rung.domain.record import Alarm, Deployment
from rung.workspace import Workspace

MakeRepo = Callable[..., GitRepo]
PROJECT = Path(__file__).with_name("fixtures") / "late-orders"
TODAY = datetime.now(UTC).date()
"""MLflow stamps what it registers with the clock of the machine, so the project's months lie before this day."""
WEEKS = [TODAY - timedelta(weeks=week) for week in range(20, 0, -1)]
TRAIN = """
import json, sys
import mlflow
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput

runs, folder = json.loads(sys.argv[1]), sys.argv[2]
client = MlflowClient(tracking_uri=folder, registry_uri=folder)
experiment = client.create_experiment("late-orders")
client.create_registered_model(
    "late-orders", tags={"owner": "Ann Example"},
    description="- Purpose: warn customers of late orders\\n- Success: fewer than 2 % complain\\n- Used by: the order page",
)
for number, (start, commit) in enumerate(runs):
    tags = {"mlflow.source.git.commit": commit, "mlflow.user": "runner", "mlflow.source.name": "orders.train"}
    run = client.create_run(experiment, start_time=start, tags=tags).info.run_id
    client.log_param(run, "max_depth", 4)
    client.log_param(run, "learning_rate", 0.1)
    for name, value in (("auc", 0.80 + number / 1000), ("champion_auc", 0.79), ("baseline_auc", 0.5)):
        client.log_metric(run, name, value)
    data = Dataset(name="orders", digest=f"d{number:03}", source_type="local", source="data/train.parquet")
    client.log_inputs(run, [DatasetInput(data)])
    client.set_terminated(run, end_time=start + 600_000)
    version = client.create_model_version("late-orders", f"runs:/{run}/model", run).version
client.set_registered_model_alias("late-orders", "champion", version)
"""


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture
def project(make_repo: MakeRepo) -> GitRepo:
    """Five months of changes, each made by one person and merged by the other."""
    repo = make_repo(name="late-orders")
    shutil.copytree(PROJECT, repo.path, dirs_exist_ok=True)
    repo.commit(message="Start", date=f"{WEEKS[0]}T10:00")
    for number, day in enumerate(WEEKS[1:]):
        author, merger = (ANN, BEN) if number % 2 else (BEN, ANN)
        branch = f"change-{number}"
        repo.git("checkout", "-qb", branch)
        line = f"\n<!-- {day}: looked through -->\n"
        readme = (repo.path / "README.md").read_text()
        repo.commit({"README.md": readme + line}, f"Look through {day}", author=author, date=f"{day}T10:00")
        repo.git("checkout", "-q", "main")
        repo.merge(branch, author=merger, date=f"{day}T11:00")
    return repo


@pytest.fixture
def store(project: GitRepo, tmp_path: Path) -> Path:
    """A run every week, written by MLflow."""
    pytest.importorskip("mlflow", reason="mlflow-skinny is not installed")
    commits = project.git("log", "--first-parent", "--reverse", "--format=%H").split()
    runs = [(int(noon(day).timestamp() * 1000), commit) for day, commit in zip(WEEKS, commits, strict=True)]
    file = tmp_path / "mlflow.db"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", TRAIN, json.dumps(runs), f"sqlite:///{file}"],
        env={**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return file


def github_exports(project: GitRepo) -> Iterable[dict[str, Any]]:
    """Reviewed pull requests with their checks, scheduled trainings, deployments by a program."""
    commits = project.git("log", "--first-parent", "--reverse", "--format=%H").split()
    for number, (day, commit) in enumerate(zip(WEEKS, commits, strict=True)):
        author, other = ("ann", "ben") if number % 2 else ("ben", "ann")
        at = noon(day).isoformat().replace("+00:00", "Z")
        yield {
            "number": number, "author": {"login": author}, "mergedAt": at, "mergedBy": {"login": other},
            "mergeCommit": {"oid": commit}, "statusCheckRollup": [{"conclusion": "SUCCESS"}],
            "reviews": [{"author": {"login": other}, "state": "APPROVED"}],
        }  # fmt: skip
        for name, event in (("ci", "pull_request"), ("train", "schedule")):
            yield {
                "id": f"{name}{number}", "name": name, "head_branch": "main", "head_sha": commit, "event": event,
                "conclusion": "success", "created_at": at, "updated_at": at, "run_started_at": at,
                "actor": {"login": "github-actions[bot]"},
            }  # fmt: skip
        yield {
            "id": number, "sha": commit, "ref": commit, "environment": "production", "created_at": at,
            "creator": {"login": "github-actions[bot]"},
        }  # fmt: skip


def own_records(project: GitRepo) -> list[Alarm | Deployment]:
    """What the team's own systems wrote: alarms that were heard, and the look at a release."""
    last = noon(WEEKS[-1])
    commit = project.git("rev-parse", "HEAD")
    return [
        Alarm(at=last, name="LateOrdersDown", about="service", fired=False),
        Alarm(at=last, name="training failed", about="pipeline", acknowledged_at=last, acknowledged_by="ann"),
        Deployment(
            at=last, status="success", environment="production", version="1.4.0", commit=commit,
            by="github-actions[bot]", service=True, checked=True,
        ),
    ]  # fmt: skip


@pytest.fixture
def records(project: GitRepo, store: Path, tmp_path: Path) -> list[Path]:
    """The store, GitHub's exports turned into records, and the team's own lines."""
    import msgspec

    exports, imported, own = tmp_path / "exports.json", tmp_path / "github.jsonl", tmp_path / "own.jsonl"
    exports.write_text("\n".join(json.dumps(each) for each in github_exports(project)))
    assert main(["records", "import", "github", str(exports), "-o", str(imported)]) == 0
    own.write_bytes(b"\n".join(msgspec.json.encode(each) for each in own_records(project)) + b"\n")
    return [store, imported, own]


def assess(project: GitRepo, records: list[Path]) -> Assessment:
    (assessment,) = Workspace().assess(project.path, records=records).assessments
    return assessment


def test_its_records_prove_level_two_and_every_practice_of_level_three_that_needs_no_drill(
    project: GitRepo, records: list[Path]
) -> None:
    assert not (project.path / "rung.yaml").exists()
    assessment = assess(project, records)
    short = {
        each.id: (each.verdict.value, each.strength.label, each.because)
        for each in assessment.findings
        if each.card.gating and each.card.level <= Level.AUTOMATED and not each.holds
    }
    drills = {each.id for each in assessment.findings if each.card.min_strength is Strength.PROVEN}
    assert not {id: why for id, why in short.items() if id not in drills}
    assert assessment.proven_level is Level.REPEATABLE
    assert assessment.configured_level is not None
    assert assessment.configured_level >= Level.AUTOMATED


def test_without_its_records_nothing_is_practised(project: GitRepo) -> None:
    assessment = assess(project, [])
    assert assessment.proven_level is Level.MANUAL
    assert assessment.finding("runs-recorded").verdict is Verdict.MET
    assert assessment.finding("runs-recorded").strength is Strength.FOUND


def test_records_that_have_grown_old_prove_nothing(project: GitRepo, records: list[Path]) -> None:
    later = TODAY + timedelta(days=500)
    (assessment,) = Workspace().assess(project.path, as_of=later, records=records).assessments
    assert assessment.proven_level is Level.MANUAL
    assert assessment.finding("runs-recorded").strength is Strength.FOUND
