"""An afternoon with one notebook, one CSV and no git: what is applied, what a person writes, and the level at its end."""

from __future__ import annotations

import csv
import json
import random
import subprocess
from pathlib import Path

import pytest

from rung.cli import main
from rung.domain import Verdict
from rung.domain.assessment import Assessment
from rung.workspace import Workspace

INIT = """\
project: churn
datasets:
  customers:
    source: data/customers.csv
    label: left
pipeline:
  train: {notebook: notebooks/churn.ipynb, inputs: [customers], frame: pandas}
model:
  name: churn
  from: train
  task: binary
"""
CELLS = [
    "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression\n"
    "from sklearn.metrics import roc_auc_score\nfrom sklearn.model_selection import train_test_split",
    "C = 1.0\nSEED = 7",
    "df = pd.read_csv('../data/customers.csv')\ndf.head()",
    "# what is known before they leave\nX = df[['calls', 'spent']]\ny = df['left']",
    "X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=SEED)",
    "model = LogisticRegression(C=C, max_iter=500)\nmodel.fit(X_train, y_train)",
    "print(round(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]), 6))",
]
DONE_BY_HAND = (
    ("rung.yaml", "# owner: [add: who answers for it, by an address that is read]", "owner: growth@acme.org"),
    (
        "rung.yaml",
        "# purpose: [add: what its predictions decide, and who uses them]",
        "purpose: call customers who are about to leave, for the retention team",
    ),
    ("docs/data.md", "[add: who collected it and where it was taken from]", "exported from the Billing system of ACME"),
    ("docs/data.md", "[add: first and last date that the rows cover]", "2025-01-01 to 2025-12-31"),
    ("docs/data.md", "[add: who answers for the data]", "billing@acme.org"),
    ("docs/data.md", "[add: the terms it may be used under, or the consent it rests on]", "own data, clause 7 of the terms"),
    ("docs/data.md", "[add: one customer, one flight, one measurement]", "one customer in that year"),
    ("docs/data.md", "[add: what is missing, wrong or not representative]", "customers of the shop are missing"),
    ("docs/data.md", "[add: meaning and unit; the label]", "1 when the contract ended in the next month"),
    ("docs/data.md", "[add: meaning and unit]", "counted over the year, in euro or calls"),
    ("docs/workflow.md", "[add: a role, and how often]", "the analyst of the growth team, monthly"),
    ("docs/workflow.md", "[add: who fetches it, from where, by which command]", "exported by hand from billing"),
    ("docs/workflow.md", "[add: the job, service or file, and who runs it]", "a list that retention calls"),
    ("docs/workflow.md", "[add: when the model is trained again, and who decides]", "Each quarter, by the analyst."),
)  # fmt: skip
APPLIED = (
    "code-in-version-control", "repository-hygiene", "config-as-code", "environment-locked", "data-versioned",
    "runs-recorded", "holdout-protected", "baseline-compared", "one-command-run", "workflow-documented",
    "data-source-documented", "owner-and-goal-named",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One notebook, one CSV, and what `rung init` would write."""
    root = tmp_path / "churn"
    (root / "data").mkdir(parents=True)
    (root / "notebooks").mkdir()
    draw = random.Random(1)
    with (root / "data/customers.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["customer", "calls", "spent", "left"])
        for number in range(400):
            calls = draw.randint(0, 30)
            rows.writerow([number, calls, round(draw.random() * 50, 2), int(draw.random() < calls / 30)])
    cells = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": each} for each in CELLS
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (root / "notebooks/churn.ipynb").write_text(json.dumps(notebook, indent=1) + "\n")
    (root / "rung.yaml").write_text(INIT)
    return root


def level(root: Path) -> Assessment:
    return Workspace().assess(root, worktree=True, whole=True).assessments[0]


def verdict(found: Assessment, practice: str) -> Verdict:
    return next(each.verdict for each in found.findings if each.id == practice)


def commit(root: Path, says: str) -> None:
    who = ["-c", "user.name=Ana", "-c", "user.email=ana@acme.org"]
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    subprocess.run(["git", *who, "commit", "-qm", says], cwd=root, check=True)


def fill_in(root: Path) -> None:
    for path, asked, answer in DONE_BY_HAND:
        text = (root / path).read_text()
        assert asked in text, asked
        (root / path).write_text(text.replace(asked, answer))


def test_one_notebook_ends_the_day_at_level_two(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert level(folder).configured_level == 1
    notebook = (folder / "notebooks/churn.ipynb").read_text()
    for practice in APPLIED:
        assert main(["apply", practice, "--yes", "-C", str(folder)]) == 0, practice
    told = capsys.readouterr().out
    assert "one-command-run: partial → met" in told
    assert "To fill in in docs/data.md" in told
    sources = [each["source"] for each in json.loads((folder / "notebooks/churn.ipynb").read_text())["cells"]]
    assert sources == CELLS

    # Forms are no evidence.
    found = level(folder)
    assert found.configured_level == 1
    for practice in ("workflow-documented", "data-source-documented", "owner-and-goal-named"):
        assert verdict(found, practice) is Verdict.UNMET, practice
    commit(folder, "First version")

    # What only a person can do.
    fill_in(folder)
    notebook = (folder / "notebooks/churn.ipynb").read_text()
    own = notebook.replace("df = pd.read_csv('../data/customers.csv')", "df = customers")
    assert own != notebook
    (folder / "notebooks/churn.ipynb").write_text(own)
    commit(folder, "Read the input, and say what is known")
    assert main(["run", "-q", "-C", str(folder)]) == 0
    capsys.readouterr()

    found = level(folder)
    assert found.configured_level == 2
    for practice in ("config-as-code", "data-source-documented", "workflow-documented", "baseline-compared"):
        assert verdict(found, practice) is Verdict.MET, practice
    for practice in APPLIED:
        assert main(["apply", practice, "--yes", "-C", str(folder)]) == 0
        assert "Nothing to write" in capsys.readouterr().out, practice


def test_the_module_of_a_notebook_gives_its_figure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import os
    import sys

    assert main(["apply", "modular-code", "--yes", "-C", str(folder)]) == 0
    capsys.readouterr()
    there = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    as_notebook = "\n".join(CELLS)
    one, two = (
        subprocess.run([sys.executable, *words], cwd=at, capture_output=True, text=True, check=True, env=there).stdout
        for words, at in ((["-c", as_notebook], folder / "notebooks"), (["churn.py"], folder))
    )
    assert one == two
    assert float(one) > 0.6
    assert "# what is known before they leave" in (folder / "churn.py").read_text()


def test_a_contract_comes_from_the_data(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apply", "data-contract", "--dry-run", "-C", str(folder)]) == 0
    assert not (folder / "contracts").exists()
    assert main(["apply", "data-contract", "--yes", "-C", str(folder)]) == 0
    assert "data-contract: unmet →" in capsys.readouterr().out
    assert main(["data", "check", "customers", "data/customers.csv", "-C", str(folder)]) == 0
    lines = (folder / "data/customers.csv").read_text().replace(",0\n", ",9\n")
    (folder / "data/bad.csv").write_text(lines)
    assert main(["data", "check", "customers", "data/bad.csv", "-C", str(folder)]) == 1
