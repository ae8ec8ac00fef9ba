"""Small collectors about training: what starts it, what it is compared with, what is kept, what repeats."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.baselines import Baselines, BaselinesCollector
from rung.assess.collectors.components import Components, ComponentsCollector
from rung.assess.collectors.model_files import ModelFiles, ModelFilesCollector
from rung.assess.collectors.notifications import Notifications, NotificationsCollector
from rung.assess.collectors.pipelines import Pipelines, PipelinesCollector
from rung.assess.collectors.searches import Searches, SearchesCollector
from rung.assess.collectors.seeds import Seeds, SeedsCollector
from rung.assess.collectors.stages import Stage, Stages, StagesCollector
from rung.assess.collectors.training import Training
from rung.assess.collectors.training_commands import TrainingCommands, TrainingCommandsCollector
from rung.assess.collectors.unattended import Cause, Unattended, UnattendedCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])
FOREST = "from sklearn.ensemble import RandomForestClassifier\n"
SPLIT = "from sklearn.model_selection import train_test_split\na, b = train_test_split(x, random_state=1)\n"
HOOK = '{"schedule": ["0 0 * * *"], "task": {"payload": {"command": ["spawn", "/code/nightly.yml"]}}}'
TASKS = "tasks:\n  $let: {x: 1}\n  in:\n  - ID: load\n  - ID: train-model\n    dependencies: [load]\n"
TARGETS = "list(\n  tar_target(data, read('x')),\n  tar_target(run, test_model(a), pattern = cross(a, b)),\n  tar_target(m, train_best(run))\n)\n"
MAIN = "if __name__ == '__main__':\n    "
Found = TypeVar("Found")


def collect(kind: type[Found], files: dict[str, str]) -> Found:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [kind])
    return evidence.seen[kind]  # type: ignore[return-value]


@pytest.mark.parametrize(
    "collector",
    [
        BaselinesCollector,
        ComponentsCollector,
        ModelFilesCollector,
        NotificationsCollector,
        PipelinesCollector,
        SearchesCollector,
        SeedsCollector,
        StagesCollector,
        TrainingCommandsCollector,
        UnattendedCollector,
    ],
)
def test_keeps_the_rules(collector: Any) -> None:
    check_collector(collector)


def test_a_dummy_model_is_a_baseline_and_dummy_columns_are_not() -> None:
    code = "from sklearn.dummy import DummyClassifier\nDummyClassifier().fit(x, y)\n"
    assert collect(Baselines, {"train.py": code}).simple
    assert not collect(Baselines, {"train.R": "x <- step_dummy(recipe)\n"}).simple


def test_a_limit_is_not_the_current_model() -> None:
    code = f"{FOREST}RandomForestClassifier().fit(x, y)\nif auc < min_auc:\n    raise ValueError\n"
    assert not collect(Baselines, {"train.py": code}).current


def test_seeded_rows_do_not_seed_the_model() -> None:
    fit = "RandomForestClassifier({}).fit(a, b)\n"
    assert collect(Seeds, {"train.py": FOREST + SPLIT + fit.format("")}).by_chance
    assert not collect(Seeds, {"train.py": FOREST + SPLIT + fit.format("random_state=3")}).by_chance


def test_a_timer_that_names_the_file_of_a_graph() -> None:
    found = collect(Unattended, {"infra/nightly.yml": TASKS, "infra/hook.json": HOOK})
    assert [each.place.path for each in found.by(Cause.SCHEDULE)] == ["infra/hook.json"]


def test_a_scheduler_in_code_that_trains() -> None:
    code = f"import schedule\n\ndef run_training():\n    pass\n\n{MAIN}schedule.every().day.at('02:00').do({{}})\n"
    assert collect(Unattended, {"jobs.py": code.format("run_training")}).by(Cause.SCHEDULE)
    assert not collect(Unattended, {"jobs.py": code.format("print")}).by(Cause.SCHEDULE)


def test_json_e_tasks_are_a_graph() -> None:
    (graph,) = collect(Pipelines, {"infra/nightly.yml": TASKS}).training
    assert [step.name for step in graph.steps] == ["load", "train-model"]


def test_r_targets_are_made_by_a_call_and_keep_every_branch() -> None:
    files = {"_targets.R": TARGETS, "run.R": "targets::tar_make()\n", "README.md": "Call `tar_make()`.\n"}
    starts = collect(TrainingCommands, files)
    assert {each.place.path for each in starts.starts if each.whole} >= {"run.R", "README.md"}
    assert [each.line for each in collect(Searches, files).recorded] == [3]


def test_a_checkpoint_with_its_settings_names_no_run() -> None:
    code = "import torch\nstate = {'model': m, 'config': c}\ntorch.save(state, 'm.pt')\n"
    found = collect(ModelFiles, {"train.py": code})
    assert found.described
    assert not found.linked


def test_modules_that_differ_by_environment() -> None:
    found = collect(Stages, {"dags/staging_jobs.py": "x = 1\n", "dags/production_jobs.py": "x = 1\n"})
    assert set(found.configured) == {Stage.STAGING, Stage.PRODUCTION}
    assert not collect(Stages, {"dags/staging_jobs.py": "x = 1\n", "dags/prod_other.py": "x = 1\n"}).configured


def test_a_request_bin_is_no_receiver() -> None:
    code = f"import requests\n{MAIN}requests.post('https://{{}}/hooks/alert')\n"
    assert collect(Notifications, {"tell.py": code.format("hooks.slack.com")}).received
    assert not collect(Notifications, {"tell.py": code.format("webhook.site")}).received


def test_a_called_workflow_is_offered() -> None:
    files = {".github/workflows/train.yml": "on: {workflow_call: {}}\njobs: {a: {steps: [{run: make}]}}\n"}
    assert collect(Components, files).offered


def test_showing_experiments_does_not_train() -> None:
    job = "on: push\njobs: {{a: {{steps: [{{run: dvc exp {}}}]}}}}\n"
    assert collect(Unattended, {".github/workflows/x.yml": job.format("run")}).by(Cause.CHANGE)
    assert not collect(Unattended, {".github/workflows/x.yml": job.format("diff main")}).by(Cause.CHANGE)


FIT = {"train.py": "from sklearn.svm import SVC\nSVC().fit(x, y)\n"}
NIGHTLY = "on:\n  schedule:\n    - cron: '0 4 * * *'\njobs:\n  nightly:\n    steps:\n      - run: {}\n"


def test_a_run_whose_failure_nobody_notices_is_flawed() -> None:
    def starts(command: str) -> Unattended:
        return collect(Unattended, FIT | {".github/workflows/x.yml": NIGHTLY.format(command)})

    assert starts("python train.py").by(Cause.SCHEDULE)
    (start,) = starts("python train.py || true").starts
    assert "does not reach the job: `|| true` swallows" in start.flaw
    assert not starts("exit 0; python train.py").starts


def test_a_script_that_does_nothing_trains_nothing_whatever_its_name() -> None:
    job = {".github/workflows/x.yml": NIGHTLY.format("python train.py"), "Makefile": "fit:\n\tpython train.py\n"}
    empty = {"train.py": "def main():\n    pass\nmain()\n"}
    assert not collect(Unattended, job | empty).starts
    assert not collect(TrainingCommands, job | empty).starts
    remote = {"train.py": "import boto3\ndef main():\n    boto3.client('sagemaker').create_training_job()\nmain()\n"}
    assert collect(Unattended, job | remote).starts
    assert collect(TrainingCommands, job | remote).starts


def test_a_transformer_of_the_project_learns_nothing() -> None:
    own = "import sklearn\nclass Clean:\n    def fit(self, x): return self\n    def {}(self, x): return x.lower()\n"
    assert not collect(Training, {"clean.py": own.format("transform") + "Clean().fit(rows)\n"}).fits
    assert not collect(Training, {"clean.py": own.format("predict") + "Clean().fit(rows)\n"}).fits
    real = own.format("predict").replace("return self", "return self.grow(x)")
    assert collect(Training, {"clean.py": real + "Clean().fit(rows)\n"}).fits


def test_a_trainer_that_was_handed_over_trains() -> None:
    code = "import transformers\ndef go(trainer):\n    trainer.train()\n"
    assert collect(Training, {"train.py": code}).fits


def test_a_server_is_no_command_that_trains() -> None:
    app = f"{FOREST}from fastapi import FastAPI\napp = FastAPI()\nRandomForestClassifier().fit(x, y)\n"
    image = 'FROM python:3.12\nCOPY main.py .\nCMD ["uvicorn", "main:app"]\n'
    assert not collect(TrainingCommands, {"main.py": app, "Dockerfile": image}).starts


def test_words_of_utilities_are_no_steps() -> None:
    words = "#!/bin/sh\nmkdir -p models/training\necho 'load data'\nvault tune x\ncat report.json\ngrep deploy x\n"
    assert not collect(Pipelines, {"run.sh": words}).training
    steps = "#!/bin/sh\npython load.py\npython train.py\npython evaluate.py\n"
    assert collect(Pipelines, {"run.sh": steps}).training


def test_a_timer_beside_the_word_constraint_trains_nothing() -> None:
    rule = 'resource "aws_cloudwatch_event_rule" "root" {\n  # a constraint: train nobody\n  name = "root"\n}\n'
    assert not collect(Unattended, {"events.tf": rule}).starts
    assert collect(Unattended, {"events.tf": rule.replace('"root"\n', '"nightly-retrain"\n')}).starts


def test_a_gradient_that_changes_no_model_explains() -> None:
    shown = (
        "import torch\ndef saliency(model, x):\n    score = model(x).max()\n    score.backward()\n    return x.grad\n"
    )
    assert not collect(Training, {"explain.py": shown}).fits
    assert collect(Training, {"train.py": shown.replace("return x.grad", "optimizer.step()")}).fits


def test_weights_loaded_into_an_architecture_are_no_training() -> None:
    code = (
        "from net import build_model, load_weights, evaluate_model\ndef predict(x):\n    model = build_model()\n"
        "    load_weights(model)\n    return evaluate_model(model, x)\nif __name__ == '__main__':\n    predict(1)\n"
    )
    net = "def build_model(): ...\ndef load_weights(m): ...\ndef evaluate_model(m, x): ...\n"
    assert not collect(Pipelines, {"predict.py": code, "net.py": net}).training


FLOW = (
    "from prefect import flow, task\nfrom sklearn.linear_model import Ridge\n\n\n@task\ndef train_model(rows):\n"
    "    return Ridge().fit(rows, rows)\n\n\n@flow\ndef weekly():\n    train_model(1)\n"
)
DEPLOYED = "name: weekly\nwork_pool_name: local\n{timer}\nentrypoint: jobs/weekly.py:weekly\n"


@pytest.mark.parametrize(
    ("timer", "flaw"),
    [
        ("schedule:\n  cron: 0 6 * * 1", "its worker is started by hand"),
        ("schedule:\n  cron: 0 6 * * 1\nis_schedule_active: false", "suspended"),
        ("schedule: null", None),
        ("# schedule:\n#   cron: 0 6 * * 1", None),
        ("schedules: []", None),
    ],
)
def test_a_written_deployment_of_a_flow_has_a_timer_or_none(timer: str, flaw: str | None) -> None:
    files = {"jobs/weekly.py": FLOW, "weekly-deployment.yaml": DEPLOYED.format(timer=timer)}
    assert [start.flaw for start in collect(Unattended, files).starts] == ([flaw] if flaw else [])


SETTINGS = {f"conf/{name}.yaml": "rows: 10\n" for name in ("dev", "staging", "prod")}


@pytest.mark.parametrize(
    ("extra", "seen"),
    [
        ({"app.py": "settings = read('conf/dev.yaml')\n"}, 0),
        ({"app.py": "settings = read(f'conf/{stage}.yaml')\nfallback = 'conf/dev.yaml'\n"}, 3),
        ({"app.py": "settings = read('conf/dev.yaml')\n", "Makefile": "live:\n\tapp --settings conf/prod.yaml\n"}, 2),
        ({"app.py": "settings = read(sys.argv[1])\n"}, 3),
        ({"app.py": "settings = read('conf/dev.yaml')\n", "README.md": "Copy conf/prod.yaml\n"}, 0),
    ],
)
def test_settings_of_an_environment_that_nothing_loads_are_no_environment(extra: dict[str, str], seen: int) -> None:
    assert len(collect(Stages, {**SETTINGS, **extra}).configured) == seen


@pytest.mark.parametrize(
    ("made", "written", "seeded"),
    [
        ("RandomForestClassifier(**settings)", "trees: 10\nrandom_state: 4\n", True),
        ("RandomForestClassifier(max_depth=settings.get('seed'))", "seed: 4\n", True),
        ("RandomForestClassifier(**settings)", "trees: 10\n# random_state: 4\n", False),
        ("RandomForestClassifier(**settings)", "random_state: null\n", False),
        ("RandomForestClassifier(max_depth=3)", "random_state: 4\n", False),
    ],
)
def test_a_seed_in_the_file_of_parameters_counts_where_the_model_gets_it(made: str, written: str, seeded: bool) -> None:
    script = f"import yaml\n{FOREST}{MAIN}settings = yaml.safe_load(open('params.yaml'))\n    {made}.fit(x, y)\n"
    assert bool(collect(Seeds, {"fit.py": script, "params.yaml": written}).seeded) is seeded


def test_of_a_script_that_could_not_be_read_nobody_knows_that_it_evaluates() -> None:
    files = {
        "Makefile": "go:\n\tpython src/train.py\n",
        "src/other.py": FOREST
        + "from sklearn.metrics import accuracy_score\n"
        + MAIN
        + "m = RandomForestClassifier().fit(x, y)\n    print(accuracy_score(b, m.predict(a)))\n",
    }
    read = collect(TrainingCommands, {**files, "src/train.py": MAIN + "run()\n"})
    unread = collect(TrainingCommands, {**files, "src/train.py": "<<<<<<< HEAD\n"})
    assert [start.whole for start in read.starts] == [True]
    assert [start.whole for start in unread.starts] == [False]


WALKS = (
    "import networkx as nx\nfrom karateclub import DeepWalk\nwalker = DeepWalk()\nwalker.fit(nx.karate_club_graph())\n"
)
ASKS = "from gensim.models import KeyedVectors\nvectors = KeyedVectors.load_word2vec_format('v.txt')\nvectors.most_similar('a')\n"


def test_vectors_of_a_graph_are_learnt_and_asked_for_what_is_near() -> None:
    assert [each.call.last for each in collect(Training, {"walk.py": WALKS}).fits] == ["fit"]
    found = collect(Training, {"near.py": ASKS})
    assert [each.call.last for each in found.loads] == ["load_word2vec_format"]
    assert [each.call.last for each in found.predicts] == ["most_similar"]


def test_a_recommender_is_asked_for_items_and_a_shop_assistant_is_none() -> None:
    code = "from {} import x\ndef go(model, user):\n    return model.recommend(user, 5)\n"
    assert collect(Training, {"serve.py": code.format("implicit")}).predicts
    assert not collect(Training, {"serve.py": code.format("shop")}).predicts


def test_near_vectors_are_asked_for_by_code_that_was_handed_the_model() -> None:
    code = "def near(model, name):\n    return model.wv.most_similar(name, topn=3)\n"
    assert collect(Training, {"near.py": code}).predicts
    assert not collect(Training, {"near.py": code.replace("name, topn=3", "")}).predicts
