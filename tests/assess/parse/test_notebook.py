import ast
import json

import pytest

from rung.assess.parse import notebook, notebook_large
from rung.errors import UnreadableError


def code(source, **more):
    return {"cell_type": "code", "source": source, "outputs": [], **more}


def read(*cells, **more):
    return notebook.read(json.dumps({"nbformat": 4, "cells": cells, **more}).encode())


def joined(*cells):
    source = notebook.to_python(read(*cells))
    ast.parse(source.text)
    return source


def test_what_a_notebook_says():
    book = read(
        {"cell_type": "markdown", "source": ["# Hi\n", "there"]},
        code("x = 1", execution_count=3, outputs=[{"data": {"image/png": "A" * 100}}, {"text": "b" * 20}]),
        metadata={"kernelspec": {"name": "python3", "language": "Python"}},
    )
    assert (book.language, book.kernel, book.nbformat, book.is_python) == ("python", "python3", 4, True)
    assert book.cells[0].source == "# Hi\nthere"
    assert (book.cells[1].execution_count, book.cells[1].outputs) == (3, 2)
    assert (book.outputs_bytes, book.cells[1].first_output_bytes) == (120, 100)


def test_format_3():
    cells = [{"cell_type": "code", "input": ["a = 1"], "language": "python", "prompt_number": 2, "outputs": []}]
    book = notebook.read(json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}))
    assert (book.language, book.cells[0].source, book.cells[0].execution_count) == ("python", "a = 1", 2)


def test_another_language():
    assert not read(metadata={"language_info": {"name": "R"}}).is_python


def test_magics_become_comments_and_are_kept():
    source = joined(
        code("%matplotlib inline\n!pip install x \\\n  y\nfiles = !ls\nfor i in x:\n    !echo $i\n"),
        code("%run train.py --lr 1\n%time model.fit(x)\nx?\n?np.abs\npip install z\n"),
    )
    assert source.shell == ((0, "pip install x    y"), (0, "ls"), (0, "echo $i"), (1, "pip install z"))
    assert source.runs == ((1, "train.py --lr 1"),)
    assert "model.fit(x)" in source.text
    assert source.cell_lines == (1, 8)


def test_cells_in_other_languages_are_left_out():
    source = joined(code("%%bash\npython train.py"), code("# why\n%%sql\nselect 1"), code("%%time\ny = 1"))
    assert source.shell == ((0, "python train.py"),)
    assert source.foreign == ((1, "sql", "\nselect 1"),)
    assert source.text.count("y = 1") == 1


def test_what_is_no_magic_stays():
    text = "a = b % c\nd = e != f\ng = '''\n%not\n!not\n'''\nh = (1\n     % 2)\n"
    assert joined(code(text)).text.startswith(text)


def test_an_indented_cell_is_moved_left():
    joined(code("  a = 1\n  b = 2"))


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"cells": 3}', b"\xff\xfe", b"[" * 100_000, b'{"cells": [', b"x" * 2_000_001]
)
def test_refused(data):
    with pytest.raises(UnreadableError):
        notebook.read(data)


def test_odd_cells_are_passed_over():
    book = read(3, None, {}, {"cell_type": "code", "source": 4, "outputs": "x", "execution_count": "3"})
    assert [cell.kind for cell in book.cells] == ["", "code"]


def large(*cells, **more):
    """The same as bytes, with one cell whose outputs make it large."""
    heavy = code("y = 2", outputs=[{"data": {"image/png": "A" * 3_000_000}}])
    return json.dumps({"nbformat": 4, "cells": [*cells, heavy], **more}).encode()


def test_of_a_large_notebook_everything_but_the_outputs_is_read_as_of_a_small_one():
    cells = [{"cell_type": "markdown", "source": ["# Hi\n", "there"]}, code(["a = 1\n", "b = 2"], execution_count=3)]
    metadata = {"kernelspec": {"name": "python3", "language": "Python"}, "widgets": {"state": [1] * 1_000}}
    book = notebook.read(large(*cells, metadata=metadata))
    small = read(*cells, metadata=metadata)
    assert (book.language, book.kernel, book.nbformat, book.cells[:2]) == ("python", "python3", 4, small.cells)
    assert (book.cells[2].source, book.cells[2].outputs) == ("y = 2", 1)
    assert 3_000_000 < book.outputs_bytes < 3_000_100


def test_a_large_notebook_of_format_3():
    cells = [
        {
            "cell_type": "code",
            "input": ["a = 1"],
            "language": "python",
            "prompt_number": 2,
            "outputs": ["x" * 3_000_000],
        }
    ]
    book = notebook.read(json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}))
    assert (book.language, book.cells[0].source, book.cells[0].execution_count) == ("python", "a = 1", 2)


PAD = b" " * 2_100_000


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'{"cells": [' + b"{}," * 1_000_000 + b"{}]}", "more than 20,000 cells"),
        (b'{"cells": [{"outputs": ' + b"[" * 2_500_000, "recursion"),
        (b'{"x": ' + b"[" * 2_500_000, "recursion"),
        (b'{"cells": 3}' + PAD, "array"),
        (b"{" + PAD, "truncated"),
        (b"\0" * 2_100_000, "malformed"),
        (b'{"x": 1}' + PAD, "has no cells"),
        (b'{"cells": [{"source": "' + b"x" * 2_100_000 + b'"}]}', "without its outputs"),
        (b'{"cells": []}' + b" " * notebook_large.MAX_NOTEBOOK, "over 32 MB"),
    ],
)
def test_a_large_notebook_that_is_none_is_refused(data, problem):
    with pytest.raises(UnreadableError, match=problem):
        notebook.read(data)
