"""What holds for every fix, and what each one writes."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from rung.assess.collectors.docs import PLACEHOLDER
from rung.assess.ladder import load_ladder
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.domain import Level
from rung.errors import UsageError
from rung.plan.fixes import Edit, Fix, all_fixes, fix_for
from rung.plan.fixes.environment_locked import EnvironmentLocked
from rung.project.reading import read_written
from rung.testing import check_fix

NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": each}
            for each in (
                "import json",
                "DEPTH = 3\nRATE = 0.1",
                "rows = json.load(open('../data/rows.json'))",
                "model = sum(rows) * DEPTH * RATE",
            )
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    },
    indent=1,
)
MANIFEST = """\
# ours
project: churn
datasets:
  customers: {source: data/customers.csv, label: left}  # by hand
pipeline:
  train: {notebook: notebooks/churn.ipynb, inputs: [customers]}
model: {name: churn, from: train, task: binary}
evaluate:
  holdout: {latest: 14d}   # two weeks
"""
FILES: Mapping[str, str] = {
    "rung.yaml": MANIFEST,
    "notebooks/churn.ipynb": NOTEBOOK,
    "data/customers.csv": "id,calls,left\n1,2,0\n",
    "data/rows.json": "[1, 2]",
    "data/shops.csv": "shop\n1\n",
    "churn/features.py": "def build(rows):\n    return rows\n",
    "README.md": "# Ours\n\nWords of a person.\n",
    "Makefile": "lint:\n\truff check\n",
    ".gitignore": "*.tmp\n",
    "requirements.txt": "pytest\n",
}
PLAIN = [each for each in all_fixes() if not each.in_repository]


def edits(kind: type[Fix], files: Mapping[str, str]) -> list[Edit]:
    return list(kind(Path("/nowhere")).edits(MemoryTree(files)))


def after(kind: type[Fix], files: Mapping[str, str]) -> dict[str, str]:
    return dict(files) | {each.path: each.after for each in edits(kind, files)}


@pytest.fixture(autouse=True)
def no_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without uv and pip-tools."""
    monkeypatch.setattr("shutil.which", lambda _name: None)


def test_every_practice_of_level_two_has_a_fix_or_says_what_to_do() -> None:
    for card in load_ladder().cards:
        if card.level is Level.REPEATABLE:
            fix = fix_for(card.id, Path())
            assert fix is not None, card.id
            assert card.id in fix.practices


def test_every_fix_serves_practices_that_there_are() -> None:
    known = {card.id for card in load_ladder().cards}
    for kind in all_fixes():
        assert kind.practices, kind.id
        assert set(kind.practices) <= known, kind.id
        assert kind.then, kind.id
        assert not kind.then.endswith("."), kind.id


@pytest.mark.parametrize("kind", PLAIN, ids=lambda kind: kind.id)
def test_a_person_s_words_stay(kind: type[Fix]) -> None:
    for each in edits(kind, FILES):
        assert each.before == FILES.get(each.path)
        assert not each.overwrites_a_person, each.path
        if each.before is not None and not each.path.endswith(".ipynb"):
            for line in each.before.splitlines():
                assert line.rstrip("}").split("}  #")[0] in each.after


@pytest.mark.parametrize("kind", PLAIN, ids=lambda kind: kind.id)
def test_every_fix_keeps_the_rules(kind: type[Fix]) -> None:
    bare = "pipeline: {train: {run: x}}\n"
    check_fix(kind, FILES | ({"rung.yaml": bare} if kind.id in ("runs-recorded", "holdout-protected") else {}))


def test_a_fix_that_writes_over_a_person_breaks_them() -> None:
    class Rude(Fix):
        id = "rude"
        practices = ("model-card",)
        then = "mourn"

        def edits(self, tree: Tree) -> list[Edit]:
            return [Edit("README.md", tree.text("README.md"), "mine", adds=True)]

    with pytest.raises(AssertionError, match=r"writes over README\.md"):
        check_fix(Rude, FILES)


@pytest.mark.parametrize("kind", PLAIN, ids=lambda kind: kind.id)
def test_what_is_open_is_a_placeholder_to_every_reader(kind: type[Fix]) -> None:
    for each in edits(kind, FILES):
        for line in each.added:
            assert line.count("[add: ") == len(list(PLACEHOLDER.finditer(line))), line


@pytest.mark.parametrize("kind", PLAIN, ids=lambda kind: kind.id)
def test_an_empty_folder_is_told_what_is_missing_or_gets_a_file(kind: type[Fix]) -> None:
    found: list[Edit] = []
    told = ""
    with contextlib.suppress(UsageError):
        found = edits(kind, {})
        told = "written"
    if not told:
        with pytest.raises(UsageError) as caught:
            edits(kind, {})
        assert caught.value.fix or caught.value.where
    assert all(each.before is None for each in found)


