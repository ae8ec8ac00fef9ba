"""What a piece of shell does in the end: go on, report a failing status, or stop the script as failed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from rung.assess.parse.shell_tree import Block, Chain, Compound, Node, Simple
from rung.assess.regex import regex

_GIVES_UP = regex(r"(?:die|fail|abort|bail|fatal|panic|err(?:or)?_?exit|exit_with)", re.I)


class Ending(Enum):
    """How a piece of shell ends."""

    GOES_ON = 0
    FAILS = 1
    """With a non-zero status."""
    EXITS = 2
    """It leaves the script, or the function, with a non-zero status."""


def ending(chain: Chain, functions: Mapping[str, Block] | None = None) -> Ending:
    """How a chain ends when everything in it that may succeed does."""
    if chain.background or "||" in chain.operators:
        return Ending.GOES_ON
    last = chain.pipelines[-1]
    return _node_ending(last.commands[-1], functions or {}) if not last.negated else Ending.GOES_ON


def mentions_status(chain: Chain) -> bool:
    """Whether it looks at `$?` or `$PIPESTATUS`."""
    return any(_looks_at_status(node) for pipeline in chain.pipelines for node in pipeline.commands)


def _looks_at_status(node: Node) -> bool:
    if isinstance(node, Simple):
        return "$?" in node.raw or "PIPESTATUS" in node.raw
    return any(mentions_status(chain) for block in node.conditions for chain in block[:1])


def _node_ending(node: Node, functions: Mapping[str, Block]) -> Ending:
    if isinstance(node, Compound):
        return _compound_ending(node, functions)
    words = [word.text for word in node.words]
    if not words:
        return Ending.GOES_ON
    if words[0] in ("exit", "return"):
        return Ending.GOES_ON if words[1:2] == ["0"] else Ending.EXITS
    if words[0] in functions:
        return _block_ending(functions[words[0]], {})
    if _GIVES_UP.match(words[0]):
        return Ending.EXITS
    return Ending.FAILS if words[0] in ("false", "[", "[[", "test") else Ending.GOES_ON


def _compound_ending(node: Compound, functions: Mapping[str, Block]) -> Ending:
    if node.kind == "function":
        return Ending.GOES_ON
    endings = [_block_ending(body, functions) for body in node.bodies]
    if node.kind == "subshell" and Ending.EXITS in endings:
        return Ending.FAILS
    return max(endings, key=lambda each: each.value, default=Ending.GOES_ON)


def _block_ending(block: Block, functions: Mapping[str, Block]) -> Ending:
    endings = [ending(chain, functions) for chain in block]
    if Ending.EXITS in endings:
        return Ending.EXITS
    return endings[-1] if endings else Ending.GOES_ON
