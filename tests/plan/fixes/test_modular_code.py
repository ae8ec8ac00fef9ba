"""The module of a notebook: it does what the cells did, and says where they cannot be cut."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rung.assess.tree.memory import MemoryTree
from rung.errors import UsageError
from rung.plan.fixes.modular_code import ModularCode


def notebook(*cells: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "metadata": {}, "source": each} for each in cells]})


def module(*cells: str, path: str = "work.ipynb", **more: str) -> str:
    files = {path: notebook(*cells), "rung.yaml": f"pipeline: {{train: {{notebook: {path}}}}}\n"}
    (edit,) = ModularCode().edits(MemoryTree(files | more))
    return edit.after


def says(code: str) -> list[object]:
    """What a program tells through `told`, run as a program."""
    told: list[object] = []
    exec(compile(code, "code", "exec"), {"__name__": "__main__", "print": told.append})
    return told


CELLS = (
    ("import math", "R = 2", "area = math.pi * R ** 2", "print(area)"),
    ("rows = [1, 2]", "rows.append(3)\nrows[0] = 7", "total = sum(rows)", "print(total); print(rows)"),
    ("a = 1\ndef twice(x):\n    return a * x", "a2 = twice(4)", "print(a2)"),
    ("n = 3", "n = n + 1", "print(n)"),
    ("x = 1", "def more(y):\n    return x + y\nx = x + 1", "print(more(1))"),
    ("rows = [3, 1]", "for each in rows:\n    last = each", "print(last)\nprint([each + last for each in rows])"),
    ("text = '''one\n  two'''", "print(text)"),
    ("try:\n    import json as j\nexcept ImportError:\n    j = None", "print(j.dumps([1]))"),
    ("import os; y = 4", "print(y); print(os.sep)"),
    ("%matplotlib inline\nz = 5", "!ls\nz", "print(z)"),
    ("class Thing:\n    size = 3", "print(Thing().size)"),
    ("seen = [1]\nbest = None", "if len(seen) > 3:\n    best = seen", "print(best)"),
    ("k = [0]", "k += [1]", "print(k)"),
    ("load = 1", "data = json_load = load", "print(data)"),
    ("list_of = [1]\nwith_it = {'a': list_of}", "with_it['a'][0] = 9", "print(list_of)"),
)


@pytest.mark.parametrize("cells", CELLS)
def test_it_does_what_the_cells_did(cells: tuple[str, ...]) -> None:
    plain = "\n".join(line for cell in cells for line in cell.splitlines() if line[:1] not in "%!")
    written = module(*cells)
    assert says(written) == says(plain)


NAMES = "abcd"
LINE = st.tuples(
    st.sampled_from(NAMES), st.sampled_from(["=", "+="]), st.sampled_from([*NAMES, "1", "2"]), st.integers(0, 3)
)


@given(st.lists(st.lists(LINE, min_size=1, max_size=3), min_size=1, max_size=5))
def test_any_arithmetic_comes_out_the_same(drawn: list[list[tuple[str, str, str, int]]]) -> None:
    cells = ["\n".join(f"{name} {sign} {value} + {more}" for name, sign, value, more in cell) for cell in drawn]
    cells = ["\n".join(f"{name} = {place}" for place, name in enumerate(NAMES)), *cells, "print(a, b, c, d)"]
    told: list[object] = []
    there = {"print": lambda *values: told.append(values), "__name__": "__main__"}
    exec("\n".join(cells), dict(there))
    exec(module(*cells), dict(there))
    assert told[0] == told[1]


def test_order_matters() -> None:
    with pytest.raises(UsageError, match="cell 1 reads df"):
        module("x = df", "df = [1]")
    with pytest.raises(UsageError, match="cell 2 is not Python"):
        module("x = 1", "x =")


def test_paths_are_those_of_the_root() -> None:
    code = module("rows = open('../data/rows.csv')", "print(rows)", path="notebooks/a.ipynb", **{"data/rows.csv": "1"})
    assert "open('data/rows.csv')" in code


def test_comments_go_with_their_lines() -> None:
    code = module("# why\nx = [1]  # here", "print(x)")
    assert "    # why\n    x = [1]  # here\n" in code
