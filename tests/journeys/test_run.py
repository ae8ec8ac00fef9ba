"""From one rung.yaml to a registered model: what runs, what is skipped, what is refused, and what is left behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from journeys.projects import MANIFEST, TRAIN, commit, customers, write_project
from rung.cli import main
from rung.domain.model_version import Alias
from rung.domain.run import Run, RunStatus
from rung.store.opening import open_store


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose first model is registered; tests copy it."""
    root = write_project(tmp_path_factory.mktemp("trained") / "churn")
    assert main(["run", "-q", "-C", str(root)]) == 0
    return root


@pytest.fixture
def project(trained: Path, tmp_path: Path) -> Path:
    root = tmp_path / "churn"
    subprocess.run(["cp", "-a", trained, root], check=True)
    return root


def runs_of(root: Path) -> list[Run]:
    with open_store(root / ".rung" / "store.db") as store, store.reading() as reader:
        return reader.runs.latest()


def versions_of(root: Path) -> list[str]:
    with open_store(root / ".rung" / "store.db") as store, store.reading() as reader:
        return [each.name for each in reader.models.versions("churn")]


def test_the_record_tells_what_went_in_and_what_came_out(trained: Path) -> None:
    (run,) = runs_of(trained)
    assert run.status is RunStatus.SUCCESS
    assert run.commit
    assert not run.dirty
    assert set(run.datasets) == set(run.contracts) == {"customers"}
    assert [each.name for each in run.steps] == ["features", "train"]
    assert run.params == {"train": {"c": 1.0}}
    assert run.evaluation is not None
    assert run.evaluation.rows == 300
    assert run.evaluation.metrics["roc_auc"] > 0.8
    with open_store(trained / ".rung" / "store.db") as store, store.reading() as reader:
        (version,) = reader.models.versions("churn")
        assert reader.models.aliases("churn") == {Alias.CHALLENGER: 1}
        assert [each.kind for each in reader.audit.of(f"run:{run.id}")] == ["run.began", "run.finished"]
    assert version.run == run.id
    assert version.flavour == "skops"
    assert version.evaluation == run.evaluation


