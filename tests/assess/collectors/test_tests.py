"""What tests assert, replace and reach, and whether CI can fail because of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.tests import Tests, TestsCollector
from rung.assess.engine import Engine
from rung.assess.testcode.base import Does
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])
TRAIN = (
    "from sklearn.svm import SVC\n\ndef train(x, y):\n    return SVC().fit(x, y)\n\n"
    "if __name__ == '__main__':\n    train([1], [0])\n"
)
WORKFLOW = "on: [{on}]\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: {run}\n"


def collect(files) -> Tests:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Tests])
    return evidence.seen[Tests]


def case(body: str, head: str = "from train import train\n"):
    found = collect({"train.py": TRAIN, "tests/test_train.py": f"{head}\n\n{body}"})
    return found.files[0].cases[0]


def test_keeps_the_rules():
    check_collector(TestsCollector)


def test_behaviour_is_asserted():
    assert case("def test_a():\n    assert train([1], [0]) is not None\n").asserting
    assert not case("def test_a():\n    assert True\n").asserting
    assert not case("def test_a():\n    train([1], [0])\n").asserting


@pytest.mark.parametrize(
    ("body", "above"),
    [
        ("@pytest.mark.skipif(True, reason='x')\ndef test_a():\n    assert train([1], [0])\n", ""),
        ("def test_a():\n    assert train([1], [0])\n", "pytestmark = pytest.mark.skip('later')\n"),
        ("def test_a():\n    assert train([1], [0])\n", "pytestmark = [pytest.mark.skip]\n"),
        ("def test_a():\n    assert train([1], [0])\n", "__test__ = False\n"),
        ("def test_a():\n    pytest.skip('later')\n    assert train([1], [0])\n", ""),
        ("def test_a():\n    return\n    assert train([1], [0])\n", ""),
        ("def test_a():\n    x = 2\n    assert x == 2\n", ""),
        ("def test_a():\n    assert 1 == 1\n", ""),
    ],
)
def test_what_never_looks_at_the_project_does_not_assert(body, above):
    assert not case(body, f"import pytest\n{above}").asserting


@pytest.mark.parametrize(
    "body",
    [
        "@pytest.mark.skipif(sys.platform == 'x', reason='x')\ndef test_a():\n    assert train([1], [0])\n",
        "def test_a(model):\n    assert model.depth == 2\n",
        "def test_a():\n    assert train.depth == 2\n",
    ],
)
def test_what_looks_at_the_project_asserts(body):
    assert case(body, "import pytest\nimport sys\nfrom train import train\n").asserting


def test_what_is_skipped_does_not_assert():
    assert not case("@pytest.mark.skip\ndef test_a():\n    assert train([1], [0])\n", "import pytest\n").asserting


def test_training_runs_unless_it_is_replaced():
    assert case("def test_a():\n    assert train([1], [0])\n").does & Does.TRAINS
    mocked = "@patch('a.b')\n@patch('c.d')\ndef test_a(c, d):\n    assert train([1], [0])\n"
    assert not case(mocked, "from unittest.mock import patch\nfrom train import train\n").does & Does.TRAINS


@pytest.mark.parametrize(
    ("on", "run", "blocks"),
    [
        ("pull_request", "pytest", True),
        ("pull_request", "python -m unittest", True),
        ("pull_request", "pytest || true", False),
        ("pull_request", "pytest --collect-only", False),
        ("schedule", "pytest", False),
    ],
)
def test_a_red_test_reaches_the_change(on, run, blocks):
    found = collect({".github/workflows/t.yml": WORKFLOW.format(on=on, run=run)})
    assert bool(found.blocking) is blocks


def test_a_run_is_limited_to_its_paths():
    files = {
        ".github/workflows/t.yml": WORKFLOW.format(on="push", run="pytest tests/unit"),
        "train.py": TRAIN,
        "tests/unit/test_a.py": "from train import train\ndef test_a():\n    assert train([1], [0])\n",
        "tests/slow/test_b.py": "from train import train\ndef test_b():\n    assert train([1], [0])\n",
    }
    assert [each.name for each in collect(files).in_ci(Does.TRAINS)] == ["test_a"]


def test_making_an_object_does_not_run_its_methods():
    trainer = (
        "import joblib\nfrom sklearn.svm import SVC\nclass Trainer:\n"
        "    def train(self, x, y):\n        joblib.dump(SVC().fit(x, y), 'm')\n    def load(self): ...\n"
        "if __name__ == '__main__':\n    Trainer().train([1], [0])\n"
    )
    test = (
        "from trainer import Trainer\ndef test_it():\n    trainer = Trainer()\n    {}\n    assert trainer.path == 1\n"
    )

    def does(line: str) -> Does:
        return collect({"trainer.py": trainer, "tests/test_trainer.py": test.format(line)}).files[0].cases[0].does

    assert not does("trainer.load()") & Does.TRAINS
    assert does("trainer.train(1, 2)") & Does.TRAINS


@pytest.mark.parametrize(
    ("check", "tells"),
    [
        ("assert train([1], [0]) is not None", False),
        ("assert callable(train)", False),
        ("assert hasattr(train, 'x') and train is not None", False),
        ("self.assertIsNotNone(train([1], [0]))", False),
        ("assert train([1], [0]) is None", True),
        ("assert train([1], [0]).classes_ == [0]", True),
        ("assert train is not None\n    assert train([1], [0]).n == 1", True),
    ],
)
def test_that_something_came_back_says_nothing_about_it(check, tells):
    found = case(f"def test_a(self):\n    {check}\n")
    assert found.asserting
    assert found.telling is tells
    assert bool(found.does & Does.GOLDEN) is (tells and "IsNotNone" not in check)


CHECK = "\n\ndef test_a():\n    assert fit([1])\n"


@pytest.mark.parametrize(
    ("asked", "stops"),
    [
        ("from train import train as fit\n", False),
        ("from train import fit\n", True),
        ("from train import (\n    train,\n    SVC as fit,  # (re-exported)\n)\n", False),
        ("from train import (\n    train,\n    Trainer as fit,\n)\n", True),
        ("try:\n    from train import fit\nexcept ImportError:\n    fit = list\n", False),
        ("from elsewhere import fit\n", False),
        ("from parts import inner as fit\n", False),
        ("from parts import outer as fit\n", True),
    ],
)
def test_a_test_that_asks_for_what_is_not_there_never_runs(asked: str, stops: bool) -> None:
    files = {
        "train.py": TRAIN,
        "parts/__init__.py": "",
        "parts/inner.py": "x = 1\n",
        "tests/test_train.py": asked + CHECK,
    }
    found = collect(files)
    assert bool(found.stopped) is stops
    assert bool(found.files[0].asserting) is not stops


def test_a_module_that_makes_names_by_itself_may_hold_anything() -> None:
    lazy = "def __getattr__(name):\n    return name\n"
    assert not collect({"train.py": lazy, "tests/test_train.py": "from train import fit\n" + CHECK}).stopped


def test_a_conftest_that_stops_takes_the_tests_below_it_along() -> None:
    files = {
        "train.py": TRAIN,
        "tests/unit/conftest.py": "from train import Rows\n",
        "tests/unit/test_a.py": "from train import train as fit\n" + CHECK,
        "tests/test_b.py": "from train import train as fit\n" + CHECK,
    }
    assert [path for path, _ in collect(files).stopped] == ["tests/unit/test_a.py"]


REPLACING = "    monkeypatch.setattr(train, 'load', None)\n    monkeypatch.setattr(train, 'keep', None)\n"


@pytest.mark.parametrize(
    "body",
    [
        f"def quiet(monkeypatch):\n{REPLACING}\ndef test_a(monkeypatch):\n    quiet(monkeypatch)\n    assert train([1], [0])\n",
        f"@pytest.fixture\ndef quiet(monkeypatch):\n{REPLACING}\ndef test_a(quiet):\n    assert train([1], [0])\n",
        f"@pytest.fixture(autouse=True)\ndef q(monkeypatch):\n{REPLACING}\ndef test_a():\n    assert train([1], [0])\n",
    ],
)
def test_what_a_helper_or_a_fixture_replaces_is_replaced_for_the_test(body):
    (found,) = collect(
        {"train.py": TRAIN, "tests/test_a.py": f"import pytest\nfrom train import train\n\n{body}"}
    ).files
    assert [case.mocks for case in found.cases] == [2]
    assert not found.cases[0].does & Does.TRAINS


def test_a_fixture_in_a_conftest_above_counts_and_one_beside_does_not():
    test = "from train import train\ndef test_a(quiet):\n    assert train([1], [0])\n"
    conftest = f"import pytest\n@pytest.fixture\ndef quiet(monkeypatch):\n{REPLACING}"
    for folder, mocks in (("tests", 2), ("tests/other", 0)):
        files = {"train.py": TRAIN, "tests/unit/test_a.py": test, f"{folder}/conftest.py": conftest}
        assert collect(files).files[0].cases[0].mocks == mocks
