"""Names across modules, and who starts what."""

from __future__ import annotations

from textwrap import dedent

import pytest

from rung.assess.code import Code, Reach
from rung.assess.code.link import Linker, dotted_name, importers, link
from rung.assess.code.reach import CallGraph, entry_nodes
from rung.assess.code.servers_named import follow_servers
from rung.assess.code.targets import follow_targets, named_targets
from rung.assess.invocation import By
from rung.assess.parse import python


def code_of(**files: str) -> Code:
    """Modules by path, with `__` for a slash: `src__pkg__train="…"`."""
    paths = {
        name.replace("__", "/").replace("//init/", "/__init__") + ".py": dedent(text) for name, text in files.items()
    }
    modules = {path: python.read(text, path, dotted_name(path)) for path, text in paths.items()}
    linker = link(modules)
    return Code(modules, importers(modules, linker))


def reach_from(code: Code, path: str, by: By = By.CI) -> Reach:
    starts = dict.fromkeys(entry_nodes(code.modules[path]), by)
    return CallGraph(code, Linker(code.modules)).spread(starts)


def test_a_reexported_module_is_seen_through() -> None:
    code = code_of(config="import mlflow\n", train="from config import mlflow\nmlflow.start_run()\n")
    assert [site.call.name for site in code.find("mlflow.start_run")] == ["mlflow.start_run"]


def test_a_call_is_followed_into_another_module() -> None:
    code = code_of(
        src__pkg__steps="def fit(): model_fit()\ndef never(): ...\n",
        src__pkg__main="from pkg.steps import fit\nif __name__ == '__main__':\n    fit()\n",
    )
    reach = reach_from(code, "src/pkg/main.py")
    assert reach.by("src/pkg/steps.py", "fit") is By.CI
    assert reach.by("src/pkg/steps.py", "never") is By.NOBODY


def test_importing_a_module_does_not_run_its_main_guard() -> None:
    code = code_of(
        other="def work(): ...\nif __name__ == '__main__':\n    work()\n",
        main="import other\n",
    )
    assert reach_from(code, "main.py").by("other.py", "work") is By.NOBODY


def test_a_named_class_is_reached_with_its_methods_and_bases() -> None:
    code = code_of(
        base="class Base:\n    def save(self): ...\n",
        main="from base import Base\nclass Job(Base):\n    def run(self): self.save()\nJob().run()\n",
    )
    reach = reach_from(code, "main.py")
    assert reach.by("main.py", "Job.run")
    assert reach.by("base.py", "Base.save")


def test_a_registered_function_is_reached_with_its_module() -> None:
    code = code_of(
        app="from fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\ndef root(): helper()\ndef helper(): ...\n"
    )
    assert reach_from(code, "app.py", By.IMAGE).by("app.py", "helper") is By.IMAGE


def test_a_task_nobody_calls_is_not_reached() -> None:
    code = code_of(
        flow="from prefect import flow, task\n@task\ndef archive(): ...\n@task\ndef train(): ...\n@flow\ndef main(): train()\n"
    )
    reach = reach_from(code, "flow.py")
    assert reach.by("flow.py", "train")
    assert not reach.by("flow.py", "archive")


def test_a_callback_passed_by_name_is_reached() -> None:
    code = code_of(main="def alert(context): ...\nDAG('x', on_failure_callback=alert)\n")
    assert reach_from(code, "main.py").by("main.py", "alert")


def test_a_method_of_an_unknown_object_reaches_methods_of_loaded_modules_only() -> None:
    code = code_of(
        loaded="class A:\n    def go(self): ...\n",
        unloaded="class B:\n    def go(self): ...\n",
        main="import loaded\ndef run(thing): thing.go()\nrun(1)\n",
    )
    reach = reach_from(code, "main.py")
    assert reach.by("loaded.py", "A.go")
    assert not reach.by("unloaded.py", "B.go")


def test_the_nearest_module_of_a_name_is_meant() -> None:
    code = code_of(a__utils="def f(): ...\n", b__utils="def f(): ...\n", b__main="from utils import f\nf()\n")
    reach = reach_from(code, "b/main.py")
    assert reach.by("b/utils.py", "f")
    assert not reach.by("a/utils.py", "f")


