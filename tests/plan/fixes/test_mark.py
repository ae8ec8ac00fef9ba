"""Whose a file is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rung.plan.fixes import Edit
from rung.plan.fixes.mark import is_ours, marked

TEXT = st.text(st.characters(exclude_characters="\r"), max_size=200)


@given(text=TEXT)
def test_what_was_written_is_known_again_whatever_the_ends_of_lines(text: str) -> None:
    assert is_ours(marked(text, "ci --assess"))
    assert is_ours(marked(text, "ci --assess").replace("\n", "\r\n"))


@given(text=TEXT, more=st.text(st.characters(exclude_characters="\r"), min_size=1, max_size=20))
def test_any_change_makes_it_a_persons(text: str, more: str) -> None:
    assert not is_ours(marked(text, "ci --assess") + more)


def test_a_persons_file_is_not_ours() -> None:
    assert not is_ours("")
    assert not is_ours("name: CI\n")
    assert not is_ours("# Written by `rung apply ci --assess`, seal 0123456789abcdef.\nname: CI\n")


def test_only_a_persons_file_is_in_the_way() -> None:
    ours = marked("a: 1\n", "ci --assess")
    assert not Edit("f", None, ours).overwrites_a_person
    assert not Edit("f", ours, marked("a: 2\n", "ci --assess")).overwrites_a_person
    assert Edit("f", "a: 1\n", ours).overwrites_a_person
    assert not Edit("f", "a: 1\n", "a: 1\n").overwrites_a_person
