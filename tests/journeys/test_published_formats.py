"""What programs read, written from real repositories of every kind, held against what is published."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.conftest import GitRepo

from rung.assess.formats import View, format_named
from rung.assess.formats.json import schema
from rung.domain import Assessment, Kind
from rung.workspace import Workspace
from sarif_schema import LOG

MakeRepo = Callable[..., GitRepo]
ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "assess" / "formats" / "golden"
TRAIN = """\
import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

table = pd.read_csv("data/train.csv")
model = LogisticRegression().fit(table[["x"]], table["y"])
joblib.dump(model, "model.joblib")
"""
MANIFEST = """\
project: pricing
target: 2
target_reason: a prototype
attestations:
  - {practice: owner-and-goal-named, by: team lead, on: 2026-11-01, until: 2099-11-01, says: "pricing answers for it"}
waivers:
  - {practice: model-card, by: team lead, reason: nobody else uses it, until: 2099-01-01}
"""
PROJECT: dict[str, str | bytes] = {
    "train.py": TRAIN, "requirements.txt": "scikit-learn==1.5.0\npandas==2.2.0\njoblib==1.4.0\n",
    "data/train.csv": "x,y\n1,0\n2,1\n", "README.md": "# Prices\n\nRun `python train.py`.\n",
    "a | b\n@c.ipynb": '{"cells": [], "nbformat": 4, "metadata": {}}', "links/latin-\udcff.py": b"x = 1\n",
}  # fmt: skip


def _below(folder: str) -> dict[str, str | bytes]:
    return {f"{folder}/{name}": content for name, content in PROJECT.items()}


REPOSITORIES: dict[str, dict[str, str | bytes]] = {
    "project": PROJECT,
    "with a target": {**PROJECT, "rung.yaml": MANIFEST},
    "not ML": {"README.md": "# A list of links\n"},
    "monorepo": {**_below("pricing"), **_below("churn"), "README.md": "# All models\n"},
}


KINDS = [*REPOSITORIES, "no git"]


def _made(name: str, folder: Path) -> GitRepo:
    repo = GitRepo(folder)
    repo.write(REPOSITORIES.get(name, PROJECT))
    if name != "no git":
        repo.git("init", "-q", "-b", "main")
        repo.commit()
    return repo


@pytest.fixture(scope="module")
def surveys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sequence[Assessment]]:
    found = {}
    for name in KINDS:
        folder = tmp_path_factory.mktemp("measured") / "repo"
        folder.mkdir()
        found[name] = Workspace().assess(_made(name, folder).path).assessments
    return found


@pytest.fixture(params=KINDS)
def measured(request: pytest.FixtureRequest, surveys: dict[str, Sequence[Assessment]]) -> Sequence[Assessment]:
    return surveys[request.param]


def document(assessments: Sequence[Assessment], name: str = "json", view: View | None = None) -> Any:
    return json.loads(format_named(name).render(assessments, view or View()))


def test_repositories_are_of_every_kind(surveys: dict[str, Sequence[Assessment]]) -> None:
    assert {name: len(each) for name, each in surveys.items()} == {**dict.fromkeys(KINDS, 1), "monorepo": 2}
    assert surveys["not ML"][0].kind is Kind.NOT_ML
    assert surveys["with a target"][0].target == 2
    assert surveys["no git"][0].commit is None


def test_json_fits_the_published_schema(measured: Sequence[Assessment]) -> None:
    validator = jsonschema.Draft202012Validator(schema(), format_checker=jsonschema.FormatChecker())
    validator.validate(document(measured))


def test_json_fits_the_schema_as_first_published(measured: Sequence[Assessment]) -> None:
    first = json.loads((GOLDEN / "assessment-1.0.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(first).validate(document(measured))


def test_document_of_an_older_version_still_fits() -> None:
    older = json.loads((GOLDEN / "assessment-1.0.json").read_text(encoding="utf-8"))
    errors = [
        f"{list(each.path)}: {each.message[:80]}"
        for each in jsonschema.Draft202012Validator(schema()).iter_errors(older)
    ]
    assert not errors, f"keys are only ever added to version 1, and what is added is not required: {errors}"


def test_keys_that_were_published_keep_their_type() -> None:
    first = json.loads((GOLDEN / "assessment-1.0.schema.json").read_text(encoding="utf-8"))
    assert not list(_changed(first, schema(), "")), "version 1 is read by programs: add a key, or start version 2"


def _changed(old: Any, new: Any, where: str) -> list[str]:
    """Paths of what the old schema says and the new one does not."""
    if isinstance(old, dict) and isinstance(new, dict):
        words = [key for key in old if key not in ("description", "title")]
        return [path for key in words for path in _changed(old[key], new.get(key), f"{where}/{key}")]
    if isinstance(old, list) and isinstance(new, list):
        return [f"{where}: {each}" for each in old if each not in new]
    return [] if old == new else [where]


def test_sarif_fits_the_standard(measured: Sequence[Assessment]) -> None:
    paths = {place.path for each in measured for found in each.findings for place in found.places}
    for files in (None, frozenset({"README.md"}), frozenset(paths | {"README.md"})):
        jsonschema.Draft7Validator(LOG).validate(document(measured, "sarif", View(files=files)))


def test_every_kind_has_a_comment_and_a_badge(measured: Sequence[Assessment]) -> None:
    for name in ("markdown", "badge", "terminal", "html"):
        assert format_named(name).render(measured, View()).strip()


def test_there_is_no_level_without_ml_and_no_commit_without_git(surveys: dict[str, Sequence[Assessment]]) -> None:
    value = document(surveys["not ML"])
    assert [value[key] for key in ("configured_level", "up_to", "proven_level", "index")] == [None] * 4
    assert value["kind"] == "not_ml"
    value = document(surveys["no git"])
    assert value["commit"] is None
    assert value["configured_level"] == 1
