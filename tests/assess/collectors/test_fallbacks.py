"""Second answers in the serving path."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.fallbacks import Fallbacks, FallbacksCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> Fallbacks:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Fallbacks])
    return evidence.seen[Fallbacks]


def test_keeps_the_rules():
    check_collector(FallbacksCollector)


DOCKER = 'FROM python:3.12\nCOPY . .\nCMD ["uvicorn", "app:app"]\n'
APP = (
    "import joblib\nfrom fastapi import FastAPI\napp = FastAPI()\nmodel = joblib.load('m')\n"
    "@app.post('/predict')\ndef predict(x: float):\n    try:\n        y = model.predict([[x]])\n"
    "    except ValueError:\n        return {{'y': 0, '{flag}': True}}\n    return {{'y': y}}\n"
)


def fallbacks(flag, more=""):
    return collect({"app.py": APP.format(flag=flag) + more, "Dockerfile": DOCKER})


def test_an_answer_that_says_it_is_a_substitute():
    assert fallbacks("fallback").flagged
    assert fallbacks("is_degraded").flagged


def test_an_alternative_that_a_rule_weighs_is_none():
    found = fallbacks("fallback_action")
    assert found.flagged == ()
    assert found.silent == ()


def test_a_substitute_that_nobody_can_tell():
    code = "def ask(x):\n    return default_score(x)\ndef default_score(x):\n    return 0\n"
    app = APP.format(flag="late").replace("'y': 0", "'y': ask(x)") + code
    assert collect({"app.py": app, "Dockerfile": DOCKER}).silent


def test_a_function_outside_the_serving_path_is_none():
    assert fallbacks("late", "def default_score(x):\n    return 0\n").silent == ()


def test_retries_are_guards():
    app = "import tenacity\n" + APP.format(flag="late").replace("@app.post", "@tenacity.retry()\n@app.post")
    assert collect({"app.py": app, "Dockerfile": DOCKER}).guards
