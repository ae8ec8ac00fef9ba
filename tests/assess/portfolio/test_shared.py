"""What a project calls in a shared repository is read as if it were its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.conftest import GitRepo

from rung.assess.portfolio import Portfolio
from rung.assess.portfolio.file import read_portfolio
from rung.assess.portfolio.measuring import measure_portfolio
from rung.assess.portfolio.sharing import SharedRepository, lend
from rung.assess.tree import open_tree
from rung.assess.tree.memory import MemoryTree
from rung.assess.tree.shared import Lent, called_from_github, lent, lent_link
from rung.domain import Assessment, Verdict
from rung.errors import UsageError

Make = Callable[..., GitRepo]
Files = dict[str, str | bytes]
TRAIN = (
    "from pathlib import Path\n\nimport joblib\nimport pandas\nfrom sklearn.linear_model import Ridge\n\n\n"
    "def train(rows):\n    return Ridge().fit(rows[['a']], rows['y'])\n\n\n"
    "if __name__ == '__main__':\n    joblib.dump(train(pandas.read_csv('rows.csv')), Path('model.joblib'))\n"
)
TEST = (
    "import pandas\nfrom train import train\n\n\ndef test_train():\n"
    "    rows = pandas.DataFrame({'a': [1, 2], 'y': [2, 4]})\n    assert round(train(rows).predict([[3]])[0]) == 6\n"
)
CODE: Files = {"train.py": TRAIN, "test_train.py": TEST, "rows.csv": "a,y\n1,2\n2,4\n", "requirements.txt": "pandas\n"}
CALLED = (
    "on:\n  workflow_call:\njobs:\n  check:\n    runs-on: ubuntu-latest\n    steps:\n"
    "      - uses: actions/checkout@v4\n      - run: ruff check .\n      - run: pytest\n"
)


def callers(reference: str) -> Files:
    workflow = f"on: [push, pull_request]\njobs:\n  check:\n    uses: {reference}\n"
    return {**CODE, ".github/workflows/ci.yml": workflow}


def measured(tmp_path: Path, text: str) -> Portfolio:
    file = tmp_path / "portfolio.yaml"
    file.write_text(text)
    listed = read_portfolio(file, ["ci-on-every-change"])
    return measure_portfolio(listed, datetime(2026, 3, 1, tzinfo=UTC), since=None, workers=1, tell=lambda *_: None)


def verdict(portfolio: Portfolio, practice: str = "ci-on-every-change") -> tuple[Verdict, Assessment]:
    (row,) = portfolio.rows
    assert row.assessment is not None, row.problem
    return row.assessment.finding(practice).verdict, row.assessment


SHARED = "projects: [{path: churn}]\nshared: [{path: workflows, name: acme/workflows}]\n"


def test_a_workflow_of_the_organisation_is_credited_to_who_calls_it(make_repo: Make, tmp_path: Path) -> None:
    make_repo(callers("acme/workflows/.github/workflows/check.yml@v1"), name="churn")
    shared = make_repo({".github/workflows/check.yml": CALLED}, name="workflows")
    shared.git("tag", "v1")
    assert verdict(measured(tmp_path, "projects: [{path: churn}]\n"))[0] is Verdict.UNKNOWN
    portfolio = measured(tmp_path, SHARED)
    found, assessment = verdict(portfolio)
    assert found is Verdict.MET
    assert portfolio.rows[0].calls == ("acme/workflows",)
    assert [(each.name, each.callers) for each in portfolio.shared] == [("acme/workflows", ("churn",))]
    places = {each.path for each in assessment.finding("ci-on-every-change").places}
    assert "acme/workflows@v1:.github/workflows/check.yml" in places
    assert any("called from acme/workflows@v1 and read there" in note.text for note in assessment.notes)
    assert verdict(portfolio, "reusable-components")[0] is Verdict.MET


def test_it_is_read_at_the_ref_that_the_caller_names(make_repo: Make, tmp_path: Path) -> None:
    make_repo(callers("acme/workflows/.github/workflows/check.yml@v1"), name="churn")
    shared = make_repo({".github/workflows/check.yml": CALLED.replace("pytest", "echo later")}, name="workflows")
    shared.git("tag", "v1")
    shared.commit({".github/workflows/check.yml": CALLED})
    assert verdict(measured(tmp_path, SHARED))[0] is not Verdict.MET


def test_a_ref_that_the_clone_lacks_is_said(make_repo: Make, tmp_path: Path) -> None:
    make_repo(callers("acme/workflows/.github/workflows/check.yml@v7"), name="churn")
    make_repo({".github/workflows/check.yml": CALLED}, name="workflows")
    found, assessment = verdict(measured(tmp_path, SHARED))
    assert found is Verdict.MET
    assert any("has no v7" in note.text for note in assessment.notes)


def test_nothing_is_credited_that_is_not_called(make_repo: Make, tmp_path: Path) -> None:
    make_repo(CODE, name="churn")
    make_repo({".github/workflows/check.yml": CALLED, "serve.tf": 'resource "a" "b" {}\n'}, name="workflows")
    portfolio = measured(tmp_path, SHARED)
    found, assessment = verdict(portfolio)
    assert found is Verdict.UNMET
    assert portfolio.shared[0].callers == ()
    assert not any("acme/workflows" in note.text for note in assessment.notes)


def test_a_shared_action_runs_in_the_job_that_uses_it(make_repo: Make, tmp_path: Path) -> None:
    job = "on: pull_request\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: acme/workflows/check@main\n"
    make_repo({**CODE, ".github/workflows/ci.yml": job}, name="churn")
    action = "runs:\n  using: composite\n  steps:\n    - {run: ruff check ., shell: bash}\n    - {run: pytest, shell: bash}\n"
    make_repo({"check/action.yml": action}, name="workflows")
    assert verdict(measured(tmp_path, SHARED))[0] is Verdict.MET


def test_gitlab_includes_files_of_another_project_and_what_those_include(make_repo: Make, tmp_path: Path) -> None:
    included = "include: [{project: acme/workflows, ref: main, file: /check.yml}]\n"
    make_repo({**CODE, ".gitlab-ci.yml": included}, name="churn")
    rules = "  rules: [{if: $CI_PIPELINE_SOURCE == 'merge_request_event'}]\n"
    files: Files = {
        "check.yml": "include: [{local: /lint.yml}]\ntest:\n  script: [pytest]\n" + rules,
        "lint.yml": "lint:\n  script: [ruff check .]\n" + rules,
    }
    make_repo(files, name="workflows")
    found, assessment = verdict(measured(tmp_path, SHARED))
    assert found is Verdict.MET, assessment.finding("ci-on-every-change").because
    assert "ruff" in assessment.finding("ci-on-every-change").because


def test_azure_takes_templates_from_a_declared_repository(make_repo: Make, tmp_path: Path) -> None:
    pipeline = (
        "trigger: [main]\npr: [main]\nresources:\n  repositories:\n    - repository: Templates\n      type: git\n"
        "      name: acme/workflows\n      ref: refs/heads/main\nsteps:\n  - template: steps/check.yml@templates\n"
    )
    make_repo({**CODE, "azure-pipelines.yml": pipeline}, name="churn")
    files: Files = {
        "steps/check.yml": "steps:\n  - template: tests.yml\n",
        "steps/tests.yml": "steps:\n  - script: pytest\n",
    }
    make_repo(files, name="workflows")
    found, assessment = verdict(measured(tmp_path, SHARED))
    assert found is Verdict.MET, assessment.finding("ci-on-every-change").because


def test_terraform_modules_bring_what_they_define(tmp_path: Path, make_repo: Make) -> None:
    source = "git::https://gitlab.example.org/acme/workflows.git//modules/serving?depth=1&ref=main"
    make_repo({"main.tf": f'module "serving" {{\n  source = "{source}"\n}}\n'}, name="churn")
    files: Files = {
        "modules/serving/main.tf": 'module "alarm" {\n  source = "../alarm"\n}\n',
        "modules/alarm/main.tf": 'resource "aws_cloudwatch_metric_alarm" "a" {}\n',
        "modules/other/main.tf": 'resource "aws_s3_bucket" "b" {}\n',
    }
    shared = make_repo(files, name="workflows")
    lending = lend(open_tree(tmp_path / "churn"), [SharedRepository("acme/workflows", str(shared.path))])
    seen = {path for path in lending.tree.entries if lent(path)}
    assert seen == {"acme/workflows@main:modules/serving/main.tf", "acme/workflows@main:modules/alarm/main.tf"}
    assert "cloudwatch" in (lending.tree.text("acme/workflows@main:modules/alarm/main.tf") or "")


def test_a_circle_of_shared_repositories_ends_and_is_said(make_repo: Make, tmp_path: Path) -> None:
    make_repo(callers("acme/one/.github/workflows/a.yml@main"), name="churn")
    for name, other in (("one", "two"), ("two", "one")):
        call = f"on: workflow_call\njobs:\n  a:\n    uses: acme/{other}/.github/workflows/a.yml@main\n"
        make_repo({".github/workflows/a.yml": call}, name=name)
    both = "[{path: one, name: acme/one}, {path: two, name: acme/two}]"
    portfolio = measured(tmp_path, f"projects: [{{path: churn}}]\nshared: {both}\n")
    _, assessment = verdict(portfolio)
    assert any("in a circle" in note.text and "acme/two@main" in note.text for note in assessment.notes)
    assert portfolio.rows[0].calls == ("acme/one", "acme/two")


def test_a_shared_repository_that_cannot_be_read_costs_no_project(make_repo: Make, tmp_path: Path) -> None:
    make_repo(CODE, name="churn")
    text = "projects: [{path: churn}]\nshared: [{path: gone, name: acme/gone}, {path: https://h/acme/far}]\n"
    portfolio = measured(tmp_path, text)
    assert portfolio.rows[0].assessment is not None
    gone, far = portfolio.shared
    assert gone.problem
    assert "git clone https://h/acme/far" in far.problem


def test_its_name_is_that_of_its_remote_and_stands_once(make_repo: Make, tmp_path: Path) -> None:
    shared = make_repo({"a.yml": ""}, name="workflows")
    shared.git("remote", "add", "origin", "git@github.com:acme/workflows.git")
    make_repo(CODE, name="churn")
    assert (
        measured(tmp_path, "projects: [{path: churn}]\nshared: [{path: workflows}]\n").shared[0].name
        == "acme/workflows"
    )
    with pytest.raises(UsageError, match="two shared repositories are called acme/workflows"):
        measured(
            tmp_path, SHARED.replace("}]\n", "}, {path: workflows}]\n").replace("churn}, {path: workflows}", "churn}")
        )


@pytest.mark.parametrize(
    ("reference", "caller", "path"),
    [
        ("acme/w/.github/workflows/x.yml@v1", "ci.yml", "acme/w@v1:.github/workflows/x.yml"),
        ("acme/w@v1", "ci.yml", "acme/w@v1:"),
        ("./.github/workflows/y.yml", "acme/w@v1:.github/workflows/x.yml", "acme/w@v1:.github/workflows/y.yml"),
        ("./.github/workflows/y.yml", ".github/workflows/x.yml", None),
        ("docker://alpine@sha", "ci.yml", None),
        ("nonsense", "ci.yml", None),
    ],
)
def test_names_of_what_github_calls(reference: str, caller: str, path: str | None) -> None:
    found = called_from_github(reference, caller)
    assert (found.name if found else None) == path


def test_a_place_in_a_shared_repository_links_to_it() -> None:
    path = "acme/w@v1:a/b.yml"
    assert lent(path) == Lent("acme/w", "v1", "a/b.yml")
    assert lent("src/a@b.py") is None
    assert lent_link("https://github.com/acme/churn", path, 3) == "https://github.com/acme/w/blob/v1/a/b.yml#L3"
    assert lent_link("https://github.com/acme/churn", "a/b.yml", 3) is None


def test_a_file_of_the_project_cannot_pass_for_a_lent_one() -> None:
    own = MemoryTree({"acme/w@v1:x.yml": b"jobs: {}"})
    assert lend(own, [SharedRepository("acme/w", "/nowhere")]).called == ()


def test_on_an_earlier_day_the_shared_repository_is_as_it_stood_then(make_repo: Make, tmp_path: Path) -> None:
    repo = make_repo(name="churn")
    repo.commit(callers("acme/workflows/.github/workflows/check.yml@main"), date="2025-06-01T12:00")
    shared = make_repo(name="workflows")
    shared.commit({".github/workflows/check.yml": CALLED.replace("pytest", "echo later")}, date="2025-05-01T12:00")
    shared.commit({".github/workflows/check.yml": CALLED}, date="2025-11-20T12:00")
    campaign = "{name: c, practices: [ci-on-every-change], start: 2025-08-01, due: 2026-12-01}"
    (progress,) = measured(tmp_path, f"{SHARED}campaigns: [{campaign}]\n").campaigns
    by_day = dict(progress.course)
    assert progress.met_at_start == 0
    assert by_day[date(2025, 10, 1)] == 0
    assert by_day[date(2026, 1, 1)] == 1
