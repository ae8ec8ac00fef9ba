"""Which program a command line runs, once the wrappers in front of it are taken off."""

from __future__ import annotations

import re
from collections.abc import Callable

from rung.assess.parse.program_wrappers import IN_CONTAINER, MODULE_RUNNERS, PLAIN_WRAPPERS, RUNNERS
from rung.assess.regex import regex

_Words = tuple[str, ...]
_ASSIGNMENT = regex(r"[A-Za-z_]\w*=")
_DURATION = regex(r"\d+(?:\.\d+)?[smhd]?\Z")

_PYTHONS = regex(r"(?:.*/)?(?:python|pypy)(?:w|\d(?:\.\d+)?)?(?:\.exe)?\Z")
_PYTHON_VALUED = frozenset(("-W", "-X", "--check-hash-based-pycs"))
_MAX_WRAPPERS = 12


def effective(words: _Words) -> tuple[_Words, tuple[tuple[str, str], ...]]:
    """The words without `sudo`, `env`, `timeout 5` and the like, and the assignments that stood among them."""
    env: list[tuple[str, str]] = []
    for _ in range(_MAX_WRAPPERS):
        if not words or words[0] not in PLAIN_WRAPPERS:
            break
        if words[0] == "command" and words[1:2] in (("-v",), ("-V",)):
            break  # asks where a program is
        rest = _after_options(words[1:], PLAIN_WRAPPERS[words[0]])
        if words[0] in ("timeout", "gtimeout") and rest and (_DURATION.match(rest[0]) or "$" in rest[0]):
            rest = rest[1:]
        while rest and _ASSIGNMENT.match(rest[0]):
            name, _, value = rest[0].partition("=")
            env.append((name, value))
            rest = rest[1:]
        if not rest:
            break
        words = rest
    return words, tuple(env)


def program(words: _Words) -> tuple[str, _Words]:
    """The program that really runs and its arguments: `("python", ("train.py",))` for `uv run python -u train.py`.

    A folder in front of the program is taken off (`venv/bin/pytest` is `pytest`), except for a script of the
    project (`./train.sh`, `scripts/train.py`). `docker run IMAGE …` keeps the image: `("docker", ("run", IMAGE, …))`.
    """
    for _ in range(_MAX_WRAPPERS):
        shorter = _unwrap(effective(words)[0])
        if shorter == words or not shorter:
            break
        words = shorter
    if not words:
        return "", ()
    if _PYTHONS.match(words[0]):
        return "python", words[1:]
    return _bare(words[0]), words[1:]


def _unwrap(words: _Words) -> _Words:
    if not words:
        return words
    first = _bare(words[0])
    for length in (3, 2, 1):
        head = (first, *words[1:length])
        if head in RUNNERS:
            return _after_runner(head, words)
    if _PYTHONS.match(words[0]):
        return _unwrap_python(words)
    return _CONTAINERS[first](words) if first in _CONTAINERS else words


def _after_runner(head: _Words, words: _Words) -> _Words:
    options = words[len(head) :]
    rest = _after_options(options, RUNNERS[head])
    taken = options[: len(options) - len(rest)]
    if head == ("hatch", "run") and rest and re.match(r"[\w.-]+:\w", rest[0]):
        rest = (rest[0].partition(":")[2], *rest[1:])
    if head in (("direnv", "exec"), ("aws-vault", "exec")):
        rest = rest[1:]
    if rest[:1] == ("--",):
        rest = rest[1:]
    if not rest:
        return words
    if "-m" in taken or "--module" in taken:
        return ("python", "-m", *rest)
    launches = head[0] in ("coverage", "accelerate", "torchrun", "deepspeed") or head == ("uv", "run")
    return ("python", *rest) if launches and rest[0].endswith(".py") else rest


def _unwrap_python(words: _Words) -> _Words:
    rest = words[1:]
    while rest and rest[0].startswith("-") and rest[0] not in ("-m", "-c", "-"):
        if rest[0] in ("--version", "-V", "--help", "-h"):
            return words
        rest = rest[2:] if rest[0] in _PYTHON_VALUED else rest[1:]
    if len(rest) >= 2 and rest[0] == "-m" and rest[1] in MODULE_RUNNERS:
        runner = MODULE_RUNNERS[rest[1]] + rest[2:]
        unwrapped = _unwrap(runner)
        if unwrapped != runner:
            return unwrapped
    return ("python", *rest)


def _unwrap_docker(words: _Words) -> _Words:
    """`docker compose run svc cmd`, `docker exec c cmd`: the command; `docker run image cmd`: as it is, options off."""
    rest = words[1:]
    composed = _bare(words[0]) == "docker-compose"
    if rest[:1] == ("compose",):
        composed, rest = True, rest[1:]
    elif rest[:1] == ("container",):
        rest = rest[1:]
    rest = _after_options(rest, IN_CONTAINER)
    if rest[:1] not in (("run",), ("exec",)):
        return words
    target = _after_options(rest[1:], IN_CONTAINER)
    if composed or rest[0] == "exec":
        return target[1:] or words
    return ("docker", "run", *target) if target else words


def _unwrap_kubectl(words: _Words) -> _Words:
    if "exec" in words and "--" in words:
        return words[words.index("--") + 1 :] or words
    return words


_CONTAINERS: dict[str, Callable[[_Words], _Words]] = {
    "docker": _unwrap_docker,
    "docker-compose": _unwrap_docker,
    "podman": _unwrap_docker,
    "kubectl": _unwrap_kubectl,
    "oc": _unwrap_kubectl,
}


def _after_options(words: _Words, valued: frozenset[str]) -> _Words:
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] not in ("-", "--"):
        if words[at] in ("-m", "--module") and words[at] not in valued:
            at += 1
            break
        at += 2 if words[at] in valued else 1
    return words[at:]


def _bare(word: str) -> str:
    """`venv/bin/pytest` → `pytest`, `/usr/bin/env` → `env`; a script of the project stays."""
    folder, slash, name = word.rpartition("/")
    return name if slash and folder.rpartition("/")[2] in ("bin", "Scripts", "sbin") else word
