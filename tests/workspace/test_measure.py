"""From an address to assessments, with a ladder of one practice."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from conftest import GitRepo
from rung.assess.base import Collector, Practice
from rung.assess.clock import Clock
from rung.assess.kind import Projects, RepositoryKind
from rung.assess.ladder import Ladder
from rung.assess.measuring import make_ruler
from rung.assess.tree import Tree
from rung.domain import Capability, Judgement, Kind, Level, Place, Verdict, met, unmet
from rung.domain.assessment import Note
from rung.errors import ManifestError, SourceError
from rung.project import Manifest
from rung.workspace import Workspace, moment


@dataclass(frozen=True)
class Scripts:
    paths: tuple[str, ...]
    notes: tuple[Note, ...]


class ScriptsCollector(Collector):
    calls = 0

    def collect(self, tree: Tree, clock: Clock) -> Scripts:
        ScriptsCollector.calls += 1
        assert not gc.isenabled()
        return Scripts(tuple(tree.glob("*.py")), (Note("unread", f"read at {clock.now:%Y}"),))


class KindCollector(Collector):
    def collect(self, scripts: Scripts) -> RepositoryKind:
        kind = Kind.PROJECT if scripts.paths else Kind.NOT_ML
        return RepositoryKind(kind, f"{len(scripts.paths)} scripts")


class ProjectsCollector(Collector):
    def collect(self, tree: Tree) -> Projects:
        return Projects(tuple(sorted({path.partition("/")[0] for path in tree.entries if "/" in path})) or ("",))


class Scripted(Practice):
    """There is a script."""

    id = "scripted"
    capability = Capability.PIPELINES
    level = Level.REPEATABLE
    pitfall = "nobody knows"
    remedy = "write one"

    def judge(self, scripts: Scripts, manifest: Manifest) -> Judgement:
        places = [Place(path) for path in scripts.paths]
        return met(f"{len(places)} scripts of {manifest.team}", places) if places else unmet("no script")


MakeRepo = Callable[..., GitRepo]


@pytest.fixture
def workspace() -> Workspace:
    ScriptsCollector.calls = 0
    collectors = [ScriptsCollector(), KindCollector(), ProjectsCollector()]
    return Workspace(make_ruler(Ladder("test", (Scripted(),)), collectors))


def test_a_repository(workspace: Workspace, make_repo: MakeRepo) -> None:
    repo = make_repo({"train.py": "fit()", "rung.yaml": "project: fraud\nteam: risk\ntarget: 3\n"})
    survey = workspace.assess(repo.path, as_of=date(2026, 5, 1))
    (assessment,) = survey.assessments
    assert (assessment.project, assessment.kind, assessment.target) == ("fraud", Kind.PROJECT, Level.AUTOMATED)
    assert assessment.commit == repo.git("rev-parse", "HEAD")
    assert assessment.finding("scripted").because == "1 scripts of risk"
    assert assessment.made_at.date() == date(2026, 5, 1)
    assert [note.text for note in assessment.notes if note.kind == "unread"] == ["read at 2026"]
    assert assessment.ladder_version == "test"
    assert 0 < assessment.seconds <= survey.seconds
    assert ScriptsCollector.calls == 1


def test_an_older_commit_is_read_as_it_was(workspace: Workspace, make_repo: MakeRepo) -> None:
    repo = make_repo({"README.md": "soon"})
    first = repo.git("rev-parse", "HEAD")
    repo.commit({"train.py": "fit()"})
    before, after = workspace.assess(repo.path, at=first), workspace.assess(repo.path)
    assert before.assessments[0].kind is Kind.NOT_ML
    assert before.assessments[0].configured_level is None
    assert after.assessments[0].finding("scripted").verdict is Verdict.MET


def test_projects_of_one_repository(workspace: Workspace, make_repo: MakeRepo) -> None:
    repo = make_repo({"churn/train.py": "fit()", "docs/index.md": "x", "fraud/rung.yaml": "project: anti-fraud"})
    survey = workspace.assess(repo.path)
    assert [(each.project, each.path) for each in survey.assessments] == [
        ("churn", "churn"),
        ("docs", "docs"),
        ("anti-fraud", "fraud"),
    ]
    assert survey.several
    assert [each.project for each in survey.levelled] == ["churn"]


def test_a_project_is_the_same_by_its_path_as_by_its_name(workspace: Workspace, make_repo: MakeRepo) -> None:
    repo = make_repo({"churn/train.py": "fit()", "churn/deep/part.py": "x", "docs/index.md": "x", "root.py": "fit()"})
    named = next(each for each in workspace.assess(repo.path).assessments if each.path == "churn")
    (alone,) = workspace.assess(repo.path / "churn").assessments
    assert (alone.project, alone.path, alone.prefix) == (named.project, named.path, named.prefix)
    assert alone.findings == named.findings
    assert [str(place) for place in alone.finding("scripted").places][-1] == "root.py:1"


def test_a_folder_that_is_no_project_is_read_alone(workspace: Workspace, make_repo: MakeRepo) -> None:
    repo = make_repo({"churn/deep/part.py": "x", "root.py": "fit()"})
    (alone,) = workspace.assess(repo.path / "churn" / "deep").assessments
    assert alone.prefix == "churn/deep"
    (whole,) = workspace.assess(repo.path / "churn", whole=True).assessments
    assert whole.prefix == "churn"


def test_a_folder_without_git(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("fit()")
    (assessment,) = workspace.assess(tmp_path).assessments
    assert (assessment.project, assessment.commit) == (tmp_path.name, None)


def test_a_manifest_with_a_mistake(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "rung.yaml").write_text("teem: x")
    with pytest.raises(ManifestError, match=r"rung.yaml:1: unknown key teem"):
        workspace.assess(tmp_path)
    assert gc.isenabled()


def test_nothing_there(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        workspace.assess(tmp_path / "nowhere")


def test_a_kind_that_cannot_be_told(tmp_path: Path) -> None:
    class BlindCollector(Collector):
        def collect(self, tree: Tree) -> RepositoryKind:
            raise ValueError("blind")

    workspace = Workspace(make_ruler(Ladder("test", ()), [BlindCollector()]))
    (assessment,) = workspace.assess(tmp_path).assessments
    assert (assessment.kind, assessment.kind_because[:5]) == (Kind.PROJECT, "taken")
    assert [note.kind for note in assessment.notes] == ["collector"]


def test_the_moment_that_ages_are_counted_from() -> None:
    assert moment(date(2026, 5, 1)) == datetime(2026, 5, 1, 23, 59, 59, 999999, tzinfo=UTC)
    assert moment(datetime(2026, 5, 1, 8)) == datetime(2026, 5, 1, 8, tzinfo=UTC)
    assert moment(None).tzinfo is UTC
