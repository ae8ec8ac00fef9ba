"""The verbs of releasing, with tokens, as several people type them; no model is loaded here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rung.cli import main
from rung.domain.release import StagingCheck
from rung.store.opening import open_store
from rung.workspace.releases import Releases
from store.values import ANN, a_model, an_evaluation

MANIFEST = "project: flights\nrelease: {approve: {production: approver}}\n"


class Project:
    """A project, and people who type."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.capsys, self.monkeypatch = folder, capsys, monkeypatch
        self.secrets: dict[str, str] = {}

    def __call__(self, *words: str, by: str = "") -> tuple[int, str, str]:
        if by:
            self.monkeypatch.setenv("RUNG_TOKEN", self.secrets[by])
        else:
            self.monkeypatch.delenv("RUNG_TOKEN", raising=False)
        code = main([*words, "-C", str(self.folder)])
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def person(self, name: str, role: str, by: str = "") -> None:
        code, out, err = self("token", "make", name, "--role", role, by=by)
        assert code == 0, err
        self.secrets[name] = out.strip()


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Project:
    (tmp_path / "rung.yaml").write_text(MANIFEST)
    with open_store(tmp_path / ".rung" / "store.db") as store, store.writing(ANN) as writer:
        for each in ("first", "second"):
            writer.models.register(a_model(each, evaluation=an_evaluation()))
    monkeypatch.setattr(Releases, "check", lambda *_: (StagingCheck("loads", True, "loaded in 0.1 s"),))
    monkeypatch.setattr(Releases, "harm", lambda *_: ())
    monkeypatch.setattr(Releases, "tell", lambda _: None)
    return Project(tmp_path, capsys, monkeypatch)


@pytest.fixture
def team(project: Project) -> Project:
    project.person("ada", "admin")
    for name, role in [("eve", "engineer"), ("ben", "approver"), ("oli", "on-call"), ("vic", "viewer")]:
        project.person(name, role, by="ada")
    return project


def waiting(project: Project) -> str:
    return str(json.loads(project("inbox", "--json")[1])[0]["approval"]["id"])


def test_from_question_to_rollback(team: Project) -> None:
    code, out, _ = team("release", "flights@1", "--to", "production", by="eve")
    assert code == 4
    id = waiting(team)
    for line in [
        "✓ loads: loaded in 0.1 s",
        f"{id}  flights@1 to production waits for a decision by somebody who is approver",
        "  change   flights@1 is the first to answer in production",
        "  authors  eve, ann: none of them may approve",
        "  you      may not approve it: you are not approver",
        f'  yes      rung approve {id} --reason "…"',
        "  then     rung release flights@1 --to production",
    ]:
        assert line in out.splitlines(), out
    code, _, err = team("approve", id[:4], "--reason", "mine", by="eve")
    assert (code, err.splitlines()[0]) == (
        1, "error: eve (engineer) may not decide: rung.yaml asks for the role approver",
    )  # fmt: skip
    code, out, _ = team("approve", id[:4], "--reason", "looks right", by="ben")
    assert code == 0
    assert out.splitlines()[0] == "flights@1 to production is approved by ben: looks right"
    code, out, _ = team("release", "flights@1", "--to", "production", by="eve")
    assert code == 0
    assert "flights@1 answers in production now (generation 1" in out
    assert "approved by ben: looks right" in out
    code, out, _ = team("release", "flights@1", "--to", "production", by="eve")
    assert (code, "nothing has changed" in out) == (0, True)
    assert team("inbox")[1] == "nothing waits for a decision\n"
    team("release", "flights@2", "--to", "production", by="eve")
    team("approve", waiting(team), "--reason", "better", by="ben")
    assert "in place of flights@1" in team("release", "flights@2", "--to", "production", by="eve")[1]
    code, _, err = team("rollback", "flights", by="eve")
    assert (code, "ask somebody who is on-call or admin" in err) == (1, True)
    code, out, _ = team("rollback", "flights", "--reason", "nonsense", by="oli")
    assert (code, out) == (0, "flights@1 answers in production now (rolled back from flights@2, generation 3)\n")
    code, out, _ = team("rollback", "flights", "--json", by="oli")
    assert json.loads(out)["fresh"] is False
    assert team("audit", "verify")[0] == 0


def test_a_no_and_asking_again(team: Project) -> None:
    team("release", "flights@1", "--to", "production", by="eve")
    assert team("reject", waiting(team), "--reason", "UA is worse", by="ben")[0] == 0
    code, _, err = team("release", "flights@1", "--to", "production", by="eve")
    assert code == 1
    assert "ben rejected it on" in err
    code, out, _ = team("release", "flights@1", "--to", "production", "--ask-again", "--json", by="eve")
    said = json.loads(out)
    assert (code, said["waits"], said["approval"]["asked_by"]) == (4, True, "eve")


