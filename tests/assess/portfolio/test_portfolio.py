"""Many projects: the file, the measuring that survives, the tables and the pages."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from factories import MADE_AT, a_finding, an_assessment
from rung.assess.page.portfolio import portfolio_body
from rung.assess.portfolio import Campaign, Entry, Portfolio, Row
from rung.assess.portfolio.base import capability_level, middle, progress
from rung.assess.portfolio.drawing import portfolio_csv, portfolio_json, portfolio_lines
from rung.assess.portfolio.file import read_portfolio
from rung.assess.portfolio.measuring import measure_portfolio
from rung.assess.report.style import PLAIN
from rung.assess.timeline.base import Point
from rung.cli import main
from rung.domain import Capability, Kind, Level, Verdict
from rung.domain.assessment import CapabilityShare
from rung.errors import UsageError
from rung.workspace import Workspace

ROLLBACK = Campaign("all roll back", ("rollback-ready",), date(2026, 9, 1), date(2026, 12, 15))
TRAIN = "from sklearn.linear_model import Ridge\nRidge().fit([[1]], [1])\n"


def a_row(name: str, level: int | None = 2, team: str = "risk", **changes: Any) -> Row:
    found = an_assessment(configured_level=Level(level) if level else None, **changes.pop("assessment", {}))
    return Row(Entry(name, f"/{name}", team), found, **changes)


def a_point(index: float) -> Point:
    return Point("a" * 40, MADE_AT, "Start", Kind.PROJECT, Level.REPEATABLE, None, index, {}, "2026.1")


def test_medians_leave_out_what_is_no_project() -> None:
    rows = [a_row("a", 1), a_row("b", 3), a_row("t", 5, assessment={"kind": Kind.TEMPLATE}), Row(Entry("x", "/x"))]
    assert middle(rows) == 2
    assert middle([Row(Entry("x", "/x"))]) is None


@pytest.mark.parametrize(
    ("shares", "level"),
    [
        ({2: 1.0, 3: 0.6, 4: 0.2}, 3), ({2: 0.5, 3: 1.0}, 1), ({2: 0.0, 3: 0.0}, None), ({3: 1.0, 4: 1.0, 5: 1.0}, 5), ({}, None),
    ],
)  # fmt: skip
def test_a_capability_stands_where_all_below_it_stand(shares: dict[int, float], level: int | None) -> None:
    profile = (CapabilityShare(Capability.DATA, tuple((Level(each), share) for each, share in shares.items())),)
    assert capability_level(an_assessment(profile=profile), Capability.DATA) == level


def test_a_campaign_counts_practices_over_the_projects_it_is_for() -> None:
    done = a_row(
        "a",
        assessment={"findings": (a_finding("rollback-ready", level=3),)},
        course={ROLLBACK.name: {date(2026, 9, 1): 0}},
    )
    open_ = a_row("b", assessment={"findings": (a_finding("rollback-ready", Verdict.PARTIAL, 3),)})
    counted = progress(ROLLBACK, [done, open_, Row(Entry("gone", "/gone"))], date(2026, 10, 1))
    assert (counted.done, counted.projects, counted.met, counted.met_at_start, counted.total) == (1, 3, 1, 0, 3)
    assert not Campaign("x", (), date.min, date.max, teams=("growth",)).covers(done.entry)


def test_a_campaign_asks_nothing_of_templates_and_nothing_that_does_not_apply() -> None:
    spared = a_row("a", assessment={"findings": (a_finding("rollback-ready", Verdict.NOT_APPLICABLE, 3),)})
    template = a_row("t", assessment={"kind": Kind.TEMPLATE})
    counted = progress(ROLLBACK, [spared, template], date(2026, 10, 1))
    assert (counted.projects, counted.done, counted.total) == (1, 1, 0)


def test_what_moved(tmp_path: Path) -> None:
    better = a_row("a", before=a_point(1.0), assessment={"index": 2.0})
    worse = a_row("b", before=a_point(3.0), assessment={"index": 2.0})
    portfolio = Portfolio("p", MADE_AT.date(), (better, worse, Row(Entry("x", "/x"), problem="gone")))
    assert [row.entry.name for row in portfolio.improved()] == ["a"]
    assert [row.entry.name for row in portfolio.at_risk()] == ["b", "x"]
    text = "\n".join(portfolio_lines(portfolio, PLAIN, 100))
    assert "not measured: gone" in text
    assert "b: index -1.0" in text


@pytest.mark.parametrize("width", [60, 80, 100, 120])
@pytest.mark.parametrize("name", ["a", "fraud-scoring", "n" * 300])
def test_the_table_keeps_to_the_screen(name: str, width: int) -> None:
    rows = (a_row(name), Row(Entry("gone", "/gone"), problem="there is no such folder, and no other one " * 5))
    lines = portfolio_lines(Portfolio("p", MADE_AT.date(), rows), PLAIN, width)
    assert max(map(len, lines)) <= width
    assert any(line.strip().startswith(name[:5]) for line in lines)


def test_tables_for_programs() -> None:
    portfolio = Portfolio(
        "p",
        MADE_AT.date(),
        (a_row("=cmd()"), Row(Entry("x", "/x"), problem="gone")),
        (progress(ROLLBACK, [], MADE_AT.date()),),
    )
    first, second = csv.DictReader(io.StringIO(portfolio_csv(portfolio)))
    assert (first["name"], first["configured_level"], second["problem"]) == ("'=cmd()", "2", "gone")
    assert json.loads(json.dumps(portfolio_json(portfolio)))["campaigns"][0]["due"] == "2026-12-15"


def test_nothing_of_a_name_becomes_markup() -> None:
    row = Row(Entry("<script>", "/x", "<b>", "<i>"), an_assessment())
    body = portfolio_body(Portfolio("<u>", MADE_AT.date(), (row,)), {"<script>": "project-1.html"})
    assert not any(each in body for each in ("<script>", "<b>", "<i>", "<u>"))


def test_a_cell_without_text_stays_empty_and_a_formula_does_not_run() -> None:
    (row,) = csv.DictReader(io.StringIO(portfolio_csv(Portfolio("p", MADE_AT.date(), (a_row("+1"),)))))
    assert (row["name"], row["owner"]) == ("'+1", "")


def test_the_next_step_is_that_of_the_plan() -> None:
    row = a_row("a", way=("ci-on-every-change", "model-card"))
    portfolio = Portfolio("p", MADE_AT.date(), (row,))
    assert portfolio_json(portfolio)["projects"][0]["next_step"] == "ci-on-every-change"
    assert "ci-on-every-change" in portfolio_body(portfolio, {})


def test_the_page_shows_the_levels_then_and_today() -> None:
    rows = (a_row("a", 3, before=a_point(2.0)), a_row("b", 2, before=a_point(2.0)), a_row("c", 2))
    alone = portfolio_body(Portfolio("p", MADE_AT.date(), rows), {})
    assert 'aria-label="today: 2 on level 2, 1 on level 3"' in alone
    assert "2025-11-01" not in alone
    compared = portfolio_body(Portfolio("p", MADE_AT.date(), rows, since=date(2025, 11, 1)), {})
    assert 'aria-label="2025-11-01: 2 on level 2"' in compared


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("projects: []", "length >= 1"),
        ("projects: [{pth: a}]", "unknown field pth"),
        ("projects: [{path: a}, {path: b/a}]", "two projects are called a"),
        ("projects: [{path: a}]\ncampaigns: [{name: c, practices: [rollback-redy], start: 2026-01-01, due: 2026-02-01}]",
         "there is no practice rollback-redy"),
        ("projects: [{path: a, team: b}]\ncampaigns: [{name: c, practices: [rollback-ready], start: 2026-01-01, due: 2026-02-01, scope: {teams: [z]}}]",
         "there is no team z"),
        ("projects: [{path: a}]\ncampaigns: [{name: c, practices: [rollback-ready], start: 2026-03-01, due: 2026-02-01}]",
         "it ends before it begins"),
        ("projects: [{path: a}]\ncampaigns: [{name: c, practices: [rollback-ready], start: 2026-01-01, due: 2026-02-01, scope: {projects: [z]}}]",
         "there is no project z"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_says_why(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "portfolio.yaml").write_text(text)
    with pytest.raises(UsageError, match=told):
        read_portfolio(tmp_path / "portfolio.yaml", ["rollback-ready"])


@pytest.fixture
def portfolio_file(tmp_path: Path, make_repo: Callable[..., Any]) -> Path:
    repo = make_repo({"train.py": TRAIN})
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "rung.yaml").write_text("projet: x\n")
    file = tmp_path / "portfolio.yaml"
    file.write_text(
        f"name: Acme\nprojects:\n  - {{path: {repo.path}, name: rides, team: growth, owner: ann}}\n"
        "  - {path: broken, team: risk}\n  - {path: nowhere}\n  - {path: 'https://example.org/x.git'}\n"
        "campaigns:\n  - {name: c, practices: [rollback-ready], start: 2026-01-01, due: 2026-12-01}\n"
    )
    return file


@pytest.mark.parametrize("workers", [1, 2])
def test_one_broken_project_does_not_stop_the_others(portfolio_file: Path, workers: int) -> None:
    listed = read_portfolio(portfolio_file, ["rollback-ready"])
    told: list[int] = []
    measured = measure_portfolio(
        listed, MADE_AT, since=date(2026, 6, 1), workers=workers, tell=lambda done, of: told.append(done)
    )
    problems = {row.entry.name: row.problem for row in measured.rows}
    assert problems["rides"] == ""
    assert "projet" in problems["broken"]
    assert "no such folder" in problems["nowhere"]
    assert problems["x"].startswith("is not on this machine: git clone https://example.org/x.git")
    assert told == [1, 2, 3, 4]
    assert next(row for row in measured.rows if row.entry.name == "rides").before is not None


def test_pages_of_a_portfolio(portfolio_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["assess", "--portfolio", str(portfolio_file)]
    assert main([*words, "--format", "html"]) == 2
    assert "-o portfolio/" in capsys.readouterr().err
    assert main([*words, "--format", "html", "-o", str(tmp_path / "out")]) == 0
    names = sorted(each.name for each in (tmp_path / "out").iterdir())
    assert names[0] == "index.html"
    assert len(names) == 2
    assert f'href="{names[1]}">rides</a>' in (tmp_path / "out" / "index.html").read_text()
    assert 'href="index.html">Portfolio</a>' in (tmp_path / "out" / names[1]).read_text()
    assert main([*words, "--format", "pdf"]) == 2


MONOREPO: dict[str, str | bytes] = {
    f"{name}/{file}": text
    for name in ("fares", "tips")
    for file, text in {
        "train.py": TRAIN,
        "requirements.txt": "scikit-learn==1.5.0\n",
        "pyproject.toml": f"[project]\nname = '{name}'\nversion = '1'\n",
        "README.md": f"# {name}\n\n`python train.py` trains.\n",
    }.items()
}


def measured_alone(tmp_path: Path, text: str) -> Portfolio:
    file = tmp_path / "portfolio.yaml"
    file.write_text(text)
    listed = read_portfolio(file, ["rollback-ready"])
    return measure_portfolio(listed, MADE_AT, since=None, workers=1, tell=lambda *_: None)


def test_a_repository_with_several_projects_is_as_many_rows(make_repo: Callable[..., Any], tmp_path: Path) -> None:
    repo = make_repo(MONOREPO, name="taxi")
    portfolio = measured_alone(tmp_path, "projects: [{path: taxi, team: rides}]\n")
    assert [(row.entry.name, row.entry.team) for row in portfolio.rows] == [
        ("taxi/fares", "rides"),
        ("taxi/tips", "rides"),
    ]
    alone = {each.path: each for each in Workspace().assess(repo.path, as_of=MADE_AT).assessments}
    for row in portfolio.rows:
        assert row.assessment is not None, row.problem
        assert row.assessment.index == alone[row.assessment.path].index


def test_a_folder_of_a_repository_is_judged_as_that_project_of_it(
    make_repo: Callable[..., Any], tmp_path: Path
) -> None:
    ci = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: cd fares && python train.py\n"
    repo = make_repo({**MONOREPO, ".github/workflows/ci.yml": ci}, name="taxi")
    (row,) = measured_alone(tmp_path, "projects: [{path: taxi/fares}]\n").rows
    assert row.assessment is not None, row.problem
    (alone,) = Workspace().assess(repo.path / "fares", as_of=MADE_AT).assessments
    assert {each.id: each.verdict for each in row.assessment.findings} == {
        each.id: each.verdict for each in alone.findings
    }


def test_a_campaign_names_the_repository_and_means_all_of_its_projects(
    make_repo: Callable[..., Any], tmp_path: Path
) -> None:
    make_repo(MONOREPO, name="taxi")
    campaign = "{name: c, practices: [rollback-ready], start: 2020-01-01, due: 2030-01-01, scope: {projects: [taxi]}}"
    (progress_,) = measured_alone(tmp_path, f"projects: [{{path: taxi}}]\ncampaigns: [{campaign}]\n").campaigns
    assert progress_.projects == 2