def test_mlflow_shows_the_run_and_loads_the_model(trained: Path) -> None:
    code = (
        "import mlflow, sys; mlflow.set_tracking_uri(sys.argv[1])\n"
        "model = mlflow.pyfunc.load_model('models:/churn@challenger')\n"
        "import pandas as pd\n"
        "print(model.predict(pd.DataFrame({'calls': [0, 29], 'spent': [10.0, 10.0], 'per_call': [10.0, 0.3]})).tolist())\n"
        "runs = mlflow.search_runs(search_all_experiments=True)\n"
        "print(len(runs), runs['params.train.c'][0], runs['status'][0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, f"sqlite:///{trained / '.rung' / 'mlflow.db'}"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["[0, 1]", "1 1.0 FINISHED"]


@pytest.mark.parametrize("experiment", ["", "    mlflow.set_experiment('mine')\n"])
def test_what_the_code_logs_by_itself_is_in_the_same_run(project: Path, experiment: str) -> None:
    logging = "    import mlflow\n" + experiment + "    mlflow.sklearn.autolog(log_models=False)\n    model = "
    own = TRAIN.replace("    model = ", logging, 1).replace(
        "    return model", "    mlflow.log_metric('mine', 7.0)\n    return model"
    )
    (project / "churn" / "train.py").write_text(own)
    assert main(["run", "-q", "-C", str(project)]) == 0
    code = (
        "import mlflow, sys; mlflow.set_tracking_uri(sys.argv[1])\n"
        "run = mlflow.search_runs(search_all_experiments=True, filter_string=f\"tags.`rung.run` = '{sys.argv[2]}'\").iloc[0]\n"
        "print(run['metrics.mine'], run['params.logisticregression__C'], run['params.train.c'], run['metrics.holdout.roc_auc'] > 0.5)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, f"sqlite:///{project / '.rung' / 'mlflow.db'}", runs_of(project)[0].id],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["7.0", "1.0", "1.0", "True"], done.stderr


def test_nothing_changed_nothing_runs(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["run", "-C", str(project)])  # a copy has files of its own
    capsys.readouterr()
    assert main(["run", "-C", str(project)]) == 0
    assert "Nothing has changed since run " in capsys.readouterr().out
    assert "its model is churn@" in (main(["run", "-C", str(project)]), capsys.readouterr().out)[1]


def test_nothing_of_ours_stands_in_the_output_of_a_step(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "churn" / "train.py").write_text(TRAIN.replace("C=c", "C=c / 2"))
    assert main(["run", "-C", str(project)]) == 0
    assert "train | " not in capsys.readouterr().err


def test_a_change_runs_what_depends_on_it_and_says_why(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "churn" / "train.py").write_text(TRAIN.replace("C=c", "C=c / 2"))
    assert main(["run", "--dry-run", "-C", str(project)]) == 0
    planned = capsys.readouterr().out
    assert "train     would run" in planned
    assert "churn/train.py" in planned
    assert "features  unchanged" in planned
    assert main(["run", "-q", "-C", str(project)]) == 0
    said = capsys.readouterr().out
    assert "Registered churn@2, the new challenger" in said
    run = runs_of(project)[0]
    assert run.dirty
    assert run.diff


def test_a_broken_contract_stops_before_any_step(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    customers().with_columns(calls=pl.col("calls") - 1).write_csv(project / "data" / "customers.csv")
    assert main(["run", "-C", str(project)]) == 1
    said = capsys.readouterr().err
    assert "customers breaks its contract: calls: " in said
    assert "values below 0" in said
    assert runs_of(project)[0].status is RunStatus.REFUSED
    assert not runs_of(project)[0].steps
    assert versions_of(project) == ["churn@1"]


def test_a_gate_refuses_with_numbers_and_nothing_is_registered(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "rung.yaml").write_text(MANIFEST.replace("roc_auc >= 0.6\n", "roc_auc >= 0.999\n"))
    assert main(["run", "-C", str(project)]) == 1
    said = capsys.readouterr().err
    assert "below 0.999" in said
    assert "at: rung.yaml:" in said
    run = runs_of(project)[0]
    assert run.status is RunStatus.REFUSED
    assert run.evaluation is not None
    assert not run.evaluation.passed
    assert versions_of(project) == ["churn@1"]


def test_a_failing_step_shows_its_own_traceback_first(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "churn" / "train.py").write_text(TRAIN.replace('features["left"]', 'features["gone"]'))
    assert main(["run", "-q", "-C", str(project)]) == 1
    said = capsys.readouterr().err
    assert said.index("KeyError: 'gone'") < said.index("error: step train:")
    assert "rung" not in said[: said.index("error: step train:")].replace("/churn/", "")
    assert "at: churn/train.py:13" in said
    assert runs_of(project)[0].status is RunStatus.FAILURE
    assert versions_of(project) == ["churn@1"]


def test_a_step_that_reads_the_holdout_fails(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    peeking = TRAIN.replace(
        "    model = ", "    import pandas\n    pandas.read_csv('data/customers.csv')\n    model = "
    )
    (project / "churn" / "train.py").write_text(peeking)
    assert main(["run", "-q", "-C", str(project)]) == 1
    said = capsys.readouterr().err
    assert "data/customers.csv" in said
    assert "holdout" in said
    assert versions_of(project) == ["churn@1"]


def test_what_is_stored_of_the_holdout_is_protected_too(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    peeking = TRAIN.replace(
        "    model = ",
        "    import glob\n    [open(each, 'rb').read() for each in glob.glob('.rung/blobs/**/*', recursive=True) "
        "if __import__('os').path.isfile(each)]\n    model = ",
    )
    (project / "churn" / "train.py").write_text(peeking)
    assert main(["run", "-q", "-C", str(project)]) == 1
    assert "it is the protected holdout" in capsys.readouterr().err


def test_a_task_or_metric_that_is_none_is_said_before_anything_runs(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for wrong, right in (("task: binary", "task: binry"), ("metric: roc_auc", "metric: rmse")):
        (project / "rung.yaml").write_text(MANIFEST.replace(wrong, right))
        assert main(["run", "-q", "-C", str(project)]) == 2
        assert "at: rung.yaml:" in capsys.readouterr().err
    assert len(runs_of(project)) == 1


def test_the_training_sees_no_row_of_the_holdout(project: Path) -> None:
    counting = TRAIN.replace("    model = ", "    assert len(features) == 900, len(features)\n    model = ")
    (project / "churn" / "train.py").write_text(counting)
    assert main(["run", "-q", "-C", str(project)]) == 0


def test_the_record_as_json(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--force", "--json", "-q", "-C", str(project)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["model"] == "churn@2"
    assert told["record"]["status"] == "success"


def test_a_fresh_clone_without_data_uses_the_stored_version(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(project, "All", first=False) if _dirty(project) else None
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", project, clone], check=True)
    monkeypatch.setenv("RUNG_WORKSPACE", str(project / ".rung"))
    assert main(["run", "-C", str(clone)]) == 0
    assert "no file is here; the version of" in capsys.readouterr().err


def _dirty(root: Path) -> bool:
    done = subprocess.run(["git", "-C", root, "status", "--porcelain"], capture_output=True, text=True, check=True)
    return bool(done.stdout)


def test_no_label_no_holdout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_project(tmp_path / "churn", manifest=MANIFEST.replace("    label: left\n", ""))
    assert main(["run", "-q", "-C", str(root)]) == 2
    assert "no dataset of the pipeline names its label" in capsys.readouterr().err


def test_without_git_and_without_judgement_a_model_is_registered_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project(tmp_path / "churn", git=False, manifest=MANIFEST.partition("evaluate:")[0])
    assert main(["run", "-q", "-C", str(root)]) == 0
    assert "Registered churn@1, without a judgement" in capsys.readouterr().out
    assert runs_of(root)[0].commit is None


def test_it_is_made_again_from_what_is_recorded(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "churn" / "train.py").write_text(TRAIN.replace("C=c", "C=c / 50"))
    assert main(["run", "-q", "-C", str(project)]) == 0
    (project / "churn" / "train.py").write_text("what is here now does not matter")
    capsys.readouterr()
    assert main(["reproduce", "churn@2", "-q", "-C", str(project)]) == 0
    assert "churn@2 was made again on 300 rows" in capsys.readouterr().out
    with open_store(project / ".rung" / "store.db") as store, store.reading() as reader:
        found = reader.reproductions.latest("churn", 2)
    assert found is not None
    assert found.ok
    assert {each.name for each in found.compared} >= {"roc_auc", "predictions"}
    assert (project / "churn" / "train.py").read_text() == "what is here now does not matter"


def test_a_change_passes_in_a_fresh_clone_without_data(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", project, clone], check=True)
    assert main(["ci", "-q", "-C", str(clone)]) == 0
    said = capsys.readouterr()
    assert "passed  contracts" in said.out
    assert "passed  tests      1 passed" in said.out
    assert "passed  pipeline   2 steps ran, and churn answers " in said.out
    assert not (clone / ".rung").exists()


def test_a_change_that_breaks_a_step_fails_and_the_rest_is_told_too(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "churn" / "features.py").write_text("def build(customers):\n    raise ValueError('no')\n")
    assert main(["ci", "-q", "-C", str(project)]) == 1
    said = capsys.readouterr()
    assert "FAILED  tests" in said.out
    assert "FAILED  pipeline   churn/features.py:2: step features: ValueError: no" in said.out
