"""From a folder with one notebook and one CSV, and no git, to a recorded run."""

from __future__ import annotations

from pathlib import Path

import pytest

from plan.starting.folder import CELLS, TABLE, notebook
from rung.cli import main
from rung.domain.run import RunStatus
from rung.project.reading import read_written
from rung.store.opening import open_store

SCRIPT = """\
import json
from pathlib import Path
import pandas as pd
from sklearn.linear_model import LogisticRegression

def main():
    df = pd.read_csv(Path(__file__).parent / "data" / "customers.csv")
    model = LogisticRegression().fit(df[["calls"]], df["churned"])
    Path("coefficient.json").write_text(json.dumps(float(model.coef_[0][0])))

if __name__ == "__main__":
    main()
"""


def test_a_notebook_runs_as_init_wrote_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "An afternoon"
    (root / "work").mkdir(parents=True)
    # Beside the model: a module and a variable of names that a step might take for its results.
    cells = ("from sklearn import metrics\nchurn = 1", *CELLS, "metrics.accuracy_score(y, model.predict(X))")
    (root / "work" / "churn.ipynb").write_text(notebook(*cells))
    (root / "work" / "customers.csv").write_text(TABLE)
    assert main(["init", "--yes", "-C", str(root)]) == 0
    assert main(["run", "--dry-run", "-C", str(root)]) == 0
    assert "churn_notebook  would run" in capsys.readouterr().out
    assert main(["run", "-q", "-C", str(root)]) == 0
    with open_store(root / ".rung" / "store.db") as store, store.reading() as reader:
        (run,) = reader.runs.latest()
        (version,) = reader.models.versions("an-afternoon")
    assert run.status is RunStatus.SUCCESS
    assert set(run.datasets) == {"customers"}
    assert [each.name for each in run.steps] == ["churn_notebook"]
    assert version.run == run.id
    assert (root / ".rung" / ".gitignore").read_text() == "*\n"
    capsys.readouterr()
    assert main(["run", "-C", str(root)]) == 0
    assert "Nothing has changed" in capsys.readouterr().out
    with (root / "work" / "customers.csv").open("a") as file:
        file.write("61,2024-02-01,3,1\n")
    assert main(["run", "--dry-run", "-C", str(root)]) == 0
    assert "customers" in capsys.readouterr().out


def test_a_script_runs_as_init_wrote_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "customers.csv").write_text(TABLE)
    (tmp_path / "train.py").write_text(SCRIPT)
    assert main(["init", "--yes", str(tmp_path)]) == 0
    step = read_written((tmp_path / "rung.yaml").read_text())[0].pipeline["train"]
    assert (step.run, step.inputs) == ("python train.py", ["customers"])
    assert main(["run", "-q", "-C", str(tmp_path)]) == 0
    assert float((tmp_path / "coefficient.json").read_text())
    with open_store(tmp_path / ".rung" / "store.db") as store, store.reading() as reader:
        (run,) = reader.runs.latest()
    assert run.status is RunStatus.SUCCESS
    assert set(run.datasets) == {"customers"}
