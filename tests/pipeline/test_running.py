"""What runs, what is skipped, and what is said of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.project import StepProject, outcomes
from rung.errors import UsageError
from rung.pipeline.base import Progress

ALL_RAN = {"doubled": "ran", "summed": "ran", "counted": "ran"}
ALL_CACHED = dict.fromkeys(ALL_RAN, "cached")


def test_runs_everything_once_and_nothing_twice(project: StepProject) -> None:
    first = project.run()
    assert outcomes(first) == ALL_RAN
    assert first.figures() == {"values.rest": 2, "last": 6, "total": 8, "count": 3}
    assert project.laid_out == ["numbers"], "a dataset is laid out once for all steps"
    second = project.run()
    assert outcomes(second) == ALL_CACHED
    assert second.figures() == first.figures()
    assert second.unchanged
    assert "unchanged since" in second.steps["summed"].why
    assert project.laid_out == ["numbers"], "nothing runs, and nothing is laid out"


def test_says_what_each_step_took(project: StepProject) -> None:
    record = project.run().steps["counted"].record()
    assert record.key
    assert record.seconds is not None
    assert record.seconds > 0
    assert record.cpu_seconds is not None
    assert record.peak_memory_bytes is not None
    assert record.peak_memory_bytes > 1_000_000


def test_a_function_that_is_not_reached_changes_nothing(project: StepProject) -> None:
    project.run()
    project.write("shared.py", (project.root / "shared.py").read_text().replace("return 1", "return 2  # other"))
    assert outcomes(project.run()) == ALL_CACHED


def test_a_comment_changes_nothing(project: StepProject) -> None:
    project.run()
    project.write("steps.py", "# a comment\n\n" + (project.root / "steps.py").read_text())
    assert outcomes(project.run()) == ALL_CACHED


def test_a_change_runs_what_reaches_it_and_says_so(project: StepProject) -> None:
    project.run()
    project.write("steps.py", (project.root / "steps.py").read_text().replace("sum(doubled", "1 + sum(doubled"))
    result = project.run()
    assert outcomes(result) == {**ALL_CACHED, "summed": "ran"}
    assert result.steps["summed"].why == "steps.py changed"
    assert result.figures()["total"] == 9


def test_what_stays_equal_stops_the_wave(project: StepProject) -> None:
    project.run()
    project.write("steps.py", (project.root / "steps.py").read_text().replace("[-1] * factor", "[-1] * 1 * factor"))
    assert outcomes(project.run()) == {**ALL_CACHED, "doubled": "ran"}


def test_params_and_inputs_say_what_changed(project: StepProject) -> None:
    project.run()
    project.write("rung.yaml", (project.root / "rung.yaml").read_text().replace("factor: 2", "factor: 3"))
    result = project.run()
    assert result.steps["doubled"].why == "param factor 2 → 3"
    assert result.steps["summed"].why == "input doubled has a new result"
    project.data["numbers"] = {"numbers.txt": "4 5"}
    result = project.run()
    assert outcomes(result) == ALL_RAN
    assert result.steps["counted"].why == "input numbers has a new version"


def test_going_back_costs_nothing(project: StepProject) -> None:
    manifest = (project.root / "rung.yaml").read_text()
    project.run()
    project.write("rung.yaml", manifest.replace("factor: 2", "factor: 3"))
    project.run()
    project.write("rung.yaml", manifest)
    assert outcomes(project.run()) == ALL_CACHED
    project.write("rung.yaml", manifest.replace("factor: 2", "factor: 5"))
    assert project.run().steps["doubled"].why == "param factor 2 → 5", "compared with what was used last"


def test_one_step_with_what_it_needs(project: StepProject) -> None:
    result = project.run(only=["summed"])
    assert outcomes(result) == {"doubled": "ran", "summed": "ran", "counted": "skipped"}
    forced = project.run(only=["summed"], force=True)
    assert outcomes(forced) == {"doubled": "cached", "summed": "ran", "counted": "skipped"}
    with pytest.raises(UsageError, match="no step nope"):
        project.run(only=["nope"])


def test_a_dry_run_says_and_does_nothing(project: StepProject) -> None:
    result = project.run(dry_run=True)
    assert [each.why for each in result.steps.values()] == [
        "would run: it never ran", "would run: it never ran", "may run: doubled runs before it",
    ] or result.steps["summed"].why == "may run: doubled runs before it"  # fmt: skip
    assert not (project.folder / "steps").exists()
    assert project.laid_out == []


def test_a_dataset_without_a_version_is_named(project: StepProject) -> None:
    del project.data["numbers"]
    with pytest.raises(UsageError, match="dataset numbers has no version") as caught:
        project.run()
    assert caught.value.fix == "rung data add numbers"
    assert caught.value.where == "rung.yaml:3"


def test_content_that_is_gone_is_made_again(project: StepProject) -> None:
    project.write(
        "steps.py", "from pathlib import Path\ndef note(numbers):\n  Path('n').write_text('x')\n  return Path('n')\n"
    )
    project.write(
        "rung.yaml", "datasets: {numbers: {source: n}}\npipeline: {note: {call: 'steps:note', inputs: [numbers]}}"
    )
    result = project.run()
    for each in result.outputs("note").files:
        project.files.delete(each.digest)
    again = project.run()
    assert outcomes(again) == {"note": "ran"}
    assert again.steps["note"].why == "what it gave is not stored any more"


def test_garbage_collection_knows_what_is_needed(project: StepProject) -> None:
    project.write(
        "steps.py", "from pathlib import Path\ndef note(numbers):\n  print('hi')\n  return numbers / 'numbers.txt'\n"
    )
    project.write(
        "rung.yaml", "datasets: {numbers: {source: n}}\npipeline: {note: {call: 'steps:note', inputs: [numbers]}}"
    )
    result = project.run()
    assert project.cache().contents() == set(project.files.digests())
    assert {each.digest for each in result.outputs("note").files} < project.cache().contents(), "and the log"


def test_results_are_laid_out(project: StepProject, tmp_path: Path) -> None:
    project.write("steps.py", "def note(numbers):\n  return {'text': numbers / 'numbers.txt', 'metrics': {'n': 1}}\n")
    project.write(
        "rung.yaml", "datasets: {numbers: {source: n}}\npipeline: {note: {call: 'steps:note', inputs: [numbers]}}"
    )
    result = project.run()
    output = result.lay_out("note", tmp_path / "there")
    assert (tmp_path / "there" / output.value["items"]["text"]["path"]).read_text() == "1 2 3"
    assert result.figures() == {"n": 1}


def test_tells_what_happens(project: StepProject) -> None:
    project.write(
        "steps.py",
        (project.root / "steps.py")
        .read_text()
        .replace("def count(numbers):", "def count(numbers):\n    print('counting')"),
    )
    told: list[Progress] = []
    project.run(tell=told.append)
    counted = [(each.event, each.text) for each in told if each.step == "counted"]
    assert counted == [("starts", "it never ran"), ("says", "counting"), ("ends", "ran: it never ran")]
    assert (told[-1].done, told[-1].of) == (3, 3)


def test_independent_steps_run_side_by_side(project: StepProject) -> None:
    # Each waits until the other has begun: one after the other, neither would end.
    project.write(
        "steps.py",
        """\
