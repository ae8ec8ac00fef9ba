"""What records a training run."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.tracking import Tracking, TrackingCollector
from rung.assess.engine import Engine
from rung.assess.tracking import Holds
from rung.assess.tracking.base import CORE
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])
FIT = """
from sklearn.linear_model import Ridge
if __name__ == "__main__":
    model = Ridge().fit(x, y)
x, y = load()
print(x)
print(y)
"""


def collect(**files: str) -> Tracking:
    tree = MemoryTree({name.replace("__", "."): text.encode() for name, text in files.items()})
    evidence = ENGINE.start({Tree: tree, Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()})
    ENGINE.collect(evidence, [Tracking])
    return evidence.seen[Tracking]


def test_conforms() -> None:
    check_collector(TrackingCollector)


@pytest.mark.parametrize(
    "calls",
    [
        "import mlflow\nmlflow.log_params(p)\nmlflow.log_metric('f1', s)\n",
        "import mlflow\nmlflow.sklearn.autolog()\n",
        "import wandb\nrun = wandb.init(config=p)\nrun.log({'f1': s})\n",
        "from clearml import Task\nTask.init('churn')\n",
    ],
)
def test_a_tracker_in_a_script_holds_parameters_metrics_and_commit(calls: str) -> None:
    assert collect(train__py=calls + FIT).holds() & CORE == CORE


def test_curves_alone_are_metrics_alone() -> None:
    found = collect(train__py="from torch.utils.tensorboard import SummaryWriter\nw = SummaryWriter()\n" + FIT)
    assert found.holds() == Holds.METRICS


def test_a_switch_that_is_off_records_nothing() -> None:
    script = "import wandb\nuse_wandb = False\nif use_wandb:\n    wandb.init(config=p)\n    wandb.log({'loss': 1})\n"
    found = collect(train__py=script + FIT)
    assert found.holds() == Holds.NOTHING
    assert {log.off for log in found.logs} == {"use_wandb is False"}


@pytest.mark.parametrize(("written", "kept"), [("disabled", False), ("online", True), ("${oc.env:MODE}", True)])
def test_a_mode_that_every_file_of_parameters_sets_to_disabled_records_nothing(written: str, kept: bool) -> None:
    script = "import wandb\nwandb.init(config=p, mode=settings.wandb.mode)\nwandb.log({'loss': 1})\n"
    found = collect(train__py=script + FIT, params__yaml=f"wandb:\n  mode: {written}\n")
    assert bool(found.holds()) is kept


def test_a_mode_in_the_call_records_nothing() -> None:
    script = "import wandb\nwandb.init(config=p, mode='disabled')\nwandb.log({'loss': 1})\n"
    assert {log.off for log in collect(train__py=script + FIT).logs} == {"its mode is disabled"}


def test_an_import_alone_is_nothing() -> None:
    assert not collect(train__py="import mlflow\n" + FIT).logs


def test_an_appended_row_says_what_it_holds() -> None:
    script = FIT + (
        "import csv\ndef log(p, s):\n    row = {'git_commit': sha, 'params': p, 'f1': s}\n"
        "    with open('runs.csv', 'a') as f:\n        csv.writer(f).writerow(row.values())\nlog(1, 2)\n"
    )
    assert collect(train__py=script).holds() & CORE == CORE


def test_a_file_that_is_overwritten_holds_nothing() -> None:
    script = FIT + "import json\njson.dump({'f1': 1, 'auc': 1}, open('metrics.json', 'w'))\n"
    found = collect(train__py=script)
    assert found.holds() == Holds.NOTHING
    assert [log.overwritten for log in found.logs] == [True]


@pytest.mark.parametrize(("lock", "held"), [(True, CORE), (False, Holds.NOTHING)])
def test_dvc_records_once_its_lock_is_committed(lock: bool, held: Holds) -> None:
    graph = "stages:\n  train:\n    cmd: python train.py\n    params: [lr]\n    metrics: [metrics.json]\n"
    found = collect(dvc__yaml=graph, train__py=FIT, **({"dvc__lock": "stages: {}\n"} if lock else {}))
    assert found.holds() & CORE == held


@pytest.mark.parametrize(
    ("address", "lost"), [("sqlite:////tmp/mlflow.db", True), ("https://mlflow.example.org", False)]
)
def test_a_store_below_tmp_is_lost(address: str, lost: bool) -> None:
    script = f"import mlflow\nmlflow.set_tracking_uri('{address}')\nmlflow.log_metric('f1', s)\n"
    found = collect(train__py=script + FIT)
    assert (bool(found.ephemeral), bool(found.lasting)) == (lost, not lost)


PARAMETERS = "import mlflow\nmlflow.log_params(p)\n" + FIT
METRICS = "import mlflow\nmlflow.log_metric('f1', accuracy_score(a, b))\n"


def test_parameters_of_one_script_and_metrics_of_another_make_no_run() -> None:
    assert collect(
        train__py=PARAMETERS, check__py="from sklearn.metrics import accuracy_score\n" + METRICS
    ).holds() == (Holds.PARAMETERS)


def test_steps_that_one_script_runs_in_turn_make_one_run() -> None:
    found = collect(
        train__py=PARAMETERS,
        check__py="from sklearn.metrics import accuracy_score\n" + METRICS,
        run__sh="python train.py\npython check.py\n",
    )
    assert found.holds() & CORE == CORE


def test_what_scores_and_never_trains_records_no_training() -> None:
    served = "import mlflow\nfrom sklearn.metrics import f1_score\nmlflow.log_metric('f1', f1_score(a, b))\n"
    assert not collect(train__py=FIT, serve__py=served).holds()