def test_flags_of_several_entry_points_add_up() -> None:
    code = code_of(job="def fit(): ...\nfit()\n")
    starts = {("job.py", ""): By.CI | By.SCHEDULE}
    assert CallGraph(code, Linker(code.modules)).spread(starts).by("job.py", "fit") == By.CI | By.SCHEDULE


def test_patterns_find_linked_names() -> None:
    code = code_of(a="import mlflow\nmlflow.log_metric('a', 1)\nmlflow.log_params({})\nclient.log_metric()\n")
    assert [site.call.last for site in code.find("mlflow.log_*")] == ["log_metric", "log_params"]
    assert len(code.find("*.log_metric")) == 2
    assert code.find("log_metric") == []


def test_a_method_reached_by_name_was_called_on_an_object_that_was_made_and_entered() -> None:
    code = code_of(
        jobs="""
        class Job:
            def __enter__(self): start()
            def run(self): ...
        def start(): ...
        def other(): ...
        """,
        main="import jobs\ndef go(job):\n    job.run()\ngo(1)\n",
    )
    reach = reach_from(code, "main.py")
    assert reach.by("jobs.py", "start") is By.CI
    assert reach.by("jobs.py", "other") is By.NOBODY


def test_a_method_of_an_attribute_is_followed_by_its_name() -> None:
    code = code_of(
        services="class Tracker:\n    def begin(self): ...\n",
        main="import services\nclass Job:\n    def run(self):\n        self.tracker.begin()\nJob().run()\n",
    )
    assert reach_from(code, "main.py").by("services.py", "Tracker.begin") is By.CI


def test_what_a_table_holds_is_reached_by_whoever_uses_the_table() -> None:
    stages = "def fit(): ...\ndef never(): ...\nSTAGES = {'fit': fit}\nSPARE = [never]\n"
    run = "if __name__ == '__main__':\n    for name, stage in STAGES.items():\n        stage()\n"
    reach = reach_from(code_of(main=stages + run), "main.py")
    assert reach.by("main.py", "fit")
    assert reach.by("main.py", "never") is By.NOBODY
    elsewhere = code_of(pkg__stages=stages, main="from pkg.stages import STAGES\nfor each in STAGES:\n    each()\n")
    assert reach_from(elsewhere, "main.py").by("pkg/stages.py", "fit")


def test_a_method_of_that_name_in_a_test_is_met_by_tests_only() -> None:
    code = code_of(
        main="def ask(model):\n    model.predict(1)\nask(load())\n",
        tests__test_ask="class Spy:\n    def predict(self, x): ...\ndef test_ask(): Spy()\n",
    )
    starts = {("main.py", ""): By.CI, ("tests/test_ask.py", ""): By.TEST, ("tests/test_ask.py", "test_ask"): By.TEST}
    reach = CallGraph(code, Linker(code.modules)).spread(starts)
    assert reach.by("tests/test_ask.py", "Spy.predict") is By.TEST


def test_an_inherited_method_is_called_where_it_stands() -> None:
    code = code_of(
        base="class Base:\n    def train(self): ...\n",
        main="from base import Base\nclass Job(Base): ...\nJob().train()\n",
    )
    assert ("main.py", "") in reach_from(code, "main.py").callers["base.py", "Base.train"]


def test_a_function_hides_the_module_it_is_imported_from() -> None:
    code = code_of(
        pipelines____init__="from .training import training\n",
        pipelines__training="def training(): fit()\ndef other(): ...\n",
        run="from pipelines import training\nif __name__ == '__main__':\n    training.with_options(a=1)()\n",
    )
    reach = reach_from(code, "run.py")
    assert reach.by("pipelines/training.py", "training") is By.CI
    assert reach.by("pipelines/training.py", "other") is By.NOBODY


def test_a_module_that_its_package_imports_stays_a_module() -> None:
    code = code_of(
        pipelines____init__="from . import training\n",
        pipelines__training="def start(): fit()\n",
        run="from pipelines import training\ntraining.start()\n",
    )
    assert reach_from(code, "run.py").by("pipelines/training.py", "start") is By.CI


