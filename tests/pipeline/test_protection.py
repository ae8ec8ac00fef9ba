"""A step that reads what it must not read fails, and the file is named."""

from __future__ import annotations

from pathlib import Path

import polars
import pytest

from pipeline.project import StepProject


@pytest.fixture
def holdout(project: StepProject) -> Path:
    path = project.root / "data" / "holdout.parquet"
    path.parent.mkdir()
    polars.DataFrame({"a": [1]}).write_parquet(path)
    polars.DataFrame({"a": [2]}).write_parquet(path.with_name("train.parquet"))
    return path


@pytest.mark.parametrize(
    "code",
    [
        "open('data/holdout.parquet', 'rb')",
        "__import__('pathlib').Path('data/../data/holdout.parquet').read_bytes()",
        "__import__('polars').read_parquet('data/holdout.parquet')",
        "__import__('polars').scan_parquet('data/*.parquet').collect()",
        "__import__('polars').scan_parquet('data').collect()",
        "__import__('pandas').read_parquet('data/holdout.parquet')",
        "__import__('pyarrow.parquet', fromlist=['x']).read_table('data/holdout.parquet')",
    ],
)
def test_reading_it_fails(project: StepProject, holdout: Path, code: str) -> None:
    project.write("steps.py", f"def step():\n    return {{'n': len({code})}}\n")
    project.write("rung.yaml", "pipeline:\n  step: {call: 'steps:step'}\n")
    failure = project.run(protected=[holdout]).steps["step"].failure
    assert failure is not None
    assert failure.says == "PermissionError: step step may not read data/holdout.parquet: it is the protected holdout"
    assert failure.where == "steps.py:2"


def test_a_command_in_python_fails_too(project: StepProject, holdout: Path) -> None:
    project.write("read.py", "print(open('data/holdout.parquet', 'rb').read(1))\n")
    project.write("rung.yaml", "pipeline:\n  step: {run: 'python read.py'}\n")
    failure = project.run(protected=[holdout.parent]).steps["step"].failure
    assert failure is not None
    assert failure.traceback is not None
    assert "may not read data: it is the protected holdout" in failure.traceback


def test_what_lies_beside_it_may_be_read(project: StepProject, holdout: Path) -> None:
    project.write("steps.py", "import polars\ndef step():\n    return polars.read_parquet('data/train.parquet')\n")
    project.write("rung.yaml", "pipeline:\n  step: {call: 'steps:step'}\n")
    result = project.run(protected=[holdout])
    assert result.ok, result.failed