@pytest.mark.parametrize("kind", PLAIN, ids=lambda kind: kind.id)
def test_a_file_that_is_not_utf8_is_left_alone(kind: type[Fix]) -> None:
    broken = {path: b"\xff\xfe\xfa" + text.encode() for path, text in FILES.items() if not path.endswith(".py")}
    tree = MemoryTree(broken)
    try:
        found = list(kind(Path("/nowhere")).edits(tree))
    except UsageError:
        return
    assert all(each.before is None for each in found)


def test_keys_go_where_they_belong_and_comments_stay() -> None:
    files = after(fix_for_kind("config-as-code"), FILES)
    files = after(fix_for_kind("baseline-compared"), files)
    files = after(fix_for_kind("data-versioned"), files)
    file, _ = read_written(files["rung.yaml"])
    assert file.pipeline["train"].params == {"DEPTH": 3, "RATE": 0.1}
    assert file.evaluate is not None
    assert file.evaluate.holdout == {"latest": "14d"}
    assert (file.evaluate.metric, file.evaluate.gates) == ("roc_auc", ["roc_auc >= baseline"])
    assert file.datasets["shops"].source == "data/shops.csv"
    for comment in ("# ours", "# by hand", "# two weeks"):
        assert comment in files["rung.yaml"]


def test_the_cell_that_sets_the_values_is_tagged_and_nothing_else_changes() -> None:
    (notebook,) = [each for each in edits(fix_for_kind("config-as-code"), FILES) if each.path.endswith(".ipynb")]
    old, new = json.loads(NOTEBOOK), json.loads(notebook.after)
    assert [each["metadata"] for each in new["cells"]] == [{}, {"tags": ["parameters"]}, {}, {}]
    assert [each["source"] for each in new["cells"]] == [each["source"] for each in old["cells"]]
    assert Edit("n.ipynb", NOTEBOOK, NOTEBOOK.replace("* RATE", ""), tags=True).overwrites_a_person


def test_of_a_function_the_defaults_become_params() -> None:
    manifest = MANIFEST.replace("notebook: notebooks/churn.ipynb", 'call: "churn.train:fit"')
    code = "def fit(rows, depth=3, *, rate=0.5, names=None):\n    return rows\n"
    files = after(fix_for_kind("config-as-code"), FILES | {"rung.yaml": manifest, "src/churn/train.py": code})
    assert yaml.safe_load(files["rung.yaml"])["pipeline"]["train"]["params"] == {"depth": 3, "rate": 0.5}


def test_a_lock_holds_everything_that_is_needed_and_nothing_else() -> None:
    files = {"train.py": "import yaml, pytest\n"}
    found = {each.path: each.after for each in edits(fix_for_kind("environment-locked"), files)}
    packages = [line.partition("==")[0] for line in found["requirements.txt"].splitlines() if "==" in line]
    assert {"pyyaml", "pytest", "pluggy", "iniconfig"} <= set(packages)
    assert not {"mlflow-skinny", "polars", "rung"} & set(packages)
    assert "-r requirements.txt" in found["README.md"]


