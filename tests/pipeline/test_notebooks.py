"""A notebook as a step: from top to bottom, with params, without Jupyter."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.project import StepProject, outcomes
from rung.pipeline import StepResult


def cell(text: str, *tags: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": {"tags": list(tags)},
        "source": text.splitlines(keepends=True),
        "outputs": [],
    }


def run(project: StepProject, *cells: dict[str, Any], params: str = "{}") -> StepResult:
    title = {"cell_type": "markdown", "metadata": {}, "source": ["# Title"]}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [title, *cells]}
    project.write("books/book.ipynb", json.dumps(notebook))
    project.write(
        "rung.yaml",
        f"datasets: {{numbers: {{source: n}}}}\npipeline:\n  book: {{notebook: books/book.ipynb, inputs: [numbers], params: {params}}}\n",
    )
    return project.run().steps["book"]


def executed(project: StepProject, result: StepResult) -> list[dict[str, Any]]:
    assert result.notebook
    with project.files.open(result.notebook) as file:
        return json.load(file)["cells"]  # type: ignore[no-any-return]


def test_params_come_after_the_tagged_cell(project: StepProject) -> None:
    result = run(
        project,
        cell("factor = 1", "parameters"),
        cell("words = (numbers / 'numbers.txt').read_text().split()\nprint(words)\nlen(words)"),
        cell("metrics = {'sum': factor * sum(map(int, words))}"),
        params="{factor: 10}",
    )
    assert result.output is not None, result.failure
    assert result.output.figures() == {"sum": 60}
    cells = executed(project, result)
    assert [each.get("execution_count") for each in cells] == [None, 1, 2, 3, 4]
    assert cells[2]["source"] == "# Parameters\nfactor = 10"
    assert cells[3]["outputs"][0]["text"] == "['1', '2', '3']\n"
    assert cells[3]["outputs"][1]["data"] == {"text/plain": "3"}


def test_a_notebook_that_reads_its_files_itself_is_given_paths(project: StepProject) -> None:
    result = run(
        project,
        cell("numbers = '../elsewhere/numbers.txt'", "parameters"),
        cell("from pathlib import Path\nmetrics = {'words': len(Path(numbers, 'numbers.txt').read_text().split())}"),
    )
    assert result.output is not None, result.failure
    assert result.output.figures() == {"words": 3}


def test_what_cells_showed_does_not_count(project: StepProject) -> None:
    run(project, cell("metrics = {'a': 1}"))
    path = project.root / "books/book.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    path.write_text(json.dumps(notebook))
    assert outcomes(project.run()) == {"book": "cached"}
    notebook["cells"][1]["source"] = "metrics = {'a': 2}"
    path.write_text(json.dumps(notebook))
    assert project.run().steps["book"].why == "books/book.ipynb changed"


def test_modules_of_the_project_count(project: StepProject) -> None:
    result = run(project, cell("%matplotlib inline\nimport shared\nmetrics = {'n': len(shared.read(numbers))}"))
    assert result.output is not None, result.failure
    project.write("shared.py", (project.root / "shared.py").read_text().replace("int(each)", "float(each)"))
    assert project.run().steps["book"].why == "shared.py changed"


def test_a_failing_cell_is_shown(project: StepProject) -> None:
    result = run(project, cell("a = 1"), cell("def f():\n    return a / 0\nf()"))
    assert result.failure is not None
    assert result.failure.says == "ZeroDivisionError: division by zero"
    assert result.failure.where == "books/book.ipynb, cell 2, line 2"
    assert result.failure.traceback is not None
    assert "    return a / 0" in result.failure.traceback
    assert "rung_shim" not in result.failure.traceback
    assert executed(project, result)[2]["outputs"][0]["ename"] == "ZeroDivisionError"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("!pip install x", "the notebook installs packages: !pip install x"),
        ("%pip install x", "the notebook installs packages: %pip install x"),
        ("%%bash\nls", "the cell magic %%bash needs Jupyter"),
        ("%sql select 1", "the magic %sql needs Jupyter"),
        ("files = !ls", "'files = !ls' needs Jupyter"),
        ("!exit 3", "!exit 3 ended with exit code 3"),
    ],
)
def test_what_needs_jupyter_is_refused(project: StepProject, text: str, says: str) -> None:
    result = run(project, cell(text))
    assert result.failure is not None
    assert result.failure.says == says
    assert result.failure.where is not None
    assert result.failure.where.startswith("books/book.ipynb, cell 1")


def test_magics_that_change_nothing_are_borne(project: StepProject) -> None:
    result = run(
        project,
        cell("%load_ext autoreload\n!echo from the shell\n%time metrics = {'a': 1}"),
        cell("%%time\nb = '''\n%kept\n'''"),
        cell("metrics['b'] = b.strip()"),
    )
    assert result.output is not None, result.failure
    assert result.output.figures() == {"a": 1, "b": "%kept"}
    assert executed(project, result)[1]["outputs"][0]["text"] == "from the shell\n"
