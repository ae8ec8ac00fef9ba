"""Python source becomes facts."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rung.assess.parse.python import read
from rung.assess.parse.python_facts import (
    CONDITIONAL,
    DECORATES,
    LOOPED,
    SWALLOWED,
    TESTED,
    USED,
    Call,
    Items,
    Module,
    Name,
    Opaque,
)


def parse(source: str, path: str = "pkg/train.py", dotted: str = "pkg.train") -> Module:
    return read(dedent(source), path, dotted)


def only_call(source: str, last: str) -> Call:
    (call,) = [each for each in parse(source).calls if each.last == last]
    return call


def test_names_follow_the_imports_of_the_module() -> None:
    call = only_call("import mlflow as m\nm.log_metric('f1', 0.9)", "log_metric")
    assert call.name == "mlflow.log_metric"
    assert call.args == ("f1", 0.9)


def test_a_method_of_something_built_by_a_known_call_is_named_after_it() -> None:
    source = """
        from mlflow import MlflowClient
        client = MlflowClient()
        client.set_registered_model_alias("m", "champion", 3)
    """
    assert only_call(source, "set_registered_model_alias").name == "mlflow.MlflowClient().set_registered_model_alias"


def test_a_method_of_a_field_is_named_after_what_init_put_there() -> None:
    source = """
        import redis
        class Store:
            def __init__(self):
                self.client = redis.Redis()
            def put(self, row):
                self.client.rpush("log", row)
    """
    assert only_call(source, "rpush").name == "redis.Redis().rpush"
    assert only_call(source, "rpush").scope == "Store.put"


def test_an_annotated_parameter_tells_the_type() -> None:
    source = "import pandas as pd\ndef clean(frame: pd.DataFrame):\n    return frame.dropna()"
    assert only_call(source, "dropna").name == "pandas.DataFrame().dropna"


def test_an_unknown_local_is_marked() -> None:
    assert only_call("def f(model, x):\n    model.fit(x)", "fit").name == "?model.fit"


@pytest.mark.parametrize(
    ("line", "origin"),
    [("from .features import build", "pkg.features.build"), ("from ..shared import build", "shared.build")],
)
def test_relative_imports_are_made_absolute(line: str, origin: str) -> None:
    assert parse(line).imports["build"] == origin


def test_flags_tell_where_a_call_stands() -> None:
    module = parse(
        """
        try:
            schema.validate(frame)
        except Exception:
            pass
        for row in rows:
            send(row)
        if check(frame):
            stop()
        """
    )
    flags = {call.last: call.flags for call in module.calls}
    assert flags["validate"] & SWALLOWED
    assert flags["send"] & LOOPED
    assert flags["check"] & TESTED
    assert flags["stop"] & CONDITIONAL
    assert not flags["validate"] & USED


def test_a_handler_that_raises_again_swallows_nothing() -> None:
    source = "try:\n    validate(x)\nexcept Exception as e:\n    log(e)\n    raise"
    assert not only_call(source, "validate").flags & SWALLOWED


def test_a_narrow_handler_swallows_nothing() -> None:
    assert not only_call("try:\n    validate(x)\nexcept KeyError:\n    pass", "validate").flags & SWALLOWED


def test_stops_know_their_condition() -> None:
    (stop,) = parse("if new_f1 < champion_f1:\n    raise ValueError('worse')").stops
    assert (stop.kind, stop.what, stop.compares) == ("raise", "ValueError", True)
    assert stop.names == ("new_f1", "champion_f1")


def test_a_clean_exit_is_no_stop() -> None:
    assert parse("import sys\nsys.exit(0)").stops == []
    assert [stop.kind for stop in parse("import sys\nsys.exit(1)").stops] == ["exit"]


def test_branches_name_what_each_arm_does() -> None:
    (branch,) = parse("if f1 >= floor:\n    register(model)\nelse:\n    raise SystemExit").branches
    assert branch.ops == (">=",)
    assert branch.then == ("register",)
    assert "raise" in branch.orelse


def test_what_stands_under_the_main_guard_has_a_scope_of_its_own() -> None:
    module = parse("def main(): ...\nif __name__ == '__main__':\n    main()")
    assert module.main_guard == 2
    assert [call.scope for call in module.calls] == ["__main__"]
    assert not module.top_level_work


def test_decorators_are_calls_that_name_their_target() -> None:
    call = only_call("from fastapi import FastAPI\napp = FastAPI()\n@app.post('/predict')\ndef predict(): ...", "post")
    assert call.name == "fastapi.FastAPI().post"
    assert call.flags & DECORATES
    assert call.target == "predict"


def test_values_that_are_known_without_running() -> None:
    call = only_call("f(seed=42, to=[], name=f'models:/{n}@champion', path=ROOT / 'data', cfg=cfg.seed, z=-1)", "f")
    assert call.kwargs == {
        "seed": 42,
        "to": Items(()),
        "name": "models:/{}@champion",
        "path": "{}/data",
        "cfg": Name("?cfg.seed"),
        "z": -1,
    }


def test_class_fields_are_kept_with_annotation_and_value() -> None:
    module = parse("class Request(BaseModel):\n    age: int = Field(ge=0)\n    name: str")
    assert [(name, kind) for name, kind, _ in module.classes["Request"].fields] == [("age", "int"), ("name", "str")]


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b\n", "merge conflict markers"),
        ("import os\nprint 'hello'\n", "Python 2 syntax"),
        ("def (:\n", "syntax error in line 1"),
        ("x = 1\0", "cannot be parsed"),
    ],
)
def test_what_cannot_be_parsed_says_why(source: str, error: str) -> None:
    assert parse(source).error.startswith((error, "syntax error"))


def test_a_broken_file_keeps_its_plain_imports() -> None:
    assert "mlflow" in parse("import mlflow\nprint 'x'\n").imports


@given(st.text())
def test_any_text_is_read_without_raising(text: str) -> None:
    read(text, "x.py", "x")


@pytest.mark.parametrize("source", ["(" * 3000, "a" + "+a" * 20000, "[" * 500 + "]" * 500, "x" + ".y" * 5000])
def test_deep_nesting_is_survived(source: str) -> None:
    read(source, "deep.py", "deep")


def test_a_number_beyond_all_measure_is_no_threshold() -> None:
    module = read(f"assert x < {'9' * 400} and y < 0.5", "a.py")
    assert (module.error, module.stops[0].numbers) == ("", (0.5,))


@pytest.mark.parametrize(
    "source",
    [
        'import os\nsend(os.environ["HOOK"])',
        'import os\nsend(os.environ.get("HOOK", ""))',
        'from os import getenv\nsend(getenv("HOOK"))',
        'import os\nhook = os.environ["HOOK"]\nsend(hook)',
        'import os\nHOOK_URL = os.getenv("HOOK")\ndef tell():\n    send(HOOK_URL)',
    ],
)
def test_a_variable_of_the_environment_keeps_its_key(source: str) -> None:
    call = next(each for each in read(source, "tell.py").calls if each.name == "send")
    assert call.args == (Name("os.environ.HOOK"),)


def test_a_variable_of_the_environment_whose_key_is_computed_has_none() -> None:
    call = only_call("import os\nsend(os.environ[key], os.getenv(key))", "send")
    assert call.args == (Name("os.environ"), Opaque("os.getenv"))


def test_a_notebook_kept_as_a_script_may_hold_magics() -> None:
    source = "# Databricks notebook source\nimport mlflow\n%cd $here\n# COMMAND ----------\n!ls\nmlflow.start_run()\n"
    module = read(source, "Train.py")
    assert module.error == ""
    assert [(call.name, call.line) for call in module.calls] == [("mlflow.start_run", 6)]


def test_a_magic_elsewhere_is_a_mistake() -> None:
    assert read("%cd x\n", "train.py").error == "syntax error in line 1"
