"""Ways past the gate that people have tried, or fallen into: each fails, or warns where failing would be wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import GitRepo

from rung.assess.gate.history import TARGET_VARIABLES
from rung.cli import main

MakeRepo = Callable[..., GitRepo]
Told = pytest.CaptureFixture[str]

TRAIN = """\
import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score


def main():
    rows = pd.read_csv("data/rows.csv")
    model = LogisticRegression(random_state=1).fit(rows[["x"]], rows["late"])
    if roc_auc_score(rows["late"], model.predict_proba(rows[["x"]])[:, 1]) < 0.6:
        raise SystemExit("too weak")
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()
"""
CI = """\
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pip install -r requirements.txt
      - run: pytest
"""
TEST = "from train import main\n\n\ndef test_main():\n    main()\n"
PINNED = "scikit-learn==1.5.0\npandas==2.2.0\njoblib==1.4.0\n"
PROJECT: dict[str, str | bytes] = {
    "train.py": TRAIN,
    "test_train.py": TEST,
    "requirements.txt": PINNED,
    "data/rows.csv": "x,late\n1,0\n2,1\n",
    "Makefile": "train:\n\tpython train.py\n",
    "README.md": "# Late\n\nRun `make train`.\n",
    ".github/workflows/ci.yml": CI,
}


def part(name: str) -> dict[str, str | bytes]:
    """A project in a folder of its own, one of several."""
    own = {f"{name}/{path}": text for path, text in PROJECT.items() if not path.startswith(".")}
    job = CI.replace("pytest", f"cd {name} && pytest").replace("requirements", f"{name}/requirements")
    return {**own, f".github/workflows/{name.replace('/', '-')}.yml": job}


@pytest.fixture(autouse=True)
def no_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*TARGET_VARIABLES, "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def repo(make_repo: MakeRepo) -> GitRepo:
    """A project on `main`, and a branch that goes to it."""
    return on_a_branch(make_repo(PROJECT))


def on_a_branch(repo: GitRepo) -> GitRepo:
    repo.git("checkout", "-qb", "feature")
    return repo


def gate(repo: GitRepo, *options: str, folder: str = "") -> int:
    return main(["gate", str(repo.path / folder), *options])


def remove(repo: GitRepo, *paths: str) -> str:
    repo.git("rm", "-rq", *paths)
    return repo.commit(message="Tidy up")


NO_CI = "ci-on-every-change was met, is unmet since"


# What the change is compared with


def test_pull_request_without_a_baseline_file_is_compared_with_its_target(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    """The README says `rung gate --min-level 1` is enough to hold what stands."""
    culprit = remove(repo, ".github")
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    assert gate(repo, "--min-level", "1") == 1
    assert f"✕ {NO_CI} {culprit[:7]} (Tidy up)" in capsys.readouterr().out


def test_on_a_pull_request_the_gate_needs_no_option(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"notes.md": "nothing lost\n"})
    monkeypatch.setenv("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")
    assert gate(repo) == 0


def test_detached_head_of_a_ci_checkout_is_compared(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    """GitHub checks out a merge of the change into its target, on no branch."""
    culprit = remove(repo, ".github")
    repo.git("checkout", "-q", "main")
    repo.commit({"notes.md": "main goes on\n"})
    repo.git("checkout", "-q", "--detach")
    repo.merge("feature")
    repo.git("branch", "pull")
    repo.git("checkout", "-q", "main")
    copy = repo.clone(tmp_path / "copy")
    copy.git("checkout", "-q", "--detach", "origin/pull")
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    assert gate(copy, "--min-level", "1") == 1
    assert f"{NO_CI} {culprit[:7]}" in capsys.readouterr().out


def test_pull_request_in_a_shallow_clone_fails_with_the_fix(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    remove(repo, ".github")
    copy = repo.clone(tmp_path / "copy", "--depth", "1")
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    assert gate(copy, "--min-level", "1") == 3
    error = capsys.readouterr().err
    assert "'main', which the change is compared with, is not in this copy" in error
    assert "fetch-depth: 0" in error


def test_target_checked_out_in_place_of_the_change_fails(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    """What `pull_request_target` does unless told otherwise: the gate would judge the target, always well."""
    remove(repo, ".github")
    repo.git("checkout", "-q", "main")
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    assert gate(repo, "--min-level", "1") == 1
    assert "nothing of the pull request is checked out: HEAD is in main already" in capsys.readouterr().out


def test_named_base_that_holds_the_head_already_warns(repo: GitRepo, capsys: Told) -> None:
    assert gate(repo, "--base", "main") == 0
    assert "! HEAD is in main already: there is no change to compare" in capsys.readouterr().out


def test_empty_base_is_wrong_usage(repo: GitRepo, capsys: Told) -> None:
    """`--base "$TARGET"` where the variable is not set must not switch the comparison off."""
    assert gate(repo, "--min-level", "1", "--base", "") == 2
    assert "no revision is named" in capsys.readouterr().err


def test_tag_named_like_the_target_does_not_stand_in_for_it(repo: GitRepo, tmp_path: Path) -> None:
    remove(repo, ".github")
    repo.git("tag", "main")
    repo.git("tag", "origin/main")
    assert gate(repo, "--base", "main") == 1
    copy = repo.clone(tmp_path / "copy")
    assert gate(copy, "--base", "origin/main") == 1


def test_loss_through_a_merge_commit_is_named(repo: GitRepo, capsys: Told) -> None:
    repo.git("checkout", "-qb", "side")
    remove(repo, ".github")
    repo.git("checkout", "-q", "feature")
    repo.commit({"notes.md": "meanwhile\n"})
    merge = repo.merge("side")
    assert gate(repo, "--base", "main") == 1
    assert f"{NO_CI} {merge[:7]} (Merge branch side)" in capsys.readouterr().out


# rung.yaml


def test_broken_rung_yaml_of_the_target_does_not_open_the_gate(make_repo: MakeRepo, capsys: Told) -> None:
    repo = on_a_branch(make_repo({**PROJECT, "rung.yaml": "projct: x\n"}))
    repo.write({"rung.yaml": "project: x\n"})
    remove(repo, ".github")
    assert gate(repo, "--base", "main") == 1
    out = capsys.readouterr().out
    assert NO_CI in out
    assert "! before this change rung.yaml:1: unknown key projct" in out
    assert "judged without that file" in out


def test_change_that_breaks_rung_yaml_fails(repo: GitRepo, capsys: Told) -> None:
    repo.commit({"rung.yaml": "projct: x\n"})
    assert gate(repo, "--base", "main") == 2
    assert "unknown key projct" in capsys.readouterr().err


def test_deleting_rung_yaml_loses_what_was_attested_in_it(make_repo: MakeRepo, capsys: Told) -> None:
    word = "{practice: owner-and-goal-named, by: lead, on: 2026-01-01, until: 2027-01-01, says: ops answers}"
    repo = on_a_branch(make_repo({**PROJECT, "rung.yaml": f"attestations:\n  - {word}\n"}))
    remove(repo, "rung.yaml")
    assert gate(repo, "--base", "main", "--as-of", "2026-06-01") == 1
    assert "✕ owner-and-goal-named was met, is unmet since" in capsys.readouterr().out


def test_lower_target_lowers_no_threshold(repo: GitRepo, capsys: Told) -> None:
    repo.write({"rung.yaml": "target: 1\ntarget_reason: a prototype\n"})
    remove(repo, ".github")
    assert gate(repo, "--base", "main", "--min-level", "2") == 1
    out = capsys.readouterr().out
    assert "level 1, at least 2 is asked for" in out
    assert NO_CI in out


def test_waiver_in_the_same_change_is_shown_and_raises_nothing(repo: GitRepo, capsys: Told) -> None:
    """Who reviews the change sees it: a person answers for the loss, until a day."""
    waiver = '{practice: ci-on-every-change, by: lead, reason: "moving", until: 2026-12-31}'
    repo.write({"rung.yaml": f"waivers:\n  - {waiver}\n"})
    remove(repo, ".github")
    assert gate(repo, "--base", "main", "--as-of", "2026-02-01") == 0
    out = capsys.readouterr().out
    assert "! ci-on-every-change was met, is unmet, waived until 2026-12-31 by lead" in out
    assert "passed: nothing lost that nobody answers for" in out
    assert gate(repo, "--base", "main", "--as-of", "2027-02-01") == 1


def test_waiver_without_an_end_to_speak_of_warns(repo: GitRepo, capsys: Told) -> None:
    waiver = '{practice: model-card, by: lead, reason: "never", until: 9999-12-31}'
    repo.commit({"rung.yaml": f"waivers:\n  - {waiver}\n"})
    assert gate(repo, "--base", "main") == 0
    assert "! waiver of model-card lasts until 9999-12-31, more than three years" in capsys.readouterr().out


# What the repository is taken for


@pytest.mark.parametrize("hidden", ["no code", "other words"])
def test_change_after_which_nothing_is_machine_learning_fails_with_the_commit(
    repo: GitRepo, hidden: str, capsys: Told
) -> None:
    text = {"no code": b"", "other words": b"print('hello')\n"}[hidden]
    culprit = repo.commit({"train.py": text}, "Hide the training")
    repo.commit({"notes.md": "later\n"})
    assert gate(repo, "--base", "main") == 1
    out = capsys.readouterr().out
    assert f"✕ was a project, is no longer seen as machine learning since {culprit[:7]} (Hide the training)" in out


def test_change_that_makes_a_file_unreadable_fails_for_what_it_held(repo: GitRepo, capsys: Told) -> None:
    culprit = repo.commit({"train.py": b"\xff\xfe\x00" + TRAIN.encode()}, "Hide the training")
    assert gate(repo, "--base", "main") == 1
    out = capsys.readouterr().out
    assert f"is unknown since {culprit[:7]} (Hide the training)" in out
    assert "it may be in train.py, not read" in out


def test_project_that_turns_into_a_template_warns(repo: GitRepo, capsys: Told) -> None:
    repo.commit({"cookiecutter.json": "{}"})
    assert gate(repo, "--base", "main") == 0
    assert "! was a project, is seen as a template since this change: cookiecutter.json" in capsys.readouterr().out


@pytest.mark.parametrize("broken", ["on: [push\njobs: {", "\x00", "#" * 3_000_000])
def test_ci_that_cannot_be_read_any_more_fails(repo: GitRepo, broken: str, capsys: Told) -> None:
    repo.commit({".github/workflows/ci.yml": broken})
    assert gate(repo, "--base", "main") == 1
    assert "ci-on-every-change was met, is unknown since" in capsys.readouterr().out


# Which folders are projects


def test_loss_does_not_hide_in_a_split_into_several_projects(make_repo: MakeRepo, capsys: Told) -> None:
    repo = on_a_branch(make_repo(PROJECT))
    for name in ("late", "fraud"):
        repo.write({f"{name}/{path}": text for path, text in PROJECT.items() if not path.startswith(".")})
    repo.git("rm", "-rq", "train.py", "test_train.py", "requirements.txt", "data", "Makefile")
    remove(repo, ".github")
    assert gate(repo, "--base", "main") == 1
    out = capsys.readouterr().out
    assert NO_CI in out
    assert "! this change alters which folders are projects" in out


def test_split_that_loses_nothing_passes(make_repo: MakeRepo, capsys: Told) -> None:
    repo = on_a_branch(make_repo(PROJECT))
    for name in ("late", "fraud"):
        repo.write({f"{name}/{path}": text for path, text in PROJECT.items() if not path.startswith(".")})
    assert gate(repo, "--base", "main") == 0
    capsys.readouterr()


def test_loss_does_not_hide_behind_a_renamed_project(make_repo: MakeRepo, capsys: Told) -> None:
    repo = on_a_branch(make_repo({**part("late"), **part("fraud")}))
    repo.git("mv", "late", "delay")
    repo.git("rm", "-qf", "delay/Makefile", ".github/workflows/late.yml")
    repo.commit({}, "Give it a better name")
    assert gate(repo, "--base", "main") == 1
    out = capsys.readouterr().out
    assert "✕ delay: ci-on-every-change was met, is unmet since" in out
    assert "! late is now delay: compared as the same project" in out


def test_renamed_project_that_loses_nothing_passes(make_repo: MakeRepo, capsys: Told) -> None:
    repo = on_a_branch(make_repo({**part("late"), **part("fraud")}))
    repo.git("mv", "late", "delay")
    repo.git("mv", ".github/workflows/late.yml", ".github/workflows/delay.yml")
    job = part("delay")[".github/workflows/delay.yml"]
    repo.commit({".github/workflows/delay.yml": job, "delay/train.py": f"{TRAIN}# the same\n"}, "Give it a better name")
    assert gate(repo, "--base", "main") == 0, capsys.readouterr().out


def test_gate_of_one_folder_finds_it_under_its_old_name(make_repo: MakeRepo, capsys: Told) -> None:
    repo = on_a_branch(make_repo({**part("late"), **part("fraud")}))
    repo.git("mv", "late", "delay")
    repo.git("rm", "-qf", "delay/requirements.txt")
    repo.commit({}, "Give it a better name")
    assert gate(repo, "--base", "main", folder="delay") == 1
    assert "environment-locked was partial, is unmet since" in capsys.readouterr().out


def test_gate_of_one_folder_sees_the_ci_it_shares(make_repo: MakeRepo, capsys: Told) -> None:
    repo = on_a_branch(make_repo({**part("late"), **part("fraud")}))
    remove(repo, ".github/workflows/late.yml")
    assert gate(repo, "--base", "main", folder="late") == 1
    out = capsys.readouterr().out
    assert "✕ late: ci-on-every-change was met, is unmet since" in out
    assert "fraud" not in out
    assert gate(repo, "--base", "main", folder="fraud") == 0


def test_gate_of_one_folder_judges_both_ends_alike(make_repo: MakeRepo, capsys: Told) -> None:
    """With a second project beside it a folder is judged among neighbours; before, it was judged alone."""
    repo = on_a_branch(make_repo(part("late")))
    repo.commit(part("fraud"), "Add a project")
    assert gate(repo, "--base", "main", folder="late") == 0
    remove(repo, "late/requirements.txt")
    assert gate(repo, "--base", "main", folder="late") == 1
    assert "environment-locked was partial, is unmet since" in capsys.readouterr().out


def test_project_that_is_not_recognised_any_more_is_judged_in_its_old_borders(
    make_repo: MakeRepo, capsys: Told
) -> None:
    """Without its requirements a folder is no project of its own; its losses count all the same."""
    repo = on_a_branch(make_repo({**part("late"), **part("fraud"), **part("churn")}))
    remove(repo, "late/requirements.txt", ".github/workflows/late.yml")
    assert gate(repo, "--base", "main") == 1
    out = capsys.readouterr().out
    assert "✕ late: ci-on-every-change was met, is unmet since" in out
    assert "✕ late: environment-locked was partial, is unmet since" in out


def test_one_kind_for_all_does_not_hide_a_project(make_repo: MakeRepo, capsys: Told) -> None:
    """A template has no projects inside it: one file would make them all disappear."""
    repo = on_a_branch(make_repo({**part("late"), **part("fraud")}))
    repo.write({"cookiecutter.json": "{}"})
    remove(repo, ".github/workflows/late.yml")
    assert gate(repo, "--base", "main") == 1
    assert "✕ late: ci-on-every-change was met, is unmet since" in capsys.readouterr().out


def test_added_project_does_not_lend_its_evidence(make_repo: MakeRepo, capsys: Told) -> None:
    repo = on_a_branch(make_repo(PROJECT))
    repo.write({path: text for path, text in part("fraud").items() if not path.startswith(".")})
    repo.write({"fraud/rung.yaml": "project: fraud\n"})
    remove(repo, "requirements.txt")
    assert gate(repo, "--base", "main") == 1
    assert "✕ environment-locked was partial, is unmet since" in capsys.readouterr().out


def test_removed_project_warns(make_repo: MakeRepo, capsys: Told) -> None:
    repo = on_a_branch(make_repo({**part("late"), **part("fraud"), **part("churn")}))
    remove(repo, "late", ".github/workflows/late.yml")
    assert gate(repo, "--base", "main") == 0
    assert "! late: removed by this change, with " in capsys.readouterr().out


# The baseline file


@pytest.fixture
def held(make_repo: MakeRepo) -> GitRepo:
    """A project whose baseline is committed, and a branch."""
    repo = make_repo(PROJECT)
    gate(repo, "--update-baseline")
    repo.commit(message="Write the baseline")
    return on_a_branch(repo)


def test_removing_the_baseline_with_the_evidence_fails(
    held: GitRepo, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    remove(held, "rung-baseline.json", ".github")
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    assert gate(held) == 1
    out = capsys.readouterr().out
    assert NO_CI in out
    assert "! this change removes the baseline file" in out


def test_baseline_edited_without_the_loss_being_in_it_accepts_nothing(held: GitRepo, capsys: Told) -> None:
    file = held.path / "rung-baseline.json"
    text = file.read_text()
    for words in ('"ci-on-every-change": "not_applicable"', '"ci-on-every-change": "unknown"', '"gone": "met, found"'):
        file.write_text(text.replace('"ci-on-every-change": "met, found"', words))
        held.git("rm", "-rq", "--ignore-unmatch", ".github")
        held.commit({}, "Rewrite the baseline")
        assert gate(held, "--base", "main") == 1
        assert NO_CI in capsys.readouterr().out


def test_line_taken_out_of_the_baseline_warns_on_every_later_build(held: GitRepo, capsys: Told) -> None:
    file = held.path / "rung-baseline.json"
    lines = [line for line in file.read_text().splitlines() if "ci-on-every-change" not in line]
    file.write_text("\n".join(lines))
    remove(held, ".github")
    capsys.readouterr()
    assert gate(held) == 0
    assert "! 1 practice not in the baseline, so not held: ci-on-every-change" in capsys.readouterr().out


def test_project_that_the_baseline_names_and_nobody_finds_fails(make_repo: MakeRepo, capsys: Told) -> None:
    repo = make_repo({**part("late"), **part("fraud"), **part("churn")})
    gate(repo, "--update-baseline")
    repo.git("mv", "late", "delay")
    repo.commit({}, "Give it a better name")
    capsys.readouterr()
    assert gate(repo) == 1
    out = capsys.readouterr().out
    assert "✕ late: in the baseline, and no longer a project of its own" in out
    assert "! delay: not in rung-baseline.json, so nothing of it is held" in out


def test_baseline_fails_where_nothing_is_machine_learning_any_more(held: GitRepo, capsys: Told) -> None:
    held.commit({"train.py": "print('hello')\n"})
    capsys.readouterr()
    assert gate(held) == 1
    assert "✕ stood in the baseline, is no longer seen as machine learning" in capsys.readouterr().out


def test_baseline_of_another_ladder_compares_nothing_and_says_so(held: GitRepo, capsys: Told) -> None:
    file = held.path / "rung-baseline.json"
    file.write_text(file.read_text().replace('"ladder_version": "', '"ladder_version": "9.'))
    remove(held, ".github")
    capsys.readouterr()
    assert gate(held) == 0
    out = capsys.readouterr().out
    assert "! the baseline was written for ladder 9." in out
    assert "nothing lost" not in out
    assert gate(held, "--base", "main") == 1


# Numbers


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "-1", "7", "0", "", "two"])
def test_index_that_is_none_is_wrong_usage(repo: GitRepo, number: str) -> None:
    assert gate(repo, f"--min-index={number}") == 2


@pytest.mark.parametrize("number", ["0", "6", "-1", "nan", ""])
def test_level_that_is_none_is_wrong_usage(repo: GitRepo, number: str) -> None:
    assert gate(repo, f"--min-level={number}") == 2


def test_writing_the_baseline_refuses_to_be_taken_for_a_gate(repo: GitRepo, capsys: Told) -> None:
    assert gate(repo, "--update-baseline", "--min-level", "5") == 2
    assert "--min-level does nothing with --update-baseline, which judges nothing" in capsys.readouterr().err


def test_what_the_root_of_a_monorepo_waives_holds_and_expires_for_its_projects(
    make_repo: MakeRepo, capsys: Told
) -> None:
    files = {
        f"{name}/{file}": text
        for name in ("fares", "tips")
        for file, text in {"train.py": TRAIN, "pyproject.toml": f"[project]\nname = '{name}'\nversion = '1'\n"}.items()
    }
    waiver = "waivers:\n  - {practice: rollback-ready, by: lead, reason: soon, until: DAY}\n"
    repo = make_repo({**files, "rung.yaml": waiver.replace("DAY", "2100-01-01")}, name="taxi")
    assert main(["assess", str(repo.path), "--json"]) == 0
    projects = json.loads(capsys.readouterr().out)["projects"]
    verdicts = {each["path"]: {one["id"]: one["verdict"] for one in each["practices"]} for each in projects}
    assert {path: each["rollback-ready"] for path, each in verdicts.items()} == {"fares": "waived", "tips": "waived"}
    repo.commit({"rung.yaml": waiver.replace("DAY", "2026-01-01")})
    assert main(["gate", str(repo.path), "--min-level", "1"]) == 1
    assert "rollback-ready" in capsys.readouterr().out
