"""A real model in a process of its own: it is loaded, asked and timed there, and a broken one says why."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

from registry.models import ROWS, fitted, parcel, sample
from rung.errors import UnreadableError, UsageError
from rung.registry.loading import open_model
from rung.registry.packaging import package
from rung.release.base import Limits
from rung.release.probing import interpreter_of, probe
from rung.release.requests import NAME, read_requests, record_requests
from rung.release.trying import judged

OWN = Path(sys.executable)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With recorded requests."""
    room, fit = tmp_path_factory.mktemp("model"), fitted()
    folder = package(parcel(room / "parcel", fit), room / "model", sample=sample(fit)).folder
    record_requests(folder, ROWS, open_model(folder).predict)
    return folder


def test_a_good_one_passes_and_another_answer_is_found(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNG_TOKEN", "rung_secret")
    probed = probe(model, OWN)
    assert (probed.error, probed.asking, probed.rows) == ("", "", 60)
    assert [each.ok for each in judged(probed, Limits(60_000.0))] == [True, True, True]
    assert len(probed.latency_ms) == 200
    other = shutil.copytree(model, tmp_path / "other")
    kept = json.loads((other / NAME).read_text())
    kept["predictions"][7] = 1 - kept["predictions"][7]
    (other / NAME).chmod(0o644)
    (other / NAME).write_text(json.dumps(kept))
    found = {each.name: each for each in judged(probe(other, OWN), Limits())}
    assert not found["answers"].ok
    assert found["answers"].says.startswith("1 of 60 rows are answered otherwise: row 8 was")


def test_one_that_cannot_be_loaded_says_why(model: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(model, tmp_path / "broken")
    (broken / "MLmodel").chmod(0o644)
    (broken / "MLmodel").write_text("flavors: {python_function: {loader_module: no_such_module}}\n")
    probed = probe(broken, OWN)
    assert "no_such_module" in probed.error
    assert not any(each.ok for each in judged(probed, Limits()))


def test_a_process_that_ends_or_never_ends(model: Path, tmp_path: Path) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\necho out of memory >&2\nexit 137\n")
    script.chmod(0o755)
    assert probe(model, script).error == "the process ended (137): out of memory"
    script.write_text("#!/bin/sh\nexec sleep 60\n")
    assert probe(model, script, patience=0.2).error == "it took more than 0 s"
    assert "cannot be started" in probe(model, tmp_path / "nowhere").error


def test_the_interpreter_of_the_project(tmp_path: Path) -> None:
    assert interpreter_of(tmp_path, None) == OWN
    with pytest.raises(UsageError, match="there is no interpreter"):
        interpreter_of(tmp_path, ".venv")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    bare = tmp_path / ".venv" / "bin" / "python"
    bare.write_text("#!/bin/sh\nexit 1\n")
    bare.chmod(0o755)
    assert interpreter_of(tmp_path, ".venv") == OWN, "MLflow is not there"
    bare.write_text("#!/bin/sh\nexit 0\n")
    assert interpreter_of(tmp_path, ".venv") == bare


def test_requests_are_had_again_with_their_types(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "at": pd.to_datetime(["2026-05-04T12:00:00", None]),
            "name": ["ü", None],
            "kind": pd.Categorical(["a", "b"]),
            "n": [1, 2],
            "x": [0.1, float("nan")],
        }
    )
    kept = record_requests(tmp_path, frame, lambda rows: pd.DataFrame({"p": [0.5, 0.25]}))
    assert read_requests(tmp_path) == kept
    assert kept.rows == (("2026-05-04T12:00:00", "ü", "a", 1, 0.1), (None, None, "b", 2, None))
    assert kept.predictions == ([0.5], [0.25])
    probe_room = {"__file__": os.devnull}
    exec(compile(Path(probe.__code__.co_filename).with_name("probe.py").read_text(), "probe", "exec"), probe_room)
    again = probe_room["_frame"](json.loads((tmp_path / NAME).read_text()))  # type: ignore[operator]
    pd.testing.assert_frame_equal(again.drop(columns="name"), frame.drop(columns="name"), check_dtype=True)


def test_without_answers_there_is_the_example_of_mlflow(model: Path, tmp_path: Path) -> None:
    assert read_requests(tmp_path) is None
    shutil.copyfile(model / "input_example.json", tmp_path / "input_example.json")
    found = read_requests(tmp_path)
    assert found
    assert (found.columns, len(found.rows), found.predictions) == (("distance", "hour"), 5, None)
    (tmp_path / NAME).write_text("[]")
    with pytest.raises(UnreadableError):
        read_requests(tmp_path)
    assert "cannot be read" in probe(tmp_path, OWN).asking
