"""Code that can never run is not read."""

from __future__ import annotations

import time
from textwrap import dedent, indent

import pytest

from rung.assess.parse.python import read
from rung.assess.parse.python_facts import OFF, Module


def parse(source: str, path: str = "pkg/train.py") -> Module:
    return read(dedent(source), path, "pkg.train")


def calls(source: str, path: str = "pkg/train.py") -> set[str]:
    return {call.name for call in parse(source, path).calls}


@pytest.mark.parametrize(
    "before",
    [
        "return",
        "return None",
        "raise RuntimeError",
        "sys.exit()",
        "exit(0)",
        "os._exit(0)",
        "pytest.skip('later')",
        "assert False",
        "assert 0, 'never'",
        "if True:\n    return None",
        "if not False:\n    return",
        "if 1:\n    raise ValueError",
        "if 'a' == 'a':\n    return",
        "if 2 > 1:\n    return",
        "if x:\n    return\nelse:\n    raise ValueError",
        "if x:\n    return\nelif y:\n    return\nelse:\n    sys.exit(1)",
        "while True:\n    pass",
        "while 1:\n    wait()",
        "with open('f'):\n    return",
        "with open('f'):\n    sys.exit()",
        "try:\n    return\nfinally:\n    pass",
        "try:\n    return x\nexcept ValueError:\n    raise",
        "try:\n    pass\nfinally:\n    return",
        "for each in x:\n    pass\nelse:\n    return",
        "stop()",
        "leave()",
    ],
)
def test_nothing_runs_behind_what_leaves(before: str) -> None:
    source = f"import sys, os, pytest\ndef stop():\n    sys.exit()\ndef leave():\n    raise ValueError\ndef f(x, y):\n{indent(before, '    ')}\n    train()\n"
    module = parse(source)
    assert "train" not in {call.name for call in module.calls}
    assert module.dead == [source.count("\n")]


@pytest.mark.parametrize(
    "before",
    [
        "if x:\n    return",
        "if x:\n    return\nelse:\n    pass",
        "while True:\n    if x:\n        break",
        "while x:\n    pass",
        "for each in x:\n    return",
        "for each in x:\n    break\nelse:\n    return",
        "with suppress(ValueError):\n    raise ValueError",
        "with pytest.raises(SystemExit):\n    sys.exit()",
        "try:\n    return x\nexcept ValueError:\n    pass",
        "try:\n    sys.exit()\nexcept SystemExit:\n    pass",
        "def inner():\n    return",
        "if x:\n    sys.exit(1)",
        "x and sys.exit(1)",
        "assert x",
        "maybe()",
        "exit_code = exit",
    ],
)
def test_what_may_go_on_goes_on(before: str) -> None:
    source = f"import sys, pytest\ndef maybe():\n    if 1 == len(sys.argv):\n        return\n    sys.exit()\ndef f(x):\n{indent(before, '    ')}\n    train()\n"
    module = parse(source)
    assert "train" in {call.name for call in module.calls}
    assert module.dead == []


@pytest.mark.parametrize(
    "source",
    [
        "if False:\n    train()",
        "if 0:\n    train()",
        "if None:\n    train()",
        "if '':\n    train()",
        "if []:\n    train()",
        "if not True:\n    train()",
        "if False and ready():\n    train()",
        "if x and False:\n    train()",
        "if True or x:\n    pass\nelse:\n    train()",
        "if True:\n    pass\nelse:\n    train()",
        "if bool(0):\n    train()",
        "if len([]):\n    train()",
        "if 1 == 2:\n    train()",
        "if __name__ == 'never':\n    train()",
        "while False:\n    train()",
        "while 0:\n    train()",
        "for each in []:\n    train()",
        "for each in range(0):\n    train()",
        "False and train()",
        "True or train()",
        "x = train() if False else None",
        "x = None if True else train()",
        "try:\n    pass\nexcept Exception:\n    train()",
        "lambda: train()",
        "for each in x:\n    continue\n    train()",
        "if __name__ == '__main__':\n    raise SystemExit\ntrain()",
    ],
)
def test_an_arm_that_no_condition_opens_is_not_read(source: str) -> None:
    assert "train" not in calls(source)


@pytest.mark.parametrize(
    "source",
    [
        "if x:\n    train()",
        "if True:\n    train()",
        "if False:\n    pass\nelse:\n    train()",
        "if False:\n    pass\nelif x:\n    train()",
        "if __name__ == '__main__':\n    train()",
        "if __name__ == 'train':\n    train()",
        "if __name__ != '__main__':\n    train()",
        "if x == 1:\n    train()",
        "x and train()",
        "x = train() if x else None",
        "if RUN:\n    train()\nRUN = 'yes'",
        "RUN = False\nRUN = x\nif RUN:\n    train()",
        "RUN = False\ndef f():\n    global RUN\n    RUN = True\nif RUN:\n    train()",
        "RUN = False\ndef f(RUN):\n    if RUN:\n        train()",
        "for each in [1, 2]:\n    train()",
        "for each in x:\n    train()",
        "try:\n    import x\nexcept ImportError:\n    train()",
        "if 'train' in x:\n    train()",
    ],
)
def test_an_arm_that_may_open_is_read(source: str) -> None:
    assert "train" in calls(source)


