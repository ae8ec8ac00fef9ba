"""The workflow of a model: sound for GitHub, with the project's own tools and pins, and nothing it need not have."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
import yaml

from plan.fixes.workflows import assert_sound
from rung.assess.tree.memory import MemoryTree
from rung.errors import UsageError
from rung.plan.fixes.assess_in_ci import AssessInCi
from rung.plan.fixes.pipeline_in_ci import PATH, PipelineInCi

GITHUB = "https://github.com/acme/churn"
MANIFEST = b"pipeline: {train: {run: python train.py}}\nmodel: {name: churn, from: train}\n"
OWN = MANIFEST + b"environment: .venv\n"


def text_for(files: dict[str, bytes]) -> str:
    (edit,) = PipelineInCi().edits(MemoryTree(files, remote=GITHUB))
    assert edit.path == PATH
    return edit.after


def commands(files: dict[str, bytes], job: str = "train") -> list[str]:
    workflow: dict[str, Any] = yaml.safe_load(text_for(files))
    return [step["run"] for step in workflow["jobs"][job]["steps"] if "run" in step]


LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "requirements.txt", "pyproject.toml", "")


def test_workflows_are_sound_whatever_the_project_uses(tmp_path: Path) -> None:
    (edit,) = AssessInCi().edits(MemoryTree({}, remote=GITHUB))
    texts = [edit.after]
    for manifest, lock in itertools.product((MANIFEST, OWN), LOCKS):
        texts.append(text_for({"rung.yaml": manifest} | ({lock: b""} if lock else {})))
    paths = [tmp_path / f"{number}.yml" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    assert_sound(*paths)


@pytest.mark.parametrize(
    ("right", "wrong"), [("runs-on: ubuntu-latest", "runs: x"), ("github.event_name ==", "github.evnt_name ==")]
)
def test_what_is_not_sound_would_be_seen(tmp_path: Path, right: str, wrong: str) -> None:
    (tmp_path / "model.yml").write_text(text_for({"rung.yaml": MANIFEST}).replace(right, wrong))
    with pytest.raises(AssertionError):
        assert_sound(tmp_path / "model.yml")


def test_jobs_call_what_a_person_calls() -> None:
    files = {"rung.yaml": OWN, "requirements.txt": b"pandas==2.3.3 --hash=sha256:00\n"}
    installed = [
        "python -m venv .venv",
        ".venv/bin/python -m pip install --require-hashes -r requirements.txt",
        'python -m pip install "$RUNG"',
    ]
    assert commands(files, "check") == [*installed, "rung ci"]
    assert commands(files) == [*installed, "rung run", "rung release churn --to staging"]
    assert commands(files, "production") == [
        *installed,
        "rung release churn@staging --to production || [ $? -eq 4 ]",
    ]


def test_the_lock_decides_the_tool() -> None:
    assert commands({"rung.yaml": OWN, "uv.lock": b"", "requirements.txt": b""})[1] == "uv sync --frozen"
    elsewhere = MANIFEST + b"environment: /opt/conda/bin/python\n"
    assert commands({"rung.yaml": elsewhere, "requirements.txt": b""})[0] == "python -m pip install -r requirements.txt"


def test_only_jobs_that_share_the_workspace_see_secrets_and_none_may_write() -> None:
    workflow: dict[str, Any] = yaml.safe_load(text_for({"rung.yaml": MANIFEST}))
    assert workflow["permissions"] == {"contents": "read"}
    assert "env" not in workflow["jobs"]["check"]
    assert "secrets." not in str(workflow["jobs"]["check"])
    assert all("permissions" not in job for job in workflow["jobs"].values())
    uses = [step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]
    assert all(len(each.partition("@")[2]) == 40 for each in uses)


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        (None, "there is no rung.yaml"),
        (b"project: x\n", "rung.yaml names none"),
        (b"pipeline: {train: {run: x}}\nmodel: {name: 'a: b', from: train}\n", "such a name"),
        (b"pipelin: {}\n", "pipelin"),
    ],
)
def test_what_it_cannot_be_written_for(manifest: bytes | None, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        text_for({} if manifest is None else {"rung.yaml": manifest})
