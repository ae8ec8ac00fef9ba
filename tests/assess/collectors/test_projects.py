"""Which folders of a repository are projects of their own."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.engine import Engine
from rung.assess.kind import Projects
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])
FIT = "from sklearn.svm import SVC\nSVC().fit([[0], [1]], [0, 1])\n"


def projects(**files: str) -> Projects:
    tree = MemoryTree(
        {name.replace("__", "/").replace("_txt", ".txt").replace("_py", ".py"): text for name, text in files.items()}
    )
    given = {Tree: tree, Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    evidence = ENGINE.start(given)
    ENGINE.collect(evidence, [Projects])
    return evidence.seen[Projects]


TWO = {"one__requirements_txt": "sklearn", "one__train_py": FIT, "two__requirements_txt": "x", "two__train_py": FIT}


def test_two_folders_that_train_and_nothing_else_are_two_projects() -> None:
    assert projects(**TWO).folders == ("one", "two")


def test_names_that_happen_to_agree_do_not_tie_projects_together() -> None:
    found = projects(
        **TWO,
        one__helpers__logging_py="x = 1\n",
        two__run_py="import logging\nfrom setting import a\n",
        one__setting_py="a = 1\n",
    )
    assert found.folders == ("one", "two")


def test_a_folder_with_its_own_dependencies_is_no_part_of_the_root() -> None:
    found = projects(**TWO, three__requirements_txt="x", three__agent_py="import openai\n", shared__learn_py=FIT)
    assert found.folders == ("", "one", "two")
    assert found.apart == ("three",)


def test_what_leans_on_another_folder_is_one_project_with_it() -> None:
    assert projects(**TWO, two__other_py="from one.train import SVC\n").folders == ("",)
