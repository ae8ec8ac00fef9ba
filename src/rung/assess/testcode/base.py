"""What is known of a test, of the file it stands in, and of who runs it."""

from __future__ import annotations

import re
from enum import IntFlag
from functools import lru_cache

from msgspec import Struct

from rung.assess.invocation import By
from rung.domain import Place


@lru_cache(maxsize=1024)
def _pattern(written: str) -> re.Pattern[str]:
    """`src/**/*.py` as CI vendors read it: `*` stays in a folder, `**` crosses them."""
    parts = re.split(r"(\*\*/?|\*|\?)", written.lstrip("/"))
    meant = {"**": ".*", "**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(meant.get(part) or re.escape(part) for part in parts))


class Does(IntFlag):
    """What a test does with the project's machine learning."""

    NOTHING = 0
    FEATURES = 1
    """Reaches code that prepares data."""
    MODEL = 2
    """Reaches code that trains, saves or measures."""
    SERVING = 4
    """Reaches code that answers requests or scores batches."""
    TRAINS = 8
    """Runs a training call of the project, not replaced by a mock."""
    FLOW = 16
    """Runs a step that does more than train: a job or flow that reads, trains and keeps its model."""
    LOADS = 32
    """Reads a saved model back, not replaced by a mock."""
    PREDICTS = 64
    """Asks a model through the project's own code, not replaced by a mock."""
    POSTS = 128
    """Sends rows to a prediction route of the service."""
    GOLDEN = 256
    """Compares with expected values."""
    GENERATED = 512
    """Inputs are generated or disturbed by a library: hypothesis, ART, CheckList."""
    HOSTILE = 1024
    """Its name speaks of disturbed, missing or out-of-range inputs."""
    CODE = 2048
    """Reaches other code of the project: pipeline steps, deployment."""
    JUDGES = 4096
    """Asks or measures a model that the project's own code made, not replaced by a mock."""
    REPEATS = 8192
    """Trains twice with the same arguments, not replaced by a mock."""


COVERED = Does.FEATURES | Does.MODEL | Does.SERVING
"""The three parts of the project that need tests of their own."""


class TestCase(Struct, frozen=True):
    """One test function."""

    name: str
    place: Place
    does: Does
    asserts: int
    """Checks of behaviour: assertions that are not of a constant, expected errors, `assert_*` calls."""
    mocks: int
    """Things it replaces."""
    skipped: str = ""
    """Why it never counts: `skip`, `xfail`."""
    tells: bool = True
    """One of its checks says something about what came out, and not only that something did."""

    @property
    def asserting(self) -> bool:
        """It can fail because behaviour changed."""
        return self.asserts > 0 and not self.skipped

    @property
    def telling(self) -> bool:
        """It can fail because what comes out is another thing than before."""
        return self.asserting and self.tells

    @property
    def mostly_mocked(self) -> bool:
        """Replaces two things or more: what it runs is not the real flow."""
        return self.mocks >= 2


class TestFile(Struct, frozen=True):
    """One file of tests."""

    path: str
    cases: tuple[TestCase, ...]
    reaches: frozenset[str]
    """Modules of the project that it imports."""
    run_by: By = By.NOBODY
    """Who runs it; `CI` only when its failure reaches a job that a change starts."""

    @property
    def asserting(self) -> tuple[TestCase, ...]:
        """The tests that can fail because behaviour changed."""
        return tuple(case for case in self.cases if case.asserting)

    @property
    def telling(self) -> tuple[TestCase, ...]:
        """The tests that say something about what comes out."""
        return tuple(case for case in self.cases if case.telling)


class TestRun(Struct, frozen=True):
    """One command or CI step that runs tests."""

    what: str
    place: Place
    by: By
    on_change: bool = False
    """A job that a proposed or pushed change starts."""
    before_merge: bool = False
    """That job starts on a pull request or on a push to any branch."""
    unverified: bool = False
    """Whether the job starts at all is set outside git."""
    why_not: str = ""
    """Why its failure does not count: swallowed, disabled, only collects."""
    workflow: str = ""
    folder: str = ""
    paths: tuple[str, ...] = ()
    """What it is limited to; empty for all tests below its folder."""
    only_for: tuple[str, ...] = ()
    """Patterns of the files whose change starts it; empty for every change."""

    @property
    def blocks(self) -> bool:
        """It runs on a change, and a red test makes the job red."""
        return self.on_change and not self.why_not

    def started_by(self, path: str) -> bool:
        """Whether a change of that file starts it."""
        kept = [each for each in self.only_for if not each.startswith("!")]
        return not kept or any(_pattern(each).fullmatch(path) for each in kept)

    def runs(self, path: str) -> bool:
        """Whether a test file is among what it runs."""
        folder = "" if "$" in self.folder else self.folder.strip("./")
        if folder and not path.startswith(folder + "/"):
            return False
        inside = path[len(folder) + 1 :] if folder else path
        return not self.paths or any(
            each in (".", "") or inside == each or inside.startswith(each.rstrip("/") + "/") for each in self.paths
        )
