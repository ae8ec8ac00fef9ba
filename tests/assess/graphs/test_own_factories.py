"""DAGs that a function of the project makes, their container tasks, and DAGs that start others."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.unattended import Unattended
from rung.assess.engine import Engine
from rung.assess.graphs.base import Graph, Role
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])
MAKER = (
    "from airflow import DAG\n\n\ndef own_dag(dag_id, fill, schedule=None):\n"
    "    with DAG(dag_id=dag_id, schedule=schedule) as made:\n        fill()\n    return made\n"
)
WEEKLY = (
    "from orchestra.maker import own_dag\nfrom orchestra.tasks import in_container\n\n\ndef fill():\n"
    "    in_container(task_id='harvest', command='python harbour/fit.py')\n\n\nweekly = own_dag('weekly', fill{schedule})\n"
)
NIGHTLY = (
    "from airflow.operators.trigger_dagrun import TriggerDagRunOperator\nfrom orchestra.maker import own_dag\n"
    "from orchestra.tasks import in_container\nTARGET = '{target}'\n\n\ndef fill():\n"
    "    in_container(task_id='look', command='python harbour/look.py')\n"
    "    TriggerDagRunOperator(task_id='go', trigger_dag_id=TARGET)\n\n\nnightly = own_dag('nightly', fill, schedule='@daily')\n"
)
FIT = "from sklearn.linear_model import Ridge\nif __name__ == '__main__':\n    Ridge().fit([[1]], [2])\n"
STORE = (
    "import os\n\n\nclass Table:\n    def rows(self):\n        return []\n\n\ndef store():\n"
    "    return Table() if os.getenv('HARBOUR_EVENTS', 'memory') == 'table' else None\n"
)
LOOK = "from harbour.store import store\nif __name__ == '__main__':\n    print(store().rows())\n"


def collect(kind: type, **more: str):
    files = {"orchestra/maker.py": MAKER, "dags/weekly.py": WEEKLY.format(schedule=""), "harbour/fit.py": FIT}
    files |= {"orchestra/tasks.py": "def in_container(task_id, command): ...\n", **more}
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [kind])
    return evidence.seen[kind]


def weekly(**more: str) -> Graph:
    (found,) = [each for each in collect(Pipelines, **more).graphs if each.place.path == "dags/weekly.py"]
    return found


def test_a_dag_that_an_own_function_makes_is_one_of_its_caller():
    assert [(each.name, each.role, each.runs) for each in weekly().steps] == [("harvest", Role.TRAIN, "harbour/fit.py")]
    assert weekly().name == "weekly"
    assert not weekly().schedules


def test_its_schedule_is_the_one_it_is_given():
    timed = weekly(**{"dags/weekly.py": WEEKLY.format(schedule=", schedule='@weekly'")})
    assert [each.what for each in timed.schedules] == ["@weekly"]


def test_a_function_that_names_its_dag_by_itself_makes_none_for_others():
    graphs = collect(Pipelines, **{"orchestra/maker.py": MAKER.replace("dag_id=dag_id", "dag_id='own'")}).graphs
    assert not [each for each in graphs if each.place.path == "dags/weekly.py"]


@pytest.mark.parametrize(("target", "starts"), [("weekly", 1), ("monthly", 0)])
def test_a_scheduled_dag_starts_the_one_that_it_triggers(target: str, starts: int):
    found = collect(Unattended, **{"dags/nightly.py": NIGHTLY.format(target=target)}).starts
    assert [each.flaw for each in found] == [""] * starts


def test_a_trigger_that_waits_for_a_store_nobody_switches_on_has_a_flaw():
    files = {"dags/nightly.py": NIGHTLY.format(target="weekly"), "harbour/store.py": STORE, "harbour/look.py": LOOK}
    (start,) = collect(Unattended, **files).starts
    assert "HARBOUR_EVENTS" in start.flaw
    (start,) = collect(
        Unattended, **files, **{"compose.yaml": "services:\n  a:\n    environment: {HARBOUR_EVENTS: table}\n"}
    ).starts
    assert not start.flaw
