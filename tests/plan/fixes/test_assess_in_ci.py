"""The workflow that measures: it is a workflow, and its pins are the repository's own."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from rung import __version__
from rung.assess.tree.memory import MemoryTree
from rung.errors import UsageError
from rung.plan.fixes.assess_in_ci import PATH, AssessInCi

GITHUB = "https://github.com/acme/churn"


def text_for(files: dict[str, bytes], remote: str | None = GITHUB) -> str:
    (edit,) = AssessInCi().edits(MemoryTree(files, remote=remote))
    assert edit.path == PATH
    return edit.after


def workflow(files: dict[str, bytes], remote: str | None = GITHUB) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(text_for(files, remote))
    return read


def test_nothing_is_left_to_fill_in_and_the_version_is_this_one() -> None:
    text = text_for({})
    assert "@VERSION@" not in text
    assert "@CRON@" not in text
    assert workflow({})["env"] == {"RUNG": f"rung=={__version__}"}


def test_every_action_is_pinned_to_a_commit() -> None:
    uses = [step["uses"] for job in workflow({})["jobs"].values() for step in job["steps"] if "uses" in step]
    assert len(uses) == 6
    for each in uses:
        assert len(each.partition("@")[2]) == 40, each


def test_the_repository_s_own_pins_are_taken() -> None:
    theirs = "b" * 40
    ci = f"jobs:\n  a:\n    steps:\n      - uses: actions/checkout@{theirs} # v9.9.9\n".encode()
    text = text_for({".github/workflows/ci.yml": ci})
    assert text.count(f"actions/checkout@{theirs} # v9.9.9") == 2
    assert "actions/setup-python@a26af69b" in text


def test_projects_do_not_all_start_at_once_and_each_keeps_its_hour() -> None:
    def hour(name: str) -> str:
        on: dict[str, Any] = workflow({}, f"https://github.com/acme/{name}")[True]  # `on` is a boolean to YAML 1.1
        cron: str = on["schedule"][0]["cron"]
        return cron

    assert len({hour(f"project-{number}") for number in range(40)}) > 20
    assert hour("project-1") == hour("project-1")


def test_no_text_of_the_pull_request_reaches_a_script() -> None:
    for job in workflow({})["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")


@pytest.mark.parametrize(
    ("file", "vendor"), [(".gitlab-ci.yml", "GitLab"), ("Jenkinsfile", "Jenkins"), ("azure-pipelines.yml", "Azure")]
)
def test_another_vendor_s_repository_is_told(file: str, vendor: str) -> None:
    with pytest.raises(UsageError, match=vendor):
        AssessInCi().edits(MemoryTree({file: b""}, remote=None))
    assert AssessInCi().edits(MemoryTree({file: b"", ".github/workflows/ci.yml": b""}, remote=None))
