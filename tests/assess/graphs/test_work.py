"""Steps that are known by what they do, also when they start a program of their own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.unattended import Cause, Unattended
from rung.assess.engine import Engine
from rung.assess.graphs.base import Role
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])
FIT = "from sklearn.linear_model import Ridge\n\n\ndef main():\n    Ridge().fit(x, y)\n\n\nif __name__ == '__main__':\n    main()\n"
ASSETS = (
    "import subprocess\n\nimport dagster as dg\n\n\n@dg.asset\ndef harbours():\n    return 1\n\n\n"
    "@dg.asset\ndef surge(harbours):\n{body}\n\n\n{jobs}\ndefs = dg.Definitions(assets=[harbours, surge])\n"
)
SHELL = "    subprocess.run(f'python {name} --rows 3', shell=True)"


def collect(kind: type, body: str, jobs: str = "", **more: str):
    files = {"defs.py": ASSETS.format(body=body, jobs=jobs), "tides/fit.py": FIT}
    files |= {path.replace("__", "/") + ".py": text for path, text in more.items()}
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [kind])
    return evidence.seen[kind]


@pytest.mark.parametrize(
    ("body", "trains"),
    [
        ("    subprocess.run(['python', 'tides/fit.py'])", True),
        ("    name = 'tides/fit.py'\n    subprocess.run(f'python {name} --rows 3', shell=True)", True),
        ("    run_script('tides/fit.py', ['--rows', '3'])", True),
        ("    print('see tides/fit.py')", False),
        ("    subprocess.run(['git', 'add', '.'])\n    note('tides/fit.py')", False),
    ],
)
def test_a_step_that_starts_a_script_which_trains(body: str, trains: bool):
    graphs = [graph for graph in collect(Pipelines, body).graphs if graph.framework == "dagster"]
    roles = {step.name: step.role for graph in graphs for step in graph.steps}
    assert (roles["surge"] is Role.TRAIN) is trains
    assert roles["harbours"] is not Role.TRAIN


def test_a_page_that_is_started_works_for_those_who_open_it():
    page = "import streamlit as st\n" + FIT
    graphs = collect(Pipelines, "    subprocess.run(['python', 'page.py'])", page=page).graphs
    assert not any(graph.framework == "dagster" and graph.trains for graph in graphs)


RUNS = "    subprocess.run(['python', 'tides/fit.py'])"
TIMER = "dg.ScheduleDefinition(job={}, cron_schedule='0 8 * * 3')\n"


@pytest.mark.parametrize(
    ("jobs", "causes"),
    [
        (
            "@dg.job\ndef weekly():\n    start()\n\n\n@dg.op\ndef start():\n    launch_asset_backfill(['surge'])\n\n\n"
            + TIMER.format("weekly"),
            [Cause.SCHEDULE],
        ),
        ("every = dg.define_asset_job('every')\n" + TIMER.format("every"), [Cause.SCHEDULE]),
        ("every = dg.define_asset_job('every', selection='harbours')\n" + TIMER.format("every"), []),
        ("@dg.job\ndef weekly():\n    clean_up()\n\n\n" + TIMER.format("weekly"), []),
    ],
)
def test_a_schedule_whose_job_starts_assets(jobs: str, causes: list[Cause]):
    assert [each.cause for each in collect(Unattended, RUNS, jobs).starts] == causes


def test_a_makefile_with_thousands_of_targets_is_one_graph() -> None:
    chain = "".join(f"t{number}: t{number + 1}\n\techo {number}\n" for number in range(3000))
    tree = MemoryTree({"Makefile": chain, "fit.py": FIT})
    evidence = ENGINE.start({Tree: tree, Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()})
    ENGINE.collect(evidence, [Pipelines])
    assert len(evidence.seen[Pipelines].of("make")) == 1
