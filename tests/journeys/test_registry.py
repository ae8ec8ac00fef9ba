"""A team with models in MLflow takes one in, looks at it, and finds out when somebody changed it behind their back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from registry.conftest import empty_mlflow, quiet  # noqa: F401
from registry.models import ROWS, fitted
from rung.cli import main
from rung.domain.event import Actor
from rung.domain.model_version import Alias
from rung.registry.tracking import Tracking
from rung.store.opening import open_store
from store.values import a_model, a_reproduction, an_evaluation

pytestmark = pytest.mark.filterwarnings("ignore")  # those of MLflow


@pytest.fixture
def project(tmp_path: Path, empty_mlflow: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    (tmp_path / "rung.yaml").write_text("project: delays\n")
    (tmp_path / ".rung").mkdir()
    shutil.copyfile(empty_mlflow, tmp_path / ".rung" / "mlflow.db")
    # MLflow's own set_tracking_uri sets this variable for good.
    monkeypatch.setenv("MLFLOW_TRACKING_URI", tracking(tmp_path).uri)
    return tmp_path


def tracking(project: Path) -> Tracking:
    home = project / ".rung"
    return Tracking(f"sqlite:///{home / 'mlflow.db'}", "delays", home / "mlflow-artifacts")


def their_model(project: Path, serialization: str = "cloudpickle") -> None:
    import mlflow
    import mlflow.sklearn

    there = tracking(project)
    mlflow.set_tracking_uri(there.uri)
    mlflow.set_registry_uri(there.uri)
    with mlflow.start_run(experiment_id=there.experiment_id):
        mlflow.sklearn.log_model(
            fitted(), name="model", serialization_format=serialization, registered_model_name="delays",
            pip_requirements=["scikit-learn"], input_example=ROWS[:2],
        )  # fmt: skip


def rung(project: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["registry", *words, "-C", str(project)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_model_is_adopted_shown_verified_and_mlflow_repaired(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    their_model(project)
    assert rung(project, capsys, "list")[1].startswith("no model is registered yet")
    code, _, error = rung(project, capsys, "adopt", "models:/delays/1")
    assert (code, "is a pickle" in error, "--reason" in error) == (1, True, True)
    assert rung(project, capsys, "list")[1].startswith("no model is registered yet")

    code, out, error = rung(project, capsys, "adopt", "models:/delays/1", "--reason", "ours, from March")
    assert (code, error) == (0, "")
    assert out.startswith("delays@1  pickle  ")
    assert "from models:/delays/1" in out
    assert rung(project, capsys, "adopt", "models:/delays/1", "--reason", "ours, from March")[1] == out
    assert rung(project, capsys, "list")[1].split()[:1] == ["delays@1"]
    shown = rung(project, capsys, "show", "delays")[1]
    assert "ours, from March" in shown
    assert "taken in from models:/delays/1" in shown
    assert "inputs        distance double, hour long" in shown
    assert rung(project, capsys, "verify")[1] == "delays@1: 7 files, all as they were registered\n"

    assert rung(project, capsys, "repair")[1].startswith("MLflow shows what the store says")
    with open_store(project / ".rung" / "store.db") as store, store.writing(Actor("ann")) as writer:
        writer.models.point("delays", Alias.CHAMPION, 1)
    assert "delays@champion points where the store says" in rung(project, capsys, "repair")[1]
    tracking(project).client.delete_registered_model_alias("delays", "champion")
    code, out, _ = rung(project, capsys, "repair", "--json")
    assert json.loads(out)["aliases"] == ["delays@champion"]

    (blob,) = [
        each
        for each in (project / ".rung" / "blobs").rglob("*")
        if each.is_file() and b"sklearn" in each.read_bytes()[:99]
    ]
    blob.chmod(0o644)
    blob.write_bytes(b"x" * blob.stat().st_size)
    code, out, _ = rung(project, capsys, "verify", "delays@champion")
    assert code == 1
    assert "damaged  model.pkl" in out
    code, out, _ = rung(project, capsys, "verify", "--json")
    assert (code, json.loads(out)[0]["harmed"][0]["path"]) == (1, "model.pkl")


def test_everything_that_is_known_of_a_version_is_shown(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(project / ".rung" / "store.db") as store, store.writing(Actor("ann")) as writer:
        writer.models.register(
            a_model(
                "a", commit="c" * 40, dirty=True, datasets={"flights": "d" * 64},
                evaluation=an_evaluation(metrics={"roc_auc": 0.66, "lost": float("nan")}),
            )
        )  # fmt: skip
        writer.models.register(a_model("b", evaluation=an_evaluation(passed=False)))
        writer.reproductions.add(a_reproduction())
    listed = rung(project, capsys, "list", "flights")[1].splitlines()
    assert [line.split()[0] for line in listed] == ["flights@2", "flights@1"]
    assert "1 of 1 gates refused" in listed[0]
    assert listed[1].endswith("challenger")
    out = rung(project, capsys, "show", "flights@challenger")[1]
    assert out.startswith("flights@1, challenger\n")
    for text in (f"{'c' * 40}, with changes", "flights@dddddddddddd", "the same", "roc_auc >= 0.6: roc_auc is 0.66"):
        assert text in out
    _, out, _ = rung(project, capsys, "show", "flights@1", "--json")
    shown = json.loads(out)
    assert (shown["aliases"], shown["reproduction"]["ok"], shown["evaluation"]["metrics"]["lost"]) == (
        ["challenger"],
        True,
        None,
    )
    _, out, _ = rung(project, capsys, "list", "--json")
    assert [each["version"] for each in json.loads(out)] == [2, 1]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["show", "delays"], 2, "no version of model delays is registered"),
        (["list", "delays"], 2, "no version of model delays is registered"),
        (["verify", "delays@3"], 2, "no version of model delays is registered"),
        (["adopt", "nowhere"], 2, "no model can lie there"),
        (["adopt", "models:/delays/3"], 3, "there is no models:/delays/3"),
    ],
)
def test_what_cannot_be_done_is_told(
    project: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, says: str
) -> None:
    found, _, error = rung(project, capsys, *words)
    assert (found, says in error) == (code, True), error


def test_mlflow_that_does_not_answer_keeps_nobody_from_adopting(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import mlflow.sklearn

    mlflow.sklearn.save_model(
        fitted(), tmp_path / "delays", serialization_format="skops", pip_requirements=["scikit-learn"]
    )
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://ann:hidden@127.0.0.1:9")
    code, out, error = rung(project, capsys, "adopt", "delays")
    assert code == 0
    assert out.startswith("delays@1  skops")
    assert "MLflow does not show it yet" in error
    assert "hidden" not in error
    assert rung(project, capsys, "repair")[0] == 3
    monkeypatch.delenv("MLFLOW_TRACKING_URI")
    assert "delays@1 is there now" in rung(project, capsys, "repair")[1]
