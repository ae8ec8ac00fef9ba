"""Comparisons of quality: what they refuse, before what, and how they fail."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.gates import Gates, GatesCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])
ALIAS = "mlflow.MlflowClient().set_registered_model_alias('m', 'champion', 1)\n"


def gates(code: str, path: str = "evaluate.py") -> Gates:
    evidence = ENGINE.start(
        {
            Tree: MemoryTree({path: f"import mlflow\nimport sys\n{code}"}),
            Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)),
            Manifest: Manifest.empty(),
        }
    )
    ENGINE.collect(evidence, [Gates])
    return evidence.seen[Gates]


def test_keeps_the_rules():
    check_collector(GatesCollector)


def test_an_exit_before_the_alias():
    (gate,) = gates(f"if new_f1 < min_f1:\n    sys.exit(1)\n{ALIAS}").gates
    assert (gate.refuses, gate.before, gate.against_limit) == ("exits", "set_registered_model_alias", True)


def test_an_exit_after_the_alias_is_late():
    (gate,) = gates(f"{ALIAS}if new_f1 < min_f1:\n    sys.exit(1)\n").gates
    assert gate.late == "set_registered_model_alias"
    assert not gate.effective


def test_only_the_winner_is_registered():
    (gate,) = gates(
        "if new_rmse < champion_rmse:\n    mlflow.register_model('a', 'b')\nelse:\n    print('worse')\n"
    ).gates
    assert gate.effective
    assert gate.against_model


def test_a_print_refuses_nothing():
    (gate,) = gates(f"if new_f1 < min_f1:\n    print('low')\n{ALIAS}").gates
    assert not gate.refuses


def test_an_answer_is_followed_to_its_caller():
    code = f"def better(a_f1, champion_f1):\n    return a_f1 > champion_f1\n\nif better(1, 2):\n    {ALIAS}"
    assert gates(code).gates[0].before == "set_registered_model_alias"


def test_an_error_that_lets_the_model_win():
    code = (
        "def better():\n    try:\n        return f1 > champion_f1\n    except Exception:\n        return True\n\n"
        f"if better():\n    {ALIAS}"
    )
    assert gates(code).gates[0].fail_open


def test_an_assertion_with_a_floor():
    assert gates(f"assert accuracy > 0.8\n{ALIAS}").gates[0].effective
    assert gates(f"assert accuracy > 0\n{ALIAS}").gates[0].loose


def test_keeping_the_best_epoch_is_no_gate():
    code = "import torch\nfor epoch in range(9):\n    if val_loss < best_loss:\n        torch.save(model, 'm')\n"
    assert not [gate for gate in gates(code).gates if gate.effective]


def test_drift_is_another_matter():
    assert not gates("if drift_score > threshold:\n    sys.exit(1)\n").gates


def test_measured_groups_and_their_limit():
    measured = "import fairlearn.metrics\nframe = fairlearn.metrics.MetricFrame(metrics=m, sensitive_features=s)\n"
    assert not gates(measured).slices[0].limited
    assert gates(measured + "if gap > 0.1:\n    sys.exit(1)\n").slices[0].limited
    assert not gates("import fairlearn.metrics\nfairlearn.metrics.MetricFrame(metrics=m)\n").slices


def test_an_answer_kept_in_a_name_is_followed_to_the_branch_on_it():
    (gate,) = gates(
        "promote = True\nif new_rmse >= champion_rmse:\n    promote = False\n"
        "if promote:\n    mlflow.register_model('a', 'b')\n"
    ).gates
    assert gate.effective


def test_an_answer_that_nobody_asks_for_decides_nothing():
    (gate,) = gates(f"promote = True\nif new_rmse >= champion_rmse:\n    promote = False\n{ALIAS}").gates
    assert not gate.effective
