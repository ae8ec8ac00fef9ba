import pytest

from rung.assess.parse import toml
from rung.errors import UnreadableError

TEXT = '''\
[tool.poetry]
text = """
[tool.not]
"""
"quoted.key" = 1
[tool.poetry.dependencies]
python = "^3"
[[item]]
a.b = 1
'''


def test_values():
    assert toml.read(TEXT)["tool"]["poetry"]["dependencies"] == {"python": "^3"}


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("tool",), 1),
        (("tool", "poetry", "dependencies", "python"), 7),
        (("tool", "poetry", "quoted.key"), 5),
        (("item", "a", "b"), 9),
        (("tool", "poetry", "dependencies", "torch"), 6),
        (("tool", "not"), 0),
        (("nothing",), 0),
    ],
)
def test_line_of(keys, line):
    assert toml.line_of(TEXT, *keys) == line


@pytest.mark.parametrize("text", ["a =", "[", "a=1\na=2", "a=" + "[" * 5000, "a." * 5000 + "a=1", "x = {" + "b." * 500])
def test_refused(text):
    with pytest.raises(UnreadableError, match="TOML"):
        toml.read(text)


def test_the_line_of_a_mistake():
    with pytest.raises(UnreadableError, match="line 2"):
        toml.read("a = 1\nb = = 2\nc = 3\n")