def test_a_package_whose_name_is_still_to_be_filled_in_is_found() -> None:
    files = {
        "{{ x.repo }}/src/{{ x.package }}/learn.py": "def fit(): ...\ndef never(): ...\n",
        "{{ x.repo }}/src/{{ x.package }}/run.py": "from __templated__x_package.learn import fit\nfit()\n",
    }
    modules = {path: python.read(text, path, dotted_name(path)) for path, text in files.items()}
    code = Code(modules, importers(modules, link(modules)))
    reach = reach_from(code, "{{ x.repo }}/src/{{ x.package }}/run.py")
    assert reach.by("{{ x.repo }}/src/{{ x.package }}/learn.py", "fit") is By.CI
    assert reach.by("{{ x.repo }}/src/{{ x.package }}/learn.py", "never") is By.NOBODY


def test_the_standard_library_is_not_looked_for_in_another_project() -> None:
    code = code_of(
        one__utils__logging="def setup(): ...\n",
        one__run="from utils.logging import setup\nsetup()\n",
        two__run="import logging\nlogging.setup()\n",
        three__app="import gradio\n",
        four__gradio__start="def go(): ...\n",
    )
    assert code.importers == {"one/utils/logging.py": frozenset({"one/run.py"})}


FIT = "class Loop:\n    def go(self): self.step()\n    def step(self): ...\nclass Spare:\n    def rest(self): ...\n"


def reach_of_config(main: str, config: str) -> Reach:
    code = code_of(app__loops="from app.inner.fit import Loop, Spare\n", app__inner__fit=FIT, start=main)
    graph = CallGraph(code, Linker(code.modules))
    follow_targets(code, graph, [("conf/main.yaml", config)])
    return graph.spread(dict.fromkeys(entry_nodes(code.modules["start.py"]), By.IMAGE))


LOOPS = "loop:\n  _target_: app.loops.Loop\n  epochs: 3\nspare:\n  _target_: app.loops.Spare\n"


def test_a_class_that_configuration_names_is_reached_by_what_makes_it() -> None:
    main = "from hydra.utils import instantiate\ndef main(cfg):\n    instantiate(cfg.loop).go()\nmain(1)\n"
    reach = reach_of_config(main, LOOPS)
    assert reach.by("app/inner/fit.py", "Loop.step") is By.IMAGE
    assert not reach.by("app/inner/fit.py", "Spare.rest")


def test_a_class_that_configuration_names_and_nothing_makes_is_reached_by_nobody() -> None:
    main = "import yaml\ndef main(cfg):\n    yaml.safe_load(cfg.loop)\nmain(1)\n"
    assert not reach_of_config(main, LOOPS).by("app/inner/fit.py", "Loop.step")


def test_targets_are_read_with_the_keys_and_the_file_they_stand_under() -> None:
    texts = [
        ("conf/model/small.yaml", "_target_: app.A\nhead:\n  _target_: app.H\nlast: 1\n"),
        ("c.json", '{\n  "net": {\n    "_target_": "app.sub.B",\n  }\n}\n'),
        ("lit.yaml", "parts:\n  - class_path: app.C\ntarget: app.D\n"),
    ]
    found = dict(named_targets(texts))
    assert {"model", "small"} <= found["app.A"]
    assert "head" not in found["app.A"]
    assert "head" in found["app.H"]
    assert "net" in found["app.sub.B"]
    assert "parts" in found["app.C"]
    assert "app.D" not in found
    assert list(named_targets([("x.yaml", "_target_: " * 50_000)])) == []


def test_what_stands_behind_a_return_is_not_followed() -> None:
    code = code_of(
        steps="def fit(): ...\ndef tune(): ...\ndef save(): ...\n",
        main="from steps import fit, save, tune\nif True:\n    fit()\nif False:\n    tune()\ndef end():\n    return\n    save()\nend()\n",
    )
    reach = reach_from(code, "main.py")
    assert [reach.by("steps.py", name) for name in ("fit", "tune", "save")] == [By.CI, By.NOBODY, By.NOBODY]


def test_what_stands_behind_a_switch_that_is_off_is_reached_by_nobody() -> None:
    code = code_of(
        steps="def fit(): ...\ndef tune(): ...\n",
        main="import wandb\nfrom steps import fit, tune\nTUNE = False\nif TUNE:\n    tune()\n    wandb.init(f=fit)\nelse:\n    wandb.log()\n",
    )
    reach = reach_from(code, "main.py")
    assert reach.by("steps.py", "tune") is By.NOBODY
    assert reach.by("steps.py", "fit") is By.NOBODY
    assert [reach.of(site) for site in code.find("wandb.*")] == [By.NOBODY, By.CI]