def test_alone_on_ones_own_machine(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rung.workspace.who.local_user", lambda: "ann")
    assert project("release", "flights@1", "--to", "staging")[0] == 0
    assert project("release", "flights@1", "--to", "production")[0] == 4
    id = waiting(project)
    code, _, err = project("approve", id, "--reason", "mine")
    assert (code, "may not approve their own change" in err) == (1, True)
    (project.folder / "rung.yaml").write_text(MANIFEST.replace("approver}", "approver}, solo: true"))
    code, _, err = project("approve", id, "--reason", "mine")
    assert (code, "may approve their own change from" in err) == (1, True)
    assert "except alone (solo) from" in project("inbox")[1]
    (project.folder / "rung.yaml").write_text(MANIFEST.replace("approver}", "approver}, solo: 0.001s"))
    code, out, _ = project("approve", id, "--reason", "slept on it")
    assert (code, "is approved by ann alone (solo): slept on it" in out) == (0, True)
    assert "approved by ann alone (solo)" in project("release", "flights@1", "--to", "production")[1]
    assert "| approved (solo) | ann |" in project("registry", "card", "flights@1")[1]


def test_without_a_token_one_reads(team: Project) -> None:
    assert team("inbox")[0] == 0
    code, _, err = team("release", "flights@1", "--to", "staging")
    assert (code, "this workspace knows people by their tokens" in err) == (1, True)
    team.secrets["thief"] = "rung_guess"
    assert team("inbox", by="thief")[0] == 1
    assert team("release", "flights@1", "--to", "staging", by="vic")[0] == 1


def test_tokens(team: Project) -> None:
    code, out, _ = team("token", "list", "--json")
    tokens = {each["name"]: each for each in json.loads(out)}
    assert (code, set(tokens)) == (0, {"ada", "eve", "ben", "oli", "vic"})
    assert not any("digest" in each for each in tokens.values())
    assert team("token", "make", "mal", "--role", "admin", by="eve")[0] == 1
    assert team("token", "revoke", tokens["ada"]["id"], by="ada")[0] == 1, "the last admin"
    assert team("token", "make", "mal", "--role", "admin", "--recover")[0] == 1, "an admin can act"
    assert team("token", "revoke", tokens["eve"]["id"], by="ada")[0] == 0
    code, _, err = team("release", "flights@1", "--to", "staging", by="eve")
    assert (code, f"token {tokens['eve']['id']} of eve was revoked" in err) == (1, True)
    assert "revoked" in team("token", "list")[1]
    for words in (["x", "--role", "boss"], ["x", "--role", "viewer", "--expires", "soon"], ["x"]):
        assert team("token", "make", *words, by="ada")[0] == 2
    every = (team.folder / ".rung" / "store.db").read_bytes()
    assert not any(secret.encode() in every for secret in team.secrets.values())


def test_an_expired_admin_is_recovered_and_it_is_said(project: Project) -> None:
    project("token", "make", "ada", "--role", "admin", "--expires", "0.001s")
    assert project("release", "flights@1", "--to", "staging")[0] == 1
    assert project("token", "make", "ada", "--role", "admin")[0] == 1
    code, out, _ = project("token", "make", "ada", "--role", "admin", "--recover")
    project.secrets["ada"] = out.strip()
    assert code == 0
    assert project("release", "flights@1", "--to", "staging", by="ada")[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ["release", "flights@9", "--to", "staging"],
        ["release", "flights@1", "--to", "moon"],
        ["release", "flights@1"],
        ["rollback", "flights"],
        ["rollback", "nothing"],
        ["approve", "zz", "--reason", "x"],
        ["approve", "zz"],
        ["reject", "", "--reason", "x"],
        ["registry", "card", "nothing"],
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(project: Project, words: list[str]) -> None:
    code, out, err = project(*words)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert err


def test_policies_and_rules_of_rung_yaml_are_checked(project: Project) -> None:
    (project.folder / "rung.yaml").write_text("project: flights\npolicies: [for_eyes]\n")
    code, _, err = project("release", "flights@1", "--to", "staging")
    assert (code, "did you mean four_eyes?" in err, "rung.yaml:2" in err) == (2, True, True)
    (project.folder / "rung.yaml").write_text("project: flights\nrelease: {approve: {production: boss}}\n")
    assert project("release", "flights@1", "--to", "staging")[0] == 2
    (project.folder / "rung.yaml").write_text(MANIFEST + "policies: [card_complete]\n")
    code, _, err = project("release", "flights@1", "--to", "production")
    assert (code, "lacks purpose (rung.yaml)" in err) == (1, True)


def test_the_card_goes_to_a_file(project: Project, tmp_path: Path) -> None:
    assert project("registry", "card", "flights", "-o", "CARD.md")[0] == 0
    assert "# flights@2" in (tmp_path / "CARD.md").read_text()
    assert json.loads(project("registry", "card", "flights@1", "--json")[1])["version"]["version"] == 1
