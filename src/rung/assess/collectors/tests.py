"""The tests of a project: what each asserts and reaches, and whether CI runs it and can fail."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.collectors.training import Training
from rung.assess.dataflow import Sides
from rung.assess.invocation import DECLARED, By
from rung.assess.regex import regex
from rung.assess.testcode.base import COVERED, Does, TestCase, TestFile, TestRun
from rung.assess.testcode.importing import stopped
from rung.assess.testcode.reading import Subject, is_test_file, read_tests
from rung.assess.testcode.running import lint_commands, test_runs
from rung.assess.tree.base import Tree
from rung.domain import Place

_CLIENTS = ("requests", "httpx", "aiohttp", "urllib", "urllib3", "gradio_client", "grpc", "tritonclient", "locust")
_HERE = regex(r"(?:https?://)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::|/|$)")


class Tests(Struct, frozen=True):
    """What the tests of the tree do and who runs them."""

    files: tuple[TestFile, ...] = ()
    """In the order of their paths."""
    runs: tuple[TestRun, ...] = ()
    """Everything that runs tests, CI or not."""
    linting: tuple[tuple[str, Place], ...] = ()
    """Tool and place of what CI checks without running it."""
    present: Does = Does.NOTHING
    """The parts of the project that there are to be tested: features, model, serving."""
    untested: tuple[str, ...] = ()
    """Modules that train, judge or serve a model in earnest and that no test reaches unmocked."""
    stopped: tuple[tuple[str, str], ...] = ()
    """Test files that stop at their imports, and what they ask for in vain; a runner that meets one is red."""
    outside: frozenset[str] = frozenset()
    """Test files that import nothing of the project and ask a server on this machine, and that no runner starts."""
    share: float = 1.0
    """Lines of such modules that a test may reach, of all their lines."""

    __test__ = False

    @property
    def blocking(self) -> list[TestRun]:
        """Runs on a change whose failure makes the job red."""
        return [run for run in self.runs if run.blocks]

    def cases(self, does: Does = Does.NOTHING) -> list[TestCase]:
        """Asserting tests that do one of these; all when none is named."""
        return [case for file in self.files for case in file.asserting if not does or case.does & does]

    def in_ci(self, does: Does) -> list[TestCase]:
        """Asserting tests that do all of these and that CI runs."""
        return [
            case for file in self.files if file.run_by & By.CI for case in file.asserting if case.does & does == does
        ]

    @property
    def covered(self) -> Does:
        """The parts of the project that a telling test reaches."""
        total = Does.NOTHING
        for file in self.files:
            for case in file.telling:
                total |= case.does
        return total & COVERED


class TestsCollector(Collector):
    """Reads test files beside the code they call."""

    __test__ = False

    def collect(
        self, tree: Tree, files: Files, code: Code, reach: Reach, training: Training, commands: Commands, ci: Ci
    ) -> Tests:
        """The files that a runner would collect, R tests included."""
        jobs = [(workflow, job) for workflow, job in ci.jobs()]
        runs = tuple(test_runs((*commands.all, *commands.never), jobs))
        sides = Sides(code, reach, training.fits, training.predicts)
        subject = Subject(
            code,
            reach,
            fits=training.fits,
            saves=training.saves,
            loads=training.loads,
            predicts=training.predicts,
            measures=training.measures,
            serving=sides.handlers | sides.scorers,
        )
        paths = [path for path in code.modules if is_test_file(path) and not files.excluded(path)]
        halted = stopped(paths, tree, code)
        read = [
            _skipping(replace(each, run_by=_who(each.path, runs)), halted.get(each.path, ""))
            for each in read_tests(paths, subject)
        ]
        earnest = _in_earnest(code, reach, training)
        reached = {
            path for file in read if any(not case.mostly_mocked for case in file.asserting) for path in file.reaches
        }
        lines = {path: code.modules[path].lines for path in earnest}
        share = sum(lines[path] for path in earnest & reached) / max(sum(lines.values()), 1) if earnest else 1.0
        return Tests(
            tuple(read),
            runs,
            tuple(lint_commands(commands.all, jobs)),
            subject.present,
            tuple(sorted(earnest - reached, key=lambda path: -lines[path])),
            tuple(sorted(halted.items())),
            frozenset(file.path for file in read if not (file.reaches or file.run_by) and _asks(code, file.path)),
            share,
        )


def _asks(code: Code, path: str) -> bool:
    """It speaks to an address of this machine, where a person has started something."""
    return code.imports(path, *_CLIENTS) and any(_HERE.match(text) for text, _ in code.modules[path].strings)


def _skipping(file: TestFile, why: str) -> TestFile:
    """The file, with none of its tests counting when its imports stop it."""
    return replace(file, cases=tuple(replace(case, skipped=why) for case in file.cases)) if why else file


def _in_earnest(code: Code, reach: Reach, training: Training) -> set[str]:
    """Modules with training, measuring or asking in them that something declared starts."""
    sites = (*training.fits, *training.saves, *training.measures, *training.predicts)
    return {
        site.module.path
        for site in sites
        if not site.module.notebook
        and reach.of(site) & (DECLARED | By.DOCUMENTED)
        and not is_test_file(site.module.path)
    }


def _who(path: str, runs: tuple[TestRun, ...]) -> By:
    total = By.NOBODY
    for run in runs:
        if run.runs(path) and (run.blocks or not run.by & By.CI):
            total |= run.by
    return total
