"""A new model against the one in use."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.challengers import Challengers, ChallengersCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> Challengers:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Challengers])
    return evidence.seen[Challengers]


def test_keeps_the_rules():
    check_collector(ChallengersCollector)


MAKE = "retrain:\n\tpython retrain.py\n"
CODE = (
    "import joblib\nfrom sklearn.linear_model import LogisticRegression\nfrom sklearn.metrics import f1_score\n"
    "new = LogisticRegression().fit([[0]], [1])\n"
    "def contest(rows, labels, new_model):\n"
    "{body}"
    "    if new_f1 > production_f1:\n        joblib.dump(new_model, 'production.joblib')\n"
    "contest([[0]], [1], new)\n"
)
BOTH = (
    "    production_f1 = f1_score(labels, joblib.load('production.joblib').predict(rows))\n"
    "    new_f1 = f1_score(labels, new_model.predict(rows))\n"
)


def contest(body):
    (found,) = collect({"Makefile": MAKE, "retrain.py": CODE.format(body=body)}).contests
    return found


def test_both_models_on_the_same_rows():
    found = contest(BOTH)
    assert found.same_rows
    assert not found.certain
    assert not found.recent


def test_a_rule_that_knows_chance():
    assert contest(BOTH + "    if len(rows) < min_rows:\n        return\n").certain


def test_a_stored_number_is_not_the_same_rows():
    stored = "    production_f1 = client.get_run('x')\n    new_f1 = client.get_run('y')\n"
    assert not contest(stored).same_rows


def test_the_best_epoch_is_no_contest():
    code = CODE.format(body=BOTH).replace("production_f1", "best_f1")
    assert collect({"Makefile": MAKE, "retrain.py": code}).contests == ()


def test_shadow_traffic():
    text = "endpoint:\n  model: late\n  mirror_traffic:\n    challenger: 10\n"
    assert collect({"deploy/endpoint.yml": text}).live


def paired(comparison):
    code = CODE.format(body="").replace("new_f1 > production_f1", comparison)
    return collect({"Makefile": MAKE, "retrain.py": code}).contests


def test_one_figure_of_both_models_is_told_by_the_first_word_of_its_names():
    assert paired("counts.get('candidate_missed') <= counts.get('active_missed')")
    assert paired("candidate_missed < old_missed")


def test_two_different_figures_or_two_of_one_model_are_no_contest():
    assert not paired("candidate_missed < active_users")
    assert not paired("candidate_missed < allowed_missed")


FAR = (
    "import joblib\nfrom sklearn.linear_model import LogisticRegression\nfrom sklearn.metrics import f1_score\n"
    "def judge(rows, model):\n    return measure(rows, model)\n"
    "def measure(rows, model):\n    return f1_score(rows, model.predict(rows))\n"
    "def meet(rows):\n    new = judge(rows, new_model)\n    old = judge(rows, {old})\n    return dict(new_f1=new, old_f1=old)\n"
    "def decide(rows):\n    both = meet(rows)\n    return both.get('candidate_f1') > both.get('active_f1')\n"
    "LogisticRegression().fit([[0]], [1])\ndecide([1])\n"
)


def far(old):
    (found,) = collect({"Makefile": MAKE, "retrain.py": FAR.replace("{old}", old)}).contests
    return found.same_rows


def test_both_models_are_judged_by_a_function_that_the_decision_comes_to():
    assert far("current_model")
    assert not far("new_model_again")
