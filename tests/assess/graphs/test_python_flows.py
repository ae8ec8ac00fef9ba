"""Graphs that orchestration libraries declare in Python."""

from __future__ import annotations

from tests.factories import MADE_AT

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.training import Training
from rung.assess.engine import Engine
from rung.assess.graphs.base import Graph, Role
from rung.assess.invocation import By
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest

FIT = "from sklearn.linear_model import LogisticRegression\n\n\ndef fit(rows):\n    return LogisticRegression().fit(rows, rows)\n"
DAGSTER = {
    "pkg/fit.py": FIT,
    "pkg/assets.py": (
        "import dagster as dg\n\nfrom pkg.fit import fit\n\n\n@dg.asset\ndef raw_rows():\n    return [[0]]\n\n\n"
        "@dg.asset\ndef features(raw_rows):\n    return raw_rows\n\n\n@dg.asset\ndef trained_model(features):\n    return fit(features)\n"
    ),
    "pkg/definitions.py": "import dagster as dg\n\nfrom pkg import assets\n\ndefs = dg.Definitions(assets=dg.load_assets_from_modules([assets]))\n",
}


def evidence_of(files: dict[str, str]) -> tuple[Pipelines, Training]:
    engine = Engine(
        [each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest]
    )
    evidence = engine.start({Tree: MemoryTree(files), Clock: Clock(MADE_AT), Manifest: Manifest.empty()})
    engine.collect(evidence, [Pipelines, Training])
    pipelines, training = evidence.get(Pipelines), evidence.get(Training)
    assert pipelines is not None
    assert training is not None
    return pipelines, training


def the_graph(files: dict[str, str], framework: str) -> Graph:
    (graph,) = evidence_of(files)[0].of(framework)
    return graph


def test_assets_that_definitions_load_are_one_graph() -> None:
    graph = the_graph(DAGSTER, "dagster")
    assert [step.name for step in graph.steps] == ["raw_rows", "features", "trained_model"]
    assert {Role.INGEST, Role.TRANSFORM, Role.TRAIN} <= graph.roles


def test_what_definitions_load_is_started_by_the_orchestrator() -> None:
    training = evidence_of(DAGSTER)[1]
    assert [training.reach.of(site) for site in training.fits] == [By.PIPELINE]


def test_assets_nobody_loads_are_no_graph() -> None:
    files = {path: text for path, text in DAGSTER.items() if "definitions" not in path}
    assert evidence_of(files)[0].of("dagster") == []


def test_a_prefect_flow_names_its_steps_by_its_calls() -> None:
    flow = (
        "from prefect import flow, task\n\nfrom fit import fit\n\n\n@task\ndef load_data():\n    return [[0]]\n\n\n@task\ndef train_model(rows):\n"
        "    return fit(rows)\n\n\n@flow\ndef nightly():\n    train_model(load_data())\n\n\nif __name__ == '__main__':\n    nightly()\n"
    )
    graph = the_graph({"fit.py": FIT, "flow.py": flow}, "prefect")
    assert graph.roles == {Role.INGEST, Role.TRAIN}
    assert graph.by & By.SCRIPT


def flow_of(measured: str, called: str = "fit(rows)\n    look(rows)") -> Graph:
    steps = (
        "from prefect import flow, task\nfrom sklearn.linear_model import Ridge\nfrom sklearn.metrics import r2_score\n\n\n"
        "@task\ndef fit(rows):\n    return Ridge().fit(rows, rows)\n\n\n"
        f"@task\ndef look(rows):\n    print({measured})\n\n\n@flow\ndef weekly(rows=1):\n    {called}\n"
    )
    (found,) = (each for each in evidence_of({"weekly.py": steps})[0].graphs if each.framework == "prefect")
    return found


def test_a_step_that_measures_judges_whatever_it_is_called() -> None:
    assert Role.EVALUATE in flow_of("r2_score(y_late, guesses)").roles
    assert Role.EVALUATE in flow_of("r2_score(y_late, guesses)", "fit(rows)\n    look.submit(rows)").roles


def test_a_step_that_measures_what_the_model_has_seen_judges_nothing() -> None:
    assert Role.EVALUATE not in flow_of("r2_score(y_train, guesses)").roles


def test_a_function_that_measures_and_is_no_step_of_the_flow_judges_nothing() -> None:
    assert Role.EVALUATE not in flow_of("r2_score(y_late, guesses)", "fit(rows)").roles


def test_a_function_that_is_handed_to_a_node_may_judge() -> None:
    files = {
        "conf/base/catalog.yml": "rows:\n  type: pandas.CSVDataset\n  filepath: rows.csv\n",
        "src/app/pipelines/main/nodes.py": (
            "from sklearn.linear_model import Ridge\nfrom sklearn.metrics import r2_score\n\n\n"
            "def fit(rows):\n    return Ridge().fit(rows, rows)\n\n\ndef draw(y, guesses):\n    return r2_score(y, guesses)\n"
        ),
        "src/app/pipelines/main/pipeline.py": (
            "from kedro.pipeline import node, pipeline\n\nfrom .nodes import draw, fit\n\n\n"
            "def create_pipeline(**kwargs):\n    return pipeline([\n        node(func=fit, inputs='rows', outputs='m', name='fit'),\n"
            "        node(func=draw, inputs=['y', 'g'], outputs='plot', name='plot'),\n    ])\n"
        ),
    }
    assert any(Role.EVALUATE in graph.roles for graph in evidence_of(files)[0].graphs if graph.framework == "kedro")


def test_who_runs_kedro_starts_the_functions_of_its_nodes() -> None:
    files = {
        "Makefile": "all:\n\tkedro run\n",
        "src/app/pipelines/main/nodes.py": FIT,
        "src/app/pipelines/main/pipeline.py": (
            "from kedro.pipeline import node, pipeline\n\nfrom .nodes import fit\n\n\n"
            "def create_pipeline(**kwargs):\n    return pipeline([node(func=fit, inputs='rows', outputs='m')])\n"
        ),
    }
    training = evidence_of(files)[1]
    assert training.by() == By.PIPELINE | By.TARGET
    assert evidence_of({**files, "Makefile": "all:\n\tkedro viz\n"})[1].by() == By.PIPELINE


def test_a_made_file_tells_its_role_by_what_makes_it() -> None:
    rules = (
        "all: out/rows.parquet\n\nout/rows.parquet: out/net.bin\n\tpython3.11 src/predict_rows.py\n\n"
        "out/net.bin: out/table.parquet\n\tpython src/train_net.py && date\n\n"
        "out/table.parquet:\n\tsh src/{}.sh\n"
    )
    (graph,) = [
        each for each in evidence_of({"Makefile": rules.format("download_table")})[0].training if each.name == "all"
    ]
    assert graph.roles == {Role.PREDICT, Role.TRAIN, Role.INGEST}
    assert not graph.linear
    (graph,) = [each for each in evidence_of({"Makefile": rules.format("x1")})[0].training if each.name == "all"]
    assert graph.roles == {Role.PREDICT, Role.TRAIN}
