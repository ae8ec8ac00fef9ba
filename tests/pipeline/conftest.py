"""A project with three steps in plain Python: numbers → doubled → summed, and one beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.project import StepProject

MANIFEST = """\
datasets: {numbers: {source: numbers.txt}}
pipeline:
  doubled: {call: "steps:double", inputs: [numbers], params: {factor: 2}}
  summed: {call: "steps:add_up", inputs: [doubled]}
  counted: {call: "steps:count", inputs: [numbers]}
"""
STEPS = """\
import shared

def double(numbers, factor):
    return {"values.rest": shared.read(numbers)[0] * factor, "last": shared.read(numbers)[-1] * factor}

def add_up(doubled):
    return {"total": sum(doubled.values())}

def count(numbers):
    return {"count": len(shared.read(numbers))}
"""
SHARED = """\
def read(folder):
    return [int(each) for each in (folder / "numbers.txt").read_text().split()]

def unused():
    return 1
"""


@pytest.fixture
def project(tmp_path: Path) -> StepProject:
    made = StepProject(tmp_path)
    made.write("rung.yaml", MANIFEST)
    made.write("steps.py", STEPS)
    made.write("shared.py", SHARED)
    made.data["numbers"] = {"numbers.txt": "1 2 3"}
    return made
