"""What a piece of shell is certain to do: succeed, fail, or leave, told from constants alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rung.assess.parse.shell_tree import MAX_DEPTH, Block, Chain, Compound, Node, Pipeline, Simple
from rung.assess.regex import regex

_PLAIN = regex(r"[^$`*?\[\]~{}\\]*\Z")
_NUMBER = regex(r"-?\d{1,9}\Z")
_FOREVER = frozenset({("sleep", "infinity"), ("sleep", "inf"), ("tail", "-f", "/dev/null")})
_STATUS = {"true": True, ":": True, "false": False}
_WAYS_OUT = frozenset({"break", "exit", "return", "exec", "kill", "source", "."})


class Certain(NamedTuple):
    """What is sure, whatever the surroundings."""

    succeeds: bool | None = None
    """Its status; `None` when that depends on what it runs."""
    leaves: bool = False
    """Nothing after it in the same function or script runs."""


UNSURE = Certain()


class Known(NamedTuple):
    """What is known of the script around."""

    functions: Mapping[str, Block]
    literal: bool = True
    """Words are as written; not so in a recipe whose variables were filled in, and can be set from outside."""


def of_block(block: Block, known: Known, *, errexit: bool = False, depth: int = 0) -> Certain:
    """Commands after each other."""
    last = UNSURE
    for index, chain in enumerate(block):
        last = of_chain(chain, known, depth)
        if last.leaves or (errexit and stops(chain, last)):
            # `exit 0` of a loop before it may have come first.
            return Certain(None if has_way_out(block[:index]) else last.succeeds, leaves=True)
    return last


def stops(chain: Chain, certain: Certain) -> bool:
    """Whether a chain with that outcome ends a script under `set -e`: the last of its commands fails for sure."""
    return certain.succeeds is False and not chain.operators and not chain.pipelines[0].negated


def of_chain(chain: Chain, known: Known, depth: int = 0) -> Certain:
    """Commands joined by `&&` and `||`."""
    if chain.background:
        return Certain(succeeds=True)
    last = of_pipeline(chain.pipelines[0], known, depth)
    for operator, pipeline in zip(chain.operators, chain.pipelines[1:], strict=False):
        if last.leaves:
            break
        if never_asked(operator, last):
            continue
        last = of_pipeline(pipeline, known, depth) if last.succeeds is not None else UNSURE
    return last


def never_asked(operator: str, before: Certain) -> bool:
    """Whether what stands behind the operator is passed over: `false && …`, `true || …`."""
    return before.succeeds is (operator == "||")


def of_pipeline(pipeline: Pipeline, known: Known, depth: int = 0) -> Certain:
    """Commands joined by pipes; each of several runs in a shell of its own."""
    last = of_node(pipeline.commands[-1], known, depth)
    if len(pipeline.commands) > 1:
        last = Certain(last.succeeds)
    if pipeline.negated and last.succeeds is not None:
        last = Certain(not last.succeeds, last.leaves)
    return last


def of_node(node: Node, known: Known, depth: int = 0) -> Certain:
    """One command."""
    if depth > MAX_DEPTH:
        return UNSURE
    if isinstance(node, Simple):
        return _simple(node, known, depth)
    if node.kind == "function":
        return Certain(succeeds=True)
    if node.kind == "brace":
        return of_block(node.bodies[0], known, depth=depth + 1)
    if node.kind == "subshell":
        return Certain(of_block(node.bodies[0], known, depth=depth + 1).succeeds)
    if node.kind == "if":
        return _if(node, known, depth + 1)
    if node.kind in ("while", "until"):
        return _loop(node, known, depth + 1)
    return UNSURE


def _if(node: Compound, known: Known, depth: int) -> Certain:
    arms: list[Certain] = []
    for index, body in enumerate(node.bodies):
        holds = of_block(node.conditions[index], known, depth=depth) if index < len(node.conditions) else _YES
        if holds.leaves:
            arms.append(holds)
            break
        if holds.succeeds is not False:
            arms.append(of_block(body, known, depth=depth))
        if holds.succeeds:
            break
    else:
        arms.append(Certain(succeeds=True))  # none of them may be taken
    return arms[0] if len(arms) == 1 else Certain(leaves=all(arm.leaves for arm in arms))


_YES = Certain(succeeds=True)


def _loop(node: Compound, known: Known, depth: int) -> Certain:
    if not node.bodies or not node.conditions:
        return UNSURE
    holds = of_block(node.conditions[0], known, depth=depth).succeeds
    if holds is None:
        return UNSURE
    if holds is (node.kind == "until"):
        return Certain(succeeds=True)
    return Certain(leaves=not has_way_out(node.bodies[0]))


def has_way_out(block: Block) -> bool:
    """Whether something in there may leave the loop or the script."""
    for chain in block:
        for pipeline in chain.pipelines:
            for node in pipeline.commands:
                if isinstance(node, Compound):
                    if any(map(has_way_out, (*node.bodies, *node.conditions))):
                        return True
                elif node.words and (node.words[0].text in _WAYS_OUT or "$" in node.words[0].text):
                    return True
    return False


def _simple(node: Simple, known: Known, depth: int) -> Certain:
    words = tuple(word.text for word in node.words)
    first = words[0] if words else ""
    if first in _STATUS:
        return Certain(_STATUS[first])
    if first in ("exit", "return"):
        return Certain(words[1] == "0" if len(words) > 1 and _NUMBER.match(words[1]) else None, leaves=True)
    if first == "exec":
        return Certain(leaves=len(words) > 1 and not words[1].isdigit())
    if words in _FOREVER:
        return Certain(leaves=True)
    if first in known.functions:
        inner = of_block(known.functions[first], known._replace(functions={}), depth=depth + 1)
        return Certain(inner.succeeds, inner.leaves and _exits(known.functions[first]))
    return Certain(_constant_test(words)) if known.literal else UNSURE


def _exits(block: Block) -> bool:
    """Whether a function that leaves takes the script with it: by `exit`, and nowhere by `return`."""
    return not any(
        isinstance(node, Compound) or (node.words[:1] and node.words[0].text == "return")
        for chain in block
        for pipeline in chain.pipelines
        for node in pipeline.commands
    )


def _constant_test(words: tuple[str, ...]) -> bool | None:
    """The answer of `test`, `[` and `[[` when only constants stand in it."""
    if words[:1] == ("test",):
        return _tested(words[1:])
    if words[:1] == ("[",):
        return _tested(words[1:-1])
    if words[:1] == ("[[",):  # its inside is one word, as written
        inside = " ".join(words[1:]).removesuffix("]]").split()
        return _tested(tuple(word.strip("\"'") for word in inside))
    return None


def _tested(words: tuple[str, ...]) -> bool | None:
    """The answer of a test of constants."""
    if not all(_PLAIN.match(word) for word in words):
        return None
    if len(words) == 1:
        return bool(words[0])
    if len(words) == 2 and words[0] in ("-n", "-z"):
        return bool(words[1]) is (words[0] == "-n")
    if len(words) != 3:
        return None
    left, operator, right = words
    if operator in ("=", "==", "!="):
        return (left == right) is (operator != "!=")
    if _NUMBER.match(left) and _NUMBER.match(right):
        return _compared(int(left), operator, int(right))
    return None


def _compared(left: int, operator: str, right: int) -> bool | None:
    answers = {
        "-eq": left == right, "-ne": left != right, "-lt": left < right, "-le": left <= right,
        "-gt": left > right, "-ge": left >= right,
    }  # fmt: skip
    return answers.get(operator)
