import pytest

from rung.assess.parse import jsonc
from rung.errors import UnreadableError


def test_comments_and_trailing_commas():
    text = '{"a": 1, // one\n "b": [1, 2,], /* "z": */ "url": "http://x, ]",}'
    assert jsonc.read(text) == {"a": 1, "b": [1, 2], "url": "http://x, ]"}


@pytest.mark.parametrize("text", ["", "{", '{"a" 1}', "nul", '{"a": "\\', "[" * 100_000, '{"a":' * 5_000, '"' * 50_000])
def test_refused(text):
    with pytest.raises(UnreadableError):
        jsonc.read(text)


def test_a_mistake_has_a_line():
    with pytest.raises(UnreadableError, match="line 3"):
        jsonc.read('{"a": 1,\n // note\n "b" 2}')


def test_huge_numbers_stay_text():
    assert jsonc.read("[" + "9" * 5000 + "]") == ["9" * 5000]


def test_brackets_in_strings_do_not_nest():
    assert jsonc.read('["' + "[" * 500 + '"]') == ["[" * 500]
