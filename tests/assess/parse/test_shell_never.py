"""Commands that can never run are told apart, and so are scripts that always end early."""

from __future__ import annotations

import time

import pytest

from rung.assess.parse.shell import read_script


def never(text: str, *, errexit: bool = True) -> bool:
    (command,) = [each for each in read_script(text, errexit=errexit).commands if each.words[:1] == ("make",)]
    assert not command.never or not command.can_fail
    return bool(command.never)


@pytest.mark.parametrize(
    "text",
    [
        "exit 0; make train",
        "exit\nmake train",
        "return 0; make train",
        "exec true\nmake train",
        "false && make train",
        "true || make train",
        ": || make train",
        "! true && make train",
        "true && false && make train",
        "exit 0 && make train",
        "false; make train",
        "if false; then make train; fi",
        "if true; then ls; else make train; fi",
        "if true; then ls; elif ls; then make train; fi",
        "while false; do make train; done",
        "until true; do make train; done",
        "[ 1 = 2 ] && make train",
        "[[ a == b ]] && make train",
        "[[ -n '' ]] && make train",
        "test 1 -gt 2 && make train",
        "test -n '' && make train",
        "if [ 0 -eq 1 ]; then make train; fi",
        "train() { make train; }",
        "train() { make train; }\nls",
        "train() { return 0; make train; }\ntrain",
        "stop() { exit 0; }\nstop\nmake train",
        "{ exit 0; }\nmake train",
        "if true; then exit 0; fi\nmake train",
        "if ls; then exit 0; else exit 1; fi\nmake train",
        "while true; do sleep 5; done\nmake train",
        "sleep infinity\nmake train",
        "bash -c 'exit 0; make train'",
        "(exit 0; make train)",
    ],
)
def test_it_never_runs(text: str) -> None:
    assert never(text)


@pytest.mark.parametrize(
    "text",
    [
        "make train; exit 0",
        "ls && make train",
        "ls || make train",
        "true && make train",
        "false || make train",
        "if true; then make train; fi",
        "if false; then ls; else make train; fi",
        "if [ -f x ]; then exit 0; fi\nmake train",
        "if [ $A = b ]; then exit 0; fi\nmake train",
        "[[ $A == b ]] && exit 0\nmake train",
        "[[ a == [ab] ]] && make train",
        "[ -z $A ] && exit 0\nmake train",
        "(exit 0)\nmake train",
        "ls || exit 1\nmake train",
        "exec > log\nmake train",
        "exec 2>&1\nmake train",
        "false || true\nmake train",
        "! true\nmake train",
        "if false; then ls; fi\nmake train",
        "while true; do make train; done",
        "while true; do ls && break; done\nmake train",
        "while read x; do make train; done",
        "for x in 1 2; do make train; done",
        "train() { make train; }\ntrain",
        "train() { make train; }\nretry 3 train",
        'train() { make train; }\n"$@"',
        "early() { return 0; }\nearly\nmake train",
        "case $1 in a) exit 0;; esac\nmake train",
        "sleep infinity &\nmake train",
        "trap 'exit 0' INT\nmake train",
    ],
)
def test_it_may_run(text: str) -> None:
    assert not never(text)


def test_a_test_of_variables_that_were_filled_in_may_turn_out_otherwise() -> None:
    (command,) = [each for each in read_script("[ no = yes ] && make", literal=False).commands if "make" in each.words]
    assert not command.never


def test_without_errexit_a_failure_goes_on() -> None:
    assert not never("false; make train", errexit=False)
    assert not never("set +e\nfalse\nmake train")
    assert never("set -e\nfalse\nmake train", errexit=False)


@pytest.mark.parametrize(
    "text", [": make train", "echo make train", "cat <<EOF\nmake train\nEOF", ": <<'X'\nmake train\nX"]
)
def test_words_of_another_command_are_none(text: str) -> None:
    assert not [each for each in read_script(text).commands if each.words[0] == "make"]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("exit 0\nls", True),
        ("ls; exit 3", False),
        ("false", False),
        ("ls", None),
        ("ls || exit 1", None),
        ("for x in 1 2; do ls && exit 0; done\nexit 1", True),
        ("ls && exit 0\nexit 1", True),
        ("set +e\nfalse\nset -e\nls", None),
        ("if ls; then exit 0; fi", None),
        ("(exit 1)", False),
    ],
)
def test_a_script_that_always_ends_says_how(text: str, ends: bool | None) -> None:
    assert {each.ends for each in read_script(text, errexit=True).commands} - {None} == ({ends} - {None})


@pytest.mark.parametrize(
    "piece", ["true && ", "if true; then\n", "{ ", "false || ", "f() { f; }\nf\n", "while true; do\n"]
)
def test_deep_constants_cost_no_more_than_others(piece: str) -> None:
    started = time.perf_counter()
    read_script(piece * (100_000 // len(piece)) + "make")
    assert time.perf_counter() - started < 10
