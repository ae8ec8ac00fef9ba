"""What a first `rung.yaml` says of a folder, and why."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan.starting.folder import CELLS, TABLE, notebook
from rung.assess.tree import Person, RawCommit, RawHistory
from rung.assess.tree.memory import MemoryTree
from rung.plan.starting.proposal import Dataset, Guess, Proposal, Step
from rung.plan.starting.proposing import propose
from rung.plan.starting.render import render
from rung.project.file import ManifestFile
from rung.project.reading import read_written

SCRIPT = """\
import pandas as pd
from sklearn.linear_model import LogisticRegression

def main():
    df = pd.read_csv("data/customers.csv")
    LogisticRegression().fit(df[["calls"]], df["churned"])

if __name__ == "__main__":
    main()
"""


def proposal(files: dict[str, str | bytes]) -> Proposal:
    return propose(MemoryTree(files), "Churn 2024")


def written(files: dict[str, str | bytes]) -> ManifestFile:
    return read_written(render(proposal(files)))[0]


def text(files: dict[str, str | bytes]) -> str:
    return render(proposal(files))


def test_a_notebook_and_its_table() -> None:
    found = proposal({"churn.ipynb": notebook(*CELLS), "customers.csv": TABLE})
    (dataset,) = found.datasets
    assert (dataset.name, dataset.sources, dataset.readable) == ("customers", ("customers.csv",), True)
    assert dataset.label == Guess("churned", "churn.ipynb cell 3 takes it for y")
    assert dataset.time == Guess("signed_up", "its first value is a date")
    assert dataset.key == Guess("id", "by its name")
    (step,) = found.steps
    assert (step.name, step.kind, step.does, step.inputs) == ("churn", "notebook", "churn.ipynb", ("customers",))
    assert step.why == "cell 4 calls sklearn.linear_model.LogisticRegression().fit"
    file = read_written(render(found))[0]
    assert file.project == "churn-2024"
    assert file.model is not None
    assert (file.model.name, file.model.from_) == ("churn-2024", "churn")
    # A meaning of a column is never said in anybody's name.
    assert file.datasets["customers"].label is file.datasets["customers"].time is None
    assert (file.purpose, file.owner, file.evaluate, file.release, file.monitor) == (None,) * 5


def test_every_guess_is_marked() -> None:
    lines = text({"churn.ipynb": notebook(*CELLS), "customers.csv": TABLE}).splitlines()
    keys = ("project:", "customers:", "# label:", "# time:", "# key:", "churn:", "inputs:", "frame:", "from:")
    for key in keys:
        (line,) = [each for each in lines if each.strip().startswith(key) and "# guessed: " in each]
        assert line.split("# guessed: ")[1]


def test_a_script_is_a_command() -> None:
    file = written({"src/train.py": SCRIPT, "data/customers.csv": TABLE})
    assert file.pipeline["train"].run == "python src/train.py"
    assert file.pipeline["train"].inputs == ["customers"]
    assert file.model is None


def test_a_module_of_a_package_is_run_as_one() -> None:
    file = written({"churn/__init__.py": "", "churn/train.py": SCRIPT, "data/customers.csv": TABLE})
    assert file.pipeline["train"].run == "python -m churn.train"


def test_the_script_beside_is_not_run_when_another_imports_it() -> None:
    files: dict[str, str | bytes] = {
        "fitting.py": SCRIPT,
        "main.py": "import fitting\nif __name__ == '__main__':\n    fitting.main()\n",
    }
    assert [each.does for each in proposal(files).steps] == ["python main.py"]


def test_a_command_that_a_file_declares_is_taken() -> None:
    needs = SCRIPT.replace(
        "def main():",
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--data', required=True)\ndef main():",
    )
    assert "it needs --data" in text({"train.py": needs})
    assert not written({"train.py": needs}).pipeline
    told = proposal({"train.py": needs, "Makefile": "train:\n\tpython train.py --data data/customers.csv\n"}).steps
    assert [(each.does, each.ready) for each in told] == [("python train.py --data data/customers.csv", True)]
    assert told[0].why == "Makefile:2 starts it so"


@pytest.mark.parametrize(
    ("code", "needs"),
    [
        ("import sys\npath = sys.argv[1]\n", True),
        ("import sys\npath = sys.argv[1] if len(sys.argv) > 1 else 'x'\n", False),
        ("import argparse\np = argparse.ArgumentParser()\np.add_argument('path')\n", True),
        ("import argparse\np = argparse.ArgumentParser()\np.add_argument('path', nargs='?')\n", False),
        ("import click\n@click.command()\n@click.option('--path', required=True)\ndef run(path): main()\n", True),
        ("import typer\napp = typer.Typer()\n@app.command()\ndef run(path: str): main()\n", True),
        ("import typer\napp = typer.Typer()\n@app.command()\ndef run(path: str = 'x'): main()\n", False),
    ],
)
def test_what_cannot_be_started_alone_is_only_shown(code: str, needs: bool) -> None:
    (step,) = proposal({"train.py": code + SCRIPT}).steps
    assert step.ready is not needs


def test_a_function_that_takes_the_datasets_is_a_step() -> None:
    code = (
        "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression\n"
        "def fit(customers: pd.DataFrame):\n"
        "    return LogisticRegression().fit(customers[['calls']], customers['churned'])\n"
        "def other(rows: pd.DataFrame):\n    return LogisticRegression().fit(rows, rows)\n"
    )
    file = written({"churn/__init__.py": "", "churn/train.py": code, "data/customers.csv": TABLE})
    assert {name: step.call for name, step in file.pipeline.items()} == {"fit": "churn.train:fit"}
    assert file.pipeline["fit"].inputs == ["customers"]


def test_what_answers_requests_is_no_step() -> None:
    assert not proposal({"app.py": "import flask\napp = flask.Flask(__name__)\n" + SCRIPT}).steps


def test_of_many_that_train_three_are_written_and_the_others_shown() -> None:
    files: dict[str, str | bytes] = {f"try_{n:02}.ipynb": notebook(*CELLS) for n in range(9)}
    found = text(files)
    assert len(read_written(found)[0].pipeline) == 3
    assert "# Also trains, and is not run" in found
    assert "#   notebook: try_08.ipynb" in found


def test_what_needs_jupyter_is_said() -> None:
    found = text({"a.ipynb": notebook("!pip install polars", "%%bash\nls", *CELLS)})
    assert "# doubt: cell 1 installs packages (pip install polars): take that out before it runs" in found


def test_files_alike_are_one_dataset_and_others_are_not() -> None:
    day = "at,calls\n2024-01-01,3\n"
    files: dict[str, str | bytes] = {
        "data/calls-2024-01.csv": day,
        "data/calls-2024-02.csv": day,
        "data/part-1.parquet": b"PAR1",
        "data/part-2.parquet": b"PAR1",
        "data/year-1.csv": "a,b\n1,2\n",
        "data/year-2.csv": "c\n1\n",
        "data/plans.csv": "plan\nbasic\n",
    }
    assert {each.name: list(each.sources) for each in proposal(files).datasets} == {
        "calls": ["data/calls-2024-*.csv"],
        "data": ["data/part-*.parquet"],
        "plans": ["data/plans.csv"],
        "year_1": ["data/year-1.csv"],
        "year_2": ["data/year-2.csv"],
    }


def test_what_the_code_writes_is_no_dataset() -> None:
    cells = (*CELLS, "df.to_csv('scored.csv')")
    files: dict[str, str | bytes] = {
        "a.ipynb": notebook(*cells),
        "customers.csv": TABLE,
        "scored.csv": TABLE,
        "outputs/x.csv": TABLE,
    }
    assert [each.name for each in proposal(files).datasets] == ["customers"]


def test_what_is_read_and_not_there_is_said() -> None:
    found = text({"a.ipynb": notebook(*CELLS)})
    assert "# Named in the code, and not in this folder" in found
    assert "#   customers.csv (a.ipynb)" in found
    assert not read_written(found)[0].datasets


def test_a_path_that_leads_elsewhere_is_doubted() -> None:
    cells = [each.replace("customers.csv", "/content/drive/customers.csv") for each in CELLS]
    found = text({"a.ipynb": notebook(*cells), "data/customers.csv": TABLE})
    assert "it names /content/drive/customers.csv, and the file is data/customers.csv" in found


@pytest.mark.parametrize("content", [TABLE.encode("utf-16"), b"name,caf\xe9\n1,2\n", b"a;b\n1;2\n", b"1,2\n3,4\n"])
def test_an_odd_table_is_no_input_of_a_notebook(content: bytes) -> None:
    found = proposal({"a.ipynb": notebook(*CELLS), "customers.csv": content})
    assert found.steps[0].inputs == ()
    assert "no plain UTF-8 table" in render(found)


def test_a_folder_with_nothing_of_use() -> None:
    file = written({"README.md": "# hello"})
    assert (file.datasets, file.pipeline, file.model) == ({}, {}, None)
    assert file.project == "churn-2024"


def test_the_owner_is_who_wrote_most() -> None:
    def commit(email: str) -> RawCommit:
        person = Person("x", email)
        return RawCommit("0" * 40, (), person, 0, 0, person, 0, "s", ())

    emails = ["dependabot[bot]@x.org"] * 3 + ["ann@x.org"] * 2 + ["bo@x.org"]
    history = RawHistory(tuple(map(commit, emails)), (), truncated=False, shallow=False, mailmap="")
    found = propose(MemoryTree({}), "x", history=history, environment=".venv")
    assert found.owner == Guess("ann@x.org", "author of 2 of 6 commits")
    assert read_written(render(found))[0].environment == ".venv"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("a.ipynb", b"{"),
        ("a.ipynb", b"\xff\xfe\x00"),
        ("a.ipynb", b"[" * 100_000),
        ("a.ipynb", b'{"cells": [1, null, {"cell_type": "code", "source": 3}]}'),
        ("a.py", b"def f(:\n"),
        ("a.py", b"\0" * 50),
        ("a.csv", b""),
        ("a.csv", b'"' + b"x" * 200_000),
        ("a.csv", b"\0,\0\n"),
        ("data/${env:HOME}.csv", b"a\n1\n"),
        ("data/new\nline.csv", b"a\n1\n"),
        ("data/[1].csv", b"a\n1\n"),
        ("yes.csv", b"a\n1\n"),
        ("model.csv", b"a\n1\n"),
        ("2024.csv", b"a\n1\n"),
        ("Größe #1: «x».csv", b"a\n1\n"),
    ],
)
def test_odd_files_give_a_file_that_can_be_read(path: str, content: bytes) -> None:
    found = written({path: content})
    for each in found.datasets.values():
        assert each.source == path


TEXT = st.text(max_size=30)
GUESS = st.none() | st.builds(Guess, TEXT, TEXT)
NAME = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
PATH = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cn", "Co", "Cf")), min_size=1, max_size=20
).filter(lambda each: each.isprintable() and "${" not in each)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_whatever_is_proposed_can_be_read_back(data: st.DataObject) -> None:
    names = data.draw(st.lists(NAME, unique=True, max_size=6))
    paths = [data.draw(PATH) for _ in names]
    cut = data.draw(st.integers(0, len(names)))
    datasets = [
        Dataset(
            name=name, sources=(path,), paths=(path,), why=data.draw(TEXT), readable=data.draw(st.booleans()),
            label=data.draw(GUESS), time=data.draw(GUESS), key=data.draw(GUESS),
        )
        for name, path in zip(names[:cut], paths, strict=False)
    ]  # fmt: skip
    steps = [
        Step(
            name=name, kind="notebook", does=path, path=path, why=data.draw(TEXT), inputs=tuple(names[:cut]),
            doubts=tuple(data.draw(st.lists(TEXT, max_size=2))), model=data.draw(GUESS), ready=data.draw(st.booleans()),
        )
        for name, path in zip(names[cut:], paths[cut:], strict=True)
    ]  # fmt: skip
    absent = tuple(data.draw(st.lists(st.builds(Guess, TEXT, TEXT), max_size=2)))
    found = Proposal(project="x", datasets=tuple(datasets), steps=tuple(steps), absent=absent, left_out=cut)
    file = read_written(render(found))[0]
    assert {name: each.source for name, each in file.datasets.items()} == {
        each.name: each.sources[0] for each in datasets
    }
    assert {name: each.notebook for name, each in file.pipeline.items()} == {
        each.name: each.does for each in steps if each.ready
    }


def test_packages_without_an_environment_are_told_of() -> None:
    found = text({"requirements.txt": "pandas\n"})
    assert "python -m venv .venv; .venv/bin/pip install -r requirements.txt" in found
    assert read_written(found)[0].environment is None


@pytest.mark.parametrize(
    ("cell", "label"),
    [
        ("y = df['churned']", "churned"),
        ("y_train = df.churned.values", "churned"),
        ("y = df[['churned']].to_numpy().ravel()", "churned"),
        ("y = (df['churned'] == 1).astype(int)", "churned"),
        ("X, y = df[['calls']], df.pop('churned')", "churned"),
        ("import numpy as np\ny = np.log1p(df['Churned'])", "churned"),
        ("X = df.drop('churned', axis=1)", "churned"),
        ("X = df.drop(columns=['churned'])", "churned"),
        ("target_col = 'churned'", "churned"),
        ("X = df.drop(columns=['churned', 'id'])", None),
        ("y_pred = df['churned']", None),
        ("y = df['gone']", None),
        ("y = df[columns]", None),
        ("y = f(", None),
    ],
)
def test_the_label_is_what_the_code_learns(cell: str, label: str | None) -> None:
    (dataset,) = proposal(
        {"a.ipynb": notebook("df = pd.read_csv('customers.csv')", cell), "customers.csv": TABLE}
    ).datasets
    assert (dataset.label.value if dataset.label else None) == label


def test_partitions_are_one_dataset_and_folders_of_numbers_are_not() -> None:
    files: dict[str, str | bytes] = {
        **{f"data/year=2024/month={n:02}/part-0.parquet": b"PAR1" for n in range(1, 4)},
        "week1/homework.parquet": b"PAR1",
        "week2/homework.parquet": b"PAR1",
        **{f"stations/s{n}/hours_{n}.csv": "at,rain\n1,2\n" for n in range(4)},
        "other/s1/hours_1.csv": "at,rain\n1,2\n",
    }
    assert {each.name: list(each.sources) for each in proposal(files).datasets} == {
        "data": ["data/year=2024/month=*/part-0.parquet"],
        "hours": ["stations/s*/hours_*.csv"],
        "hours_1": ["other/s1/hours_1.csv"],
        "homework": ["week1/homework.parquet"],
        "week2_homework": ["week2/homework.parquet"],
    }