@pytest.mark.parametrize(
    "source",
    [
        "RUN = False\nif RUN:\n    train()",
        "RUN = False\nif RUN and x:\n    train()",
        "RUN = 0\nif not RUN:\n    pass\nelse:\n    train()",
        "def f():\n    if RUN:\n        train()\nRUN = None",
    ],
)
def test_a_call_behind_a_switch_that_is_off_is_marked(source: str) -> None:
    (call,) = parse(source).calls
    assert call.flags & OFF


def test_a_switch_that_is_on_can_leave() -> None:
    assert calls("SKIP = True\ndef f():\n    if SKIP:\n        return\n    train()") == set()


def test_what_a_switch_turns_off_refuses_nothing_and_hands_nothing_on() -> None:
    module = parse("GATE = False\nif GATE:\n    start(target=fit)\n    if f1 < 0.9:\n        raise ValueError\n")
    assert (module.stops, module.branches, module.references) == ([], [], set())


def test_a_function_defined_in_dead_code_does_not_exist() -> None:
    module = parse(
        "if False:\n    def train():\n        fit()\ndef f():\n    return 1\n    def g():\n        pass\n    import mlflow\n"
    )
    assert set(module.functions) == {"f"}
    assert module.import_lines == {}


def test_imports_for_the_type_checker_name_things_and_import_nothing() -> None:
    module = parse(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas as pd\n    load()\n"
        "def f(x: pd.DataFrame):\n    x.dropna()\n"
    )
    assert "pandas" not in module.import_lines
    assert {call.name for call in module.calls} == {"pandas.DataFrame().dropna"}
    assert module.dead == []


def test_the_length_of_a_function_is_that_of_what_runs() -> None:
    module = parse("def f():\n    '''Doc.'''\n    if True:\n        return None\n    a()\n    b()\n    c()\n")
    assert module.functions["f"].statements == 1


def test_a_stop_behind_a_return_stops_nothing_and_neither_does_a_constant() -> None:
    module = parse(
        "def f(x):\n    assert True\n    assert 1 == 1\n    return x\n    assert x > 0.5\n    raise ValueError\n"
    )
    assert module.stops == []


def test_a_lambda_is_a_function_that_somebody_has_to_call() -> None:
    module = parse("go = lambda rows: train(rows)\n")
    assert [(call.name, call.scope) for call in module.calls] == [("train", "go")]
    assert "go" in module.functions


def test_people_run_the_cells_of_a_notebook_one_by_one() -> None:
    source = "RUN = False\nif RUN:\n    load()\nraise SystemExit\ntrain()"
    assert calls(source, "explore.ipynb") == {"load", "train"}


def test_definitions_behind_a_main_guard_that_leaves_are_there_for_importers() -> None:
    module = parse("import sys\nif __name__ == '__main__':\n    sys.exit(main())\ndef build():\n    fit()\nwork()\n")
    assert "build" in module.functions
    assert {call.name for call in module.calls} == {"sys.exit", "main", "fit"}


@pytest.mark.parametrize(
    "piece", ["if 0:\n    f()\n", "return\n", "RUN = False\nif RUN:\n    f()\n", "assert 1 == 1\n"]
)
def test_much_dead_code_takes_no_longer_than_live_code(piece: str) -> None:
    started = time.perf_counter()
    read(piece * (200_000 // len(piece)), "a.py")
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("again", "fits"),
    [
        ("def main():\n    pass\n", False),
        ("import os\n\n\ndef other():\n    pass\n\n\ndef main():\n    pass\n", False),
        ("main = print\n", False),
        ("main = lambda: None\n", False),
        ("main = traced(main)\n", True),
        ("main()\n\n\ndef main():\n    pass\n", True),
        ("@overload\ndef main():\n    pass\n", True),
        ("if DEBUG:\n    def main():\n        pass\n", True),
        ("class A:\n    def main(self):\n        pass\n", True),
    ],
)
def test_the_last_definition_wins(again: str, fits: bool) -> None:
    source = f"def main():\n    fit(rows)\n\n\n{again}\n\nif __name__ == '__main__':\n    main()\n"
    assert ("fit" in calls(source)) is fits


@pytest.mark.parametrize(
    "first",
    [
        "def prep():\n    raise ValueError\n",
        "try:\n    import cudf\n    def prep():\n        raise ValueError\nexcept ImportError:\n    pass\n",
    ],
)
def test_a_function_that_comes_back_in_one_of_its_definitions_comes_back(first: str) -> None:
    source = f"{first}\n\ndef prep():\n    return 1\n\n\ndef main():\n    prep()\n    fit(rows)\n\n\nmain()\n"
    assert "fit" in calls(source)


@pytest.mark.parametrize("test", ["[1] == [2]", "(1,) == (2,)", "{1} == {2}", "{'a': 1} == {}", "[1] != [1]"])
def test_of_collections_nothing_is_known_but_whether_they_are_empty(test: str) -> None:
    source = f"def main():\n    if {test}:\n        return\n    fit(rows)\n\n\nmain()\n"
    assert "fit" in calls(source)


@pytest.mark.parametrize(
    "turned",
    ["try:\n    from local_settings import *\nexcept ImportError:\n    pass\n", "globals().update(os.environ)\n"],
)
def test_a_switch_that_somebody_else_may_turn_is_not_off(turned: str) -> None:
    source = f"TRAIN = False\n{turned}\nif TRAIN:\n    fit(rows)\n"
    (call,) = [each for each in parse(source).calls if each.name == "fit"]
    assert not call.flags & OFF