import os, pathlib, time
def wait(mine, other):
    pathlib.Path(mine).touch()
    until = time.monotonic() + 60
    while not os.path.exists(other):
        assert time.monotonic() < until
        time.sleep(0.005)
    return {"met": 1}
""",
    )
    project.write(
        "rung.yaml",
        """\
pipeline:
  one: {call: "steps:wait", params: {mine: a.sign, other: b.sign}}
  two: {call: "steps:wait", params: {mine: b.sign, other: a.sign}}
""",
    )
    assert outcomes(project.run(workers=2)) == {"one": "ran", "two": "ran"}


def test_a_command_reads_and_writes_files(project: StepProject) -> None:
    project.write(
        "train.py",
        "import json, sys\nn = open(sys.argv[1]).read().split()\njson.dump({'n': len(n)}, open(sys.argv[2], 'w'))\n",
    )
    project.write(
        "rung.yaml",
        """\
datasets: {numbers: {source: numbers.txt}}
pipeline:
  train: {run: "python train.py {numbers} {report.json} && echo {text} > {note}", params: {text: "it's; here"}}
  after: {run: "cp {train.note} {copy}"}
""",
    )
    result = project.run()
    assert outcomes(result) == {"train": "ran", "after": "ran"}, result.failed
    # A part of a step's result is named by the placeholder that wrote it.
    assert result.figures() == {"report.json.n": 3}
    copied = result.outputs("after")
    with project.files.open(copied.files[0].digest) as file:
        assert file.read() == b"it's; here\n"
    project.write("train.py", (project.root / "train.py").read_text() + "print('more')\n")
    result = project.run()
    assert result.steps["train"].why == "train.py changed"


def test_variables_reach_the_step(project: StepProject) -> None:
    project.write(
        "steps.py",
        "import os\ndef look():\n  return {k: os.environ[k] for k in ('MLFLOW_RUN_ID', 'MLFLOW_DISABLE_TELEMETRY')}\n",
    )
    project.write("rung.yaml", "pipeline: {look: {call: 'steps:look'}}")
    result = project.run(variables={"MLFLOW_RUN_ID": "abc", "MLFLOW_DISABLE_TELEMETRY": "no"})
    assert result.figures() == {"MLFLOW_RUN_ID": "abc", "MLFLOW_DISABLE_TELEMETRY": "true"}


def test_secret_values_count_and_stay_out_of_records(project: StepProject, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("steps.py", "def look(word):\n  return {'length': len(word)}\n")
    project.write("rung.yaml", "pipeline: {look: {call: 'steps:look', params: {word: '${env:WORD}'}}}")
    monkeypatch.setenv("WORD", "swordfish")
    assert project.run().figures() == {"length": 9}
    monkeypatch.setenv("WORD", "tuna")
    result = project.run()
    assert result.steps["look"].why == "a variable of the environment has a new value"
    kept = b"".join(each.read_bytes() for each in project.folder.rglob("*") if each.is_file())
    assert b"tuna" not in kept
    assert b"swordfish" not in kept


def test_a_run_without_changes_imports_no_engine(project: StepProject) -> None:
    project.run()
    code = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent.parent)!r})
from pathlib import Path
from pipeline.project import StepProject
project = StepProject(Path({str(project.root.parent)!r}))
project.data["numbers"] = {project.data["numbers"]!r}
assert project.run().unchanged
print([each for each in ("mlflow", "polars", "sklearn", "sqlalchemy", "pandas", "numpy", "pyarrow") if each in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
