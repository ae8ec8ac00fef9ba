"""What sort of repository it is, from what it does and how it introduces itself."""

from __future__ import annotations

import pytest
from tests.factories import MADE_AT

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.engine import Engine
from rung.assess.kind import Projects, RepositoryKind
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.domain import Kind
from rung.plugins import discover
from rung.project import Manifest

TRAIN = "from sklearn.linear_model import LogisticRegression\n\n\ndef fit(x, y):\n    return LogisticRegression().fit(x, y)\n"
SCRIPT = TRAIN + "\n\nif __name__ == '__main__':\n    fit([[0], [1]], [0, 1])\n"
PACKAGE = "from setuptools import setup\n\nsetup(name='fitter', classifiers=['Development Status :: 5 - Production/Stable'])\n"


def told(files: dict[str, str], wanted: type) -> object:
    return seen(MemoryTree(files), wanted)


def told_of(tree: MemoryTree) -> RepositoryKind:
    found = seen(tree, RepositoryKind)
    assert isinstance(found, RepositoryKind)
    return found


def seen(tree: MemoryTree, wanted: type) -> object:
    engine = Engine(
        [each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest]
    )
    evidence = engine.start({Tree: tree, Clock: Clock(MADE_AT), Manifest: Manifest.empty()})
    engine.collect(evidence, [wanted])
    return evidence.get(wanted)


def kind_of(files: dict[str, str]) -> Kind:
    found = told(files, RepositoryKind)
    assert isinstance(found, RepositoryKind)
    return found.kind


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        (Kind.PROJECT, {"train.py": SCRIPT, "README.md": "# Churn\n\nWe predict which customers leave.\n"}),
        (Kind.EXAMPLE, {"train.py": SCRIPT, "README.md": "# Churn\n\nThis is a tutorial about churn.\n"}),
        (Kind.EXAMPLE, {"train.py": SCRIPT, "README.md": "# Example churn project\n"}),
        (Kind.TEMPLATE, {"train.py": SCRIPT, "README.md": "# Stack\n\nThis template contains a pipeline.\n"}),
        (Kind.TEMPLATE, {"train.py": SCRIPT, "cookiecutter.json": "{}", "README.md": "# Stack\n"}),
        (Kind.LIBRARY, {"fitter/fit.py": TRAIN, "setup.py": PACKAGE, "README.md": "# Fitter\n\nA library: `pip install fitter`\n"}),
        (Kind.NOT_ML, {"README.md": "# Awesome machine learning\n\n- [Drift](https://example.org)\n"}),
        (Kind.NOT_ML, {"app.py": "print('retrain the drift model')\n", "README.md": "# App\n"}),
    ],
)  # fmt: skip
def test_kind(kind: Kind, files: dict[str, str]) -> None:
    assert kind_of(files) is kind


def test_a_link_to_a_course_does_not_make_an_example() -> None:
    readme = "# Churn\n\nWe predict churn.\n\n- [A course (tutorial)](https://example.org)\n"
    assert kind_of({"train.py": SCRIPT, "README.md": readme}) is Kind.PROJECT


def test_an_example_of_one_thing_that_a_page_shows_is_not_what_the_repository_is() -> None:
    shown = "# Churn\n\nWe predict churn. Here is an example of the answer, and below is a sample of the rows.\n"
    assert kind_of({"train.py": SCRIPT, "README.md": shown}) is Kind.PROJECT
    itself = "# Churn\n\nThe repository is an example of churn prediction.\n"
    assert kind_of({"train.py": SCRIPT, "README.md": itself}) is Kind.EXAMPLE


@pytest.mark.parametrize(
    "readme",
    [
        "# Vision\n\nMy solutions to all the homeworks of V1.5 of a deep learning course.\n",
        "# Vision\n\n## Assignment 1: data\n\nText.\n\n## Assignment 2: fit\n\nText.\n\n## Assignment 3: serve\n",
        "# Vision\n\n- [Lesson 4: pack](#a)\n- [Lesson 5: serve](#b)\n- [Lesson 6: watch](#c)\n",
    ],
)
def test_what_goes_through_the_units_of_a_course_is_an_example(readme: str) -> None:
    assert kind_of({"train.py": SCRIPT, "README.md": readme}) is Kind.EXAMPLE


@pytest.mark.parametrize(
    "readme",
    [
        "# Vision\n\nThe final project of an MLOps course.\n",
        "# Vision\n\nIt tells which students hand in the assignments of an online course.\n",
        "# Vision\n\n## Lesson 1\n\nLearnt in an outage.\n\n## Lesson 2\n\nAnother one.\n",
        "# Vision\n\nOf the visit we keep session 1, session 2 and session 3.\n",
    ],
)
def test_the_project_at_the_end_of_a_course_is_a_project(readme: str) -> None:
    assert kind_of({"train.py": SCRIPT, "README.md": readme}) is Kind.PROJECT


def test_folders_that_stand_by_themselves_are_projects() -> None:
    files = {"README.md": "# Our models\n"}
    for name in ("churn", "fraud"):
        files |= {f"{name}/train.py": SCRIPT, f"{name}/requirements.txt": "scikit-learn==1.5.2\n"}
    assert told(files, Projects) == Projects(("churn", "fraud"))


def test_folders_that_share_code_are_one_project() -> None:
    files = {
        "model/train.py": SCRIPT,
        "model/requirements.txt": "scikit-learn\n",
        "serving/app.py": "from model.train import fit\n\n\ndef run():\n    return fit([[0]], [0])\n",
        "serving/requirements.txt": "fastapi\n",
    }
    assert told(files, Projects) == Projects(("",))


APP = "print('hello')\n"


@pytest.mark.parametrize("lost", ["train.py", "eda.ipynb", "model.R"])
def test_nobody_says_not_ml_while_code_is_not_in_this_copy(lost: str) -> None:
    found = told_of(MemoryTree({"app.py": APP}, absent=[lost]))
    assert found.kind is Kind.PROJECT
    assert (
        found.because == f"taken for a project: {lost} may show what it is, not read: not in this copy (partial clone)"
    )


def test_nor_while_folders_cannot_be_listed() -> None:
    tree = MemoryTree({"app.py": APP})
    tree.unlisted = 1
    assert told_of(tree).kind is Kind.PROJECT


def test_one_of_many_files_that_is_not_understood_does_not_make_a_project() -> None:
    files = {f"app/m{number}.py": APP * 100 for number in range(12)}
    assert told_of(MemoryTree({**files, "old.py": "print 'x'"})).kind is Kind.NOT_ML
    assert told_of(MemoryTree({"app.py": APP, "train.py": "print 'x'"})).kind is Kind.PROJECT


def test_what_is_no_code_may_be_absent() -> None:
    assert told_of(MemoryTree({"app.py": APP}, absent=["README.md", "vendor/train.py"])).kind is Kind.NOT_ML


TRAINS = "from sklearn.svm import SVC\nSVC().fit([[0], [1]], [0, 1])\n"


def test_what_it_says_of_another_repository_it_does_not_say_of_itself() -> None:
    others = "# Rain\n\nForecasts rain. [{0}](https://github.com/acme/weather) is the better starting point.\n"
    for name in ("The project template", "The solution"):
        found = told_of(MemoryTree({"train.py": TRAINS, "README.md": others.format(name)}))
        assert found.kind is Kind.PROJECT, name
    own = others.replace("acme/weather", "acme/rain")
    tree = MemoryTree({"train.py": TRAINS, "README.md": own.format("This solution")}, remote="https://x.org/acme/rain")
    assert told_of(tree).kind is Kind.TEMPLATE
