"""Each rule of the conformance checks can fail, and names itself."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from factories import a_card
from rung.assess.base import Collector, Practice
from rung.assess.formats.base import Format
from rung.plugins import discover
from rung.testing import check_collector, check_format, check_practice

GOOD_PRACTICE = '''"""Runs are recorded."""

from rung.assess.base import Practice
from rung.domain import Capability, Judgement, Level, met
from rung.project import Manifest


class RunsRecorded(Practice):
    """Every training run leaves a record.

    Why it matters
        A result that cannot be found again is lost.

    How to get there
        Write one line per run.

    Not enough
        - a printed metric

    References
        - Google L1
    """

    id = "runs-recorded"
    capability = Capability.EXPERIMENTS
    level = Level.AUTOMATED
    needs = ("data-versioned",)
    pitfall = "Nobody can say which run made the model"
    remedy = "append parameters and metrics to a file"

    def judge(self, manifest: Manifest) -> Judgement:
        """Judge."""
        return met("records")
'''
GOOD_COLLECTOR = '''"""Counts files."""

from dataclasses import dataclass

from rung.assess.base import Collector
from rung.assess.tree import Tree


@dataclass(frozen=True)
class Size:
    """How large it is."""

    files: int


class SizeCollector(Collector):
    """Counts files."""

    def collect(self, tree: Tree) -> Size:
        """Count."""
        return Size(len(tree.entries))
'''
GOOD_FORMAT = '''"""Names."""

from rung.assess.formats.base import Format, View


class Names(Format):
    """One name a line."""

    name = "names"

    def render(self, assessments, view=View()):
        """Render."""
        return "".join(ascii(each.project) + "\\n" for each in assessments)
'''
LADDER = [a_card("data-versioned", 2), a_card("runs-recorded", 3), a_card("later", 4)]

Load = Callable[[str, str], type]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Load]:
    """Write a module and return the plug-in in it."""
    monkeypatch.syspath_prepend(str(tmp_path))
    package = tmp_path / "plugins_of_a_test"
    package.mkdir()
    (package / "__init__.py").touch()

    def write(module: str, source: str) -> type:
        (package / f"{module}.py").write_text(source)
        for base in (Practice, Collector, Format):
            if found := discover(package.name, base):
                return found[0]
        raise LookupError(module)

    yield write
    for name in [each for each in sys.modules if each.startswith(package.name)]:
        del sys.modules[name]


def test_good_plugins_pass(load: Load) -> None:
    check_practice(load("runs_recorded", GOOD_PRACTICE), ladder=LADDER)


def test_a_good_collector_passes(load: Load) -> None:
    check_collector(load("size", GOOD_COLLECTOR))


def test_a_good_format_passes(load: Load) -> None:
    check_format(load("names", GOOD_FORMAT))


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ('"runs-recorded"', '"runs_recorded"', "kebab case"),
        ('"runs-recorded"', '"runs-kept"', "the file is runs_recorded.py"),
        ("Every training run leaves a record.", "Ensure a record.", "never Ensure"),
        ("Every training run leaves a record.", "x " * 101, "longer than 200"),
        ("        A result that cannot be found again is lost.\n", "", "Why it matters is empty"),
        ("        Write one line per run.\n", "", "How to get there is empty"),
        ("- a printed metric", "a printed metric", "Not enough has no bullet"),
        ("- Google L1", "Google L1", "References has no bullet"),
        ("append parameters", "append\\nparameters", "not one line"),
        ("append parameters", "append parameters" * 11, "longer than 160"),
        ("Nobody can", "Nobody can say. Nobody can", "more than one sentence"),
        ('    pitfall = "Nobody can say which run made the model"\n', "", "pitfall is missing"),
        ("Capability.EXPERIMENTS", '"experiments"', "capability is not Capability"),
        ("Level.AUTOMATED", "Level.MANUAL", "level 1 needs no evidence"),
        ('("data-versioned",)', '("no-such",)', "not on the ladder"),
        ('("data-versioned",)', '("later",)', "of a higher level"),
        ('("data-versioned",)', '("runs-recorded",)', "needs itself"),
        ("manifest: Manifest", "manifest", "has no type"),
        ("(self, manifest: Manifest)", "(self)", "asks for no evidence"),
        (") -> Judgement", ")", "does not say that it returns a Judgement"),
        ("from rung.project import Manifest", "import os\nfrom rung.project import Manifest", "imports os"),
        ("from rung.project import Manifest", "from urllib import request as r\nManifest = int", "imports urllib"),
        ('        return met("records")', '        open("x")\n        return met("records")', "calls open"),
        ('"""Runs are recorded."""\n', "", "module has no docstring"),
        ("    id =", "    def __init__(self, x): ...\n    id =", "cannot be made bare"),
    ],
)
def test_each_rule_for_practices(load: Load, before: str, after: str, rule: str) -> None:
    assert before in GOOD_PRACTICE
    practice = load("runs_recorded", GOOD_PRACTICE.replace(before, after, 1))
    with pytest.raises(AssertionError, match=rule):
        check_practice(practice, ladder=LADDER)


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("tree: Tree", "tree", "has no type"),
        ("(self, tree: Tree)", "(self)", "asks for nothing"),
        (") -> Size", ") -> dict", "a type of its own"),
        ("tree: Tree", "size: Size", "asks for what it provides"),
        ("@dataclass(frozen=True)", "", "Size is neither a Struct nor a dataclass"),
        ('        """Count."""\n', "", "no docstring of its own"),
        ("tree: Tree", "tree: Tree | None", "not a class"),
    ],
)
def test_each_rule_for_collectors(load: Load, before: str, after: str, rule: str) -> None:
    collector = load("size", GOOD_COLLECTOR.replace(before, after, 1))
    with pytest.raises(AssertionError, match=rule):
        check_collector(collector)


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ('name = "names"', 'name = "Names"', "kebab case"),
        ('name = "names"', 'name = "others"', "the file is names.py"),
        ("ascii(each.project)", "each.project", "not valid Unicode"),
        ('ascii(each.project) + "\\n"', "ascii(each.project)", "does not end in a newline"),
        ("ascii(each.project)", "str(round(each.index))", "fails on not_ml: TypeError"),
        ("ascii(each.project)", "str(__import__('time').perf_counter_ns())", "not the same twice"),
        ("ascii(each.project)", "each.project.encode(errors='replace').decode()", "terminal escape"),
    ],
)
def test_each_rule_for_formats(load: Load, before: str, after: str, rule: str) -> None:
    plugin = load("names", GOOD_FORMAT.replace(before, after, 1))
    with pytest.raises(AssertionError, match=rule):
        check_format(plugin)
