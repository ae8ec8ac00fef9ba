"""A step that fails: the user's own traceback, one sentence, and nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from pipeline.project import StepProject, outcomes
from rung.errors import UsageError
from rung.pipeline import Failure


def one_step(project: StepProject, code: str, settings: str = "", **more: object) -> Failure:
    """The failure of a step that is one function."""
    project.write("steps.py", textwrap.dedent(code))
    project.write("rung.yaml", f"pipeline:\n  step: {{call: 'steps:step'{settings}}}\n")
    result = project.run(**more)
    found = result.steps["step"].failure
    assert found is not None
    assert not result.ok
    return found


def test_shows_the_traceback_of_the_user_alone(project: StepProject) -> None:
    failure = one_step(
        project,
        """\
        def step():
            return deeper({})
        def deeper(found):
            return found["age"]
    """,
    )
    assert failure.says == "KeyError: 'age'"
    assert failure.where == "steps.py:4"
    assert failure.traceback is not None
    assert "rung_shim" not in failure.traceback
    assert failure.traceback.count("  File ") == 2
    assert failure.traceback.splitlines()[0] == "Traceback (most recent call last):"


def test_others_go_on_and_what_was_done_stays_done(project: StepProject) -> None:
    steps = (project.root / "steps.py").read_text()
    project.write("steps.py", steps.replace('return {"total"', "raise ValueError('broken')\n    return {\"total\""))
    assert outcomes(project.run()) == {"doubled": "ran", "counted": "ran", "summed": "failed"}
    project.write("steps.py", steps)
    assert outcomes(project.run()) == {"doubled": "cached", "counted": "cached", "summed": "ran"}


def test_what_needs_a_failed_step_is_skipped(project: StepProject) -> None:
    project.write("steps.py", "raise RuntimeError('no')\n")
    result = project.run()
    assert outcomes(result) == {"doubled": "failed", "counted": "failed", "summed": "skipped"}
    assert result.steps["summed"].why == "doubled failed"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("def other(): pass", "steps has no step"),
        ("step = 3", "steps:step cannot be called"),
        ("def step(x): pass", "steps:step(x) does not take what the step gives it: missing a required argument: 'x'"),
        ("def step(): return object()", "the step returns a builtins.object, which is not a frame"),
        ("def step(): return {1: 2.0}", "the step returns a mapping whose keys are not all text"),
        ("def step(): raise SystemExit(3)", "the code ended Python with exit(3)"),
        ("def step(:\n pass", "SyntaxError: invalid syntax"),
        ("import not_installed_here\ndef step(): pass", "ModuleNotFoundError: No module named 'not_installed_here'"),
        ("import os\ndef step(): os._exit(4)", "its process ended with exit code 4"),
        ("import os, signal\ndef step(): os.kill(os.getpid(), signal.SIGSEGV)", "its process was ended by signal 11"),
    ],
)
def test_says_what_is_wrong(project: StepProject, code: str, says: str) -> None:
    assert one_step(project, code).says.startswith(says)


def test_a_module_that_is_not_there(project: StepProject) -> None:
    project.write("rung.yaml", "pipeline:\n  step: {call: 'nowhere.at_all:step'}\n")
    failure = project.run().steps["step"].failure
    assert failure is not None
    assert failure.says == "there is no module nowhere"


def test_a_command_that_fails_shows_its_last_lines(project: StepProject) -> None:
    project.write("rung.yaml", "pipeline:\n  step: {run: 'echo one; echo two >&2; exit 3'}\n")
    failure = project.run().steps["step"].failure
    assert failure is not None
    assert failure.says == "the command ended with exit code 3"
    assert failure.traceback == "one\ntwo\n"
    project.write("rung.yaml", "pipeline:\n  step: {run: 'true > {model} ; rm {model}'}\n")
    failure = project.run().steps["step"].failure
    assert failure is not None
    assert failure.says == "the step wrote nothing to {model}"


def test_a_part_that_a_step_does_not_give(project: StepProject) -> None:
    project.write("steps.py", "def one():\n  return {'a': {'x': 1}, 'b': {'y': 2}}\ndef two(c):\n  pass\n")
    project.write("rung.yaml", "pipeline:\n  one: {call: 'steps:one'}\n  two: {call: 'steps:two', inputs: [one.c]}\n")
    failure = project.run().steps["two"].failure
    assert failure == Failure("one gives no part c", "rung.yaml:3", None, "one of: a, b")


def test_limits_are_named(project: StepProject) -> None:
    failure = one_step(project, "import time\ndef step(): time.sleep(600)", ", timeout: 1s")
    assert failure.says == "it took longer than its timeout: 1s"
    assert failure.where == "rung.yaml:2"
    code = "import time\ndef step():\n  kept = bytearray(300_000_000)\n  time.sleep(600)"
    failure = one_step(project, code, ", memory: 150MB")
    assert failure.says.startswith("it held ")
    assert failure.says.endswith("more than its memory: 150MB")


def test_a_failed_step_leaves_nothing_behind(project: StepProject) -> None:
    one_step(project, "def step():\n  open('seen', 'w').close()\n  raise ValueError")
    assert [each.name for each in (project.folder / "scratch").iterdir()] == []
    assert project.cache().contents() == set()


@pytest.mark.parametrize("environment", ["nowhere", "empty"])
def test_an_interpreter_that_is_not_there(project: StepProject, environment: str) -> None:
    (project.root / "empty").mkdir()
    project.write("rung.yaml", f"environment: {environment}\npipeline:\n  step: {{call: 'steps:step'}}\n")
    with pytest.raises(UsageError, match="no Python interpreter") as caught:
        project.run()
    assert caught.value.where == "rung.yaml:1"


def test_another_environment_runs_the_step_and_its_packages_count(project: StepProject, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", project.root / "env"], check=True)
    project.write("steps.py", "import sys\ndef step(): return {'prefix': sys.prefix}\n")
    project.write("rung.yaml", "environment: env\npipeline:\n  step: {call: 'steps:step'}\n")
    first = project.run()
    assert first.figures() == {"prefix": str(project.root / "env")}
    assert first.packages == ()
    assert outcomes(project.run()) == {"step": "cached"}
    site = next((project.root / "env" / "lib").glob("python*/site-packages"))
    (site / "Some_Thing-1.2.dist-info").mkdir()
    again = project.run()
    assert again.steps["step"].why == "package some-thing none → 1.2"
    assert again.environment != first.environment


def test_ctrl_c_ends_every_process(project: StepProject) -> None:
    project.write(
        "steps.py",
        "import os, time\ndef step():\n  open('pid.part', 'w').write(str(os.getpid()))\n  os.rename('pid.part', 'pid')\n  time.sleep(600)\n",
    )
    project.write("rung.yaml", "pipeline:\n  step: {call: 'steps:step'}\n")
    for number in (2, 15, 9):
        (project.root / "pid").unlink(missing_ok=True)
        code = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent.parent)!r})
from pathlib import Path
from pipeline.project import StepProject
StepProject(Path({str(project.root.parent)!r})).run()
"""
        running = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while not (project.root / "pid").exists():
            assert time.monotonic() < until
            time.sleep(0.01)
        step = int((project.root / "pid").read_text())
        os.kill(running.pid, number)
        running.wait(60)
        while _lives(step):
            assert time.monotonic() < until
            time.sleep(0.01)
        assert project.cache().contents() == set()


def _lives(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