def test_a_named_lambda_is_reached_when_it_is_called() -> None:
    code = code_of(main="def fit(): ...\ndef tune(): ...\ngo = lambda: fit()\nstay = lambda: tune()\ngo()\n")
    reach = reach_from(code, "main.py")
    assert (reach.by("main.py", "fit"), reach.by("main.py", "tune")) == (By.CI, By.NOBODY)


def test_a_function_that_is_printed_is_not_called() -> None:
    code = code_of(main="def fit(): ...\ndef tune(): ...\nprint(fit, str(fit))\nstart(tune)\n")
    reach = reach_from(code, "main.py")
    assert (reach.by("main.py", "fit"), reach.by("main.py", "tune")) == (By.NOBODY, By.CI)


def test_a_module_of_the_project_with_the_name_of_a_library_is_not_the_library() -> None:
    code = code_of(
        train="import mlflow\nimport wandb\nmlflow.start_run()\nwandb.init()\n",
        mlflow="def start_run(): ...\n",
        other__wandb="def log(): ...\n",
    )
    assert [site.call.name for site in code.find("mlflow.*", "wandb.*")] == ["wandb.init"]


def test_a_folder_of_that_name_hides_no_library() -> None:
    code = code_of(train="import mlflow\nmlflow.start_run()\n", mlflow____init__="")
    assert len(code.find("mlflow.*")) == 1


def test_what_is_called_on_a_stand_in_is_no_evidence() -> None:
    code = code_of(train="from unittest.mock import MagicMock\nmlflow = MagicMock()\nmlflow.log_metric('a', 1)\n")
    assert not code.find("*.log_metric")


def test_a_file_that_only_calls_itself_is_idle() -> None:
    code = code_of(
        empty="def main():\n    print('x')\nif __name__ == '__main__':\n    main()\n",
        dead="import sagemaker\ndef main():\n    return\n    sagemaker.train()\nmain()\n",
        remote="import sagemaker\ndef main():\n    sagemaker.train()\nmain()\n",
        thin="from remote import main\nmain()\n",
    )
    assert {path: code.is_idle(path) for path in code.modules} == {
        "empty.py": True,
        "dead.py": True,
        "remote.py": False,
        "thin.py": False,
    }


def serving_from(code: Code, path: str) -> Reach:
    graph = CallGraph(code, Linker(code.modules))
    follow_servers(code, graph)
    return graph.spread(dict.fromkeys(entry_nodes(code.modules[path]), By.IMAGE))


ANSWERS = "from fastapi import FastAPI\napp = FastAPI()\n@app.post('/price')\ndef price(): ...\ndef never(): ...\n"


@pytest.mark.parametrize(
    "start",
    [
        "import uvicorn\ndef main():\n    uvicorn.run('shop.api:app', port=80)\nmain()\n",
        "import uvicorn\nuvicorn.Server(uvicorn.Config(app='shop.api:app')).run()\n",
        "import granian\ngranian.Granian(target='shop.api:app').serve()\n",
        "import os\nos.execvp('gunicorn', ['gunicorn', '-w', '2', 'shop.api:app'])\n",
        "import subprocess, sys\nsubprocess.run([sys.executable, '-m', 'uvicorn', 'shop.api:app'])\n",
    ],
)
def test_a_server_that_a_program_starts_runs_the_application_it_is_told(start: str) -> None:
    code = code_of(src__shop__api=ANSWERS, start=start)
    reach = serving_from(code, "start.py")
    assert reach.by("src/shop/api.py", "price") is By.IMAGE
    assert reach.by("src/shop/api.py", "never") is By.NOBODY


@pytest.mark.parametrize(
    "start",
    [
        "import uvicorn\ndef main():\n    uvicorn.run('shop.api:app', port=80)\n",
        "print('served by uvicorn as', 'shop.api:app')\n",
        "import subprocess\nsubprocess.run(['pytest', 'shop.api:app'])\n",
    ],
)
def test_an_application_that_is_only_named_is_not_served(start: str) -> None:
    code = code_of(src__shop__api=ANSWERS, start=start)
    assert serving_from(code, "start.py").by("src/shop/api.py", "price") is By.NOBODY