def test_a_person_s_requirements_stay_beside_the_lock() -> None:
    paths = [each.path for each in edits(fix_for_kind("environment-locked"), FILES)]
    assert paths == ["requirements-lock.txt", "Makefile", "README.md"]


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [("poetry.lock", "", "poetry lock"), ("pyproject.toml", "[tool.uv]\n", "uv lock"), ("Pipfile", "", "pipenv lock")],
)
def test_a_tool_of_the_project_s_own_writes_its_lock(file: str, text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        edits(fix_for_kind("environment-locked"), FILES | {file: text})
    assert told in (caught.value.fix or "")


def test_the_makefile_gets_a_target_once() -> None:
    files = after(fix_for_kind("one-command-run"), FILES)
    assert files["Makefile"].startswith("lint:\n\truff check\n")
    assert "train:\n\trung run\n" in files["Makefile"]
    assert "make train" in files["README.md"]
    own = after(fix_for_kind("one-command-run"), FILES | {"Makefile": "train:\n\tpython mine.py\n"})
    assert own["Makefile"] == "train:\n\tpython mine.py\n"
    assert "\nrung run\n" in own["README.md"]


def test_a_recipe_that_stands_elsewhere_is_written_again() -> None:
    files = after(fix_for_kind("one-command-run"), FILES | {"Makefile": "all:\n\trung run\n"})
    assert files["Makefile"].endswith("train:\n\trung run\n")


def test_ends_of_lines_are_the_file_s_own() -> None:
    files = after(fix_for_kind("one-command-run"), FILES | {"README.md": "# Ours\r\n\r\nWords.\r\n"})
    assert "\n" not in files["README.md"].replace("\r\n", "")


def test_tests_that_nobody_filled_in_are_skipped() -> None:
    (edit,) = edits(fix_for_kind("feature-and-model-code-tested"), FILES)
    assert "from churn.features import build" in edit.after
    assert edit.after.count("@pytest.mark.skip") == edit.after.count("\ndef test_")


def fix_for_kind(practice: str) -> type[Fix]:
    fix = fix_for(practice, Path())
    assert fix is not None
    return type(fix)


@pytest.mark.parametrize(("tool", "start"), [("uv", "uv pip compile"), ("pip-compile", "pip-compile")])
def test_a_tool_that_knows_hashes_is_asked_first(
    tool: str, start: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / tool
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\nfor last; do :; done\necho "# $(basename $0) $*"\necho "pytest==9.0.0 --hash=sha256:00"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setattr("shutil.which", lambda name: str(program) if name == tool else None)
    (tmp_path / "requirements.in").write_text("pytest\n")
    (lock, readme) = EnvironmentLocked(tmp_path).edits(MemoryTree({"requirements.in": "pytest\n"}))
    assert lock.path == "requirements.txt"
    assert f"# {start}" in lock.after
    assert "--generate-hashes" in lock.after
    assert "pip install --require-hashes -r requirements.txt" in readme.after


def test_a_tool_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "uv"
    program.write_text("#!/bin/sh\necho 'no version of pytset' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr("shutil.which", lambda name: str(program) if name == "uv" else None)
    with pytest.raises(UsageError, match="no version of pytset"):
        EnvironmentLocked(tmp_path).edits(MemoryTree({"requirements.in": "pytset\n"}))


STEP = "pipeline: {train: {notebook: notebooks/churn.ipynb}}\nmodel: {name: churn, from: train}\n"
ODD = {
    "a manifest that is no YAML": {"rung.yaml": "project: [\n"},
    "an unknown key": {"rung.yaml": "projct: a\n"},
    "an empty manifest": {"rung.yaml": ""},
    "a manifest of comments": {"rung.yaml": "# only\n"},
    "a manifest that ends": {"rung.yaml": MANIFEST + "...\n"},
    "ends of lines": {"rung.yaml": MANIFEST.replace("\n", "\r\n")},
    "no JSON": {"notebooks/churn.ipynb": "{"},
    "a list": {"notebooks/churn.ipynb": "[]"},
    "no cells": {"notebooks/churn.ipynb": "{}"},
    "odd cells": {"notebooks/churn.ipynb": '{"cells": [1, {"cell_type": "code"}, {"cell_type": "code", "source": 7}]}'},
    "odd metadata": {
        "notebooks/churn.ipynb": '{"cells": [{"cell_type": "code", "source": "N = 1\\nx = [N]", "metadata": null}]}'
    },
    "odd tags": {
        "notebooks/churn.ipynb": '{"cells": [{"cell_type": "code", "source": "N = 1\\nx = [N]", "metadata": {"tags": null}}]}'
    },
    "an empty table": {"data/customers.csv": ""},
    "a table of one long word": {"data/customers.csv": "a" * 200_000},
    "a source that is no path": {"rung.yaml": STEP + "datasets: {d: {source: {sql: x}}}\n"},
    "a source that is a number": {"rung.yaml": STEP + "datasets: {d: {source: 7}}\n"},
    "a pattern": {"rung.yaml": STEP + "datasets: {d: {source: '[*'}}\n"},
    "a call of nothing": {"rung.yaml": "pipeline: {train: {call: ':'}}\nmodel: {name: churn, from: train}\n"},
    "a step that is not there": {"rung.yaml": "pipeline: {train: {run: x}}\nmodel: {name: churn, from: fit}\n"},
    "a name that is code": {
        "rung.yaml": "pipeline: {train: {run: x}}\nmodel: {name: 'a\"; import os #', from: train}\n"
    },
    "an odd holdout": {"rung.yaml": STEP + "evaluate: {holdout: 7}\n"},
    "no such interpreter": {"rung.yaml": STEP + "environment: .venv\n"},
    "code that is none": {"m.py": "def (", "class.py": "def f(x):\n    return x\n"},
    "odd arguments": {"m.py": "def build(a, /, b=1, *c, d, e=2, **f):\n    return a\n"},
}


@pytest.mark.parametrize("files", ODD.values(), ids=ODD)
def test_what_is_odd_is_told_or_harmless(files: Mapping[str, str]) -> None:
    for kind in PLAIN:
        try:
            found = edits(kind, FILES | files)
        except UsageError as error:
            told = error
        else:
            assert not [each.path for each in found if each.overwrites_a_person], kind.id
            continue
        assert told.what, kind.id
