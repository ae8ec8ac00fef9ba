"""Walking a shell tree as a shell would: which commands run, and whose failure counts."""

from __future__ import annotations

from itertools import zip_longest
from typing import NamedTuple

from msgspec import Struct

from rung.assess.parse.program import effective
from rung.assess.parse.shell_certain import (
    UNSURE,
    Known,
    has_way_out,
    never_asked,
    of_block,
    of_chain,
    of_pipeline,
    stops,
)
from rung.assess.parse.shell_failing import Ending, ending, mentions_status
from rung.assess.parse.shell_tree import MAX_DEPTH, Block, Chain, Compound, Node, Pipeline, Simple, parse
from rung.assess.parse.shell_variables import assignment, expand

MAX_COMMANDS = 20_000
UNCALLED = "the function"
"""How the reason begins that no command of the script calls what it stands in."""


class Command(Struct, frozen=True):
    """One simple command."""

    words: tuple[str, ...]
    """Quotes off, known variables filled in; assignments and wrappers such as `sudo` and `timeout 5` taken off."""
    line: int
    raw: str
    can_fail: bool
    """Its non-zero exit code makes the script fail."""
    why_not: str
    """When it does not: a short reason; else empty."""
    piped: bool = False
    background: bool = False
    condition: bool = False
    """Part of the condition of `if`, `while` or `until`."""
    function: str = ""
    """The function whose body it stands in."""
    env: tuple[tuple[str, str], ...] = ()
    """Assignments in front of it."""
    stdin: str = ""
    """The here-document it reads."""
    never: str = ""
    """Why it cannot run: it stands behind `exit`, `false &&`, `if false`, in a function that nobody calls."""
    ends: bool | None = None
    """Whether the script always ends with it, and how: `False` with a failure; `None` when it may go on."""


class Options(Struct):
    """The options of the shell that change whose failure counts."""

    errexit: bool
    pipefail: bool


class _Place(NamedTuple):
    """Where a command stands."""

    why: str = ""
    """Why its failure is lost; empty when it counts."""
    lost_for_good: bool = False
    """Not even an `exit 1` inside gets through."""
    final: bool = True
    """Its status is the status of the script or of the sub-shell."""
    shielded: bool = False
    """`set -e` does not act here."""
    condition: bool = False
    piped: bool = False
    background: bool = False
    function: str = ""
    depth: int = 0
    never: str = ""
    """Why nothing here can run; empty when it can."""

    def lose(self, why: str, *, for_good: bool = True) -> _Place:
        """The same place with failures lost, unless they were before."""
        if self.why and (self.lost_for_good or not for_good):
            return self
        return self._replace(why=why, lost_for_good=for_good)

    def cut_off(self, why: str) -> _Place:
        """The same place when nothing can get there."""
        return self.lose(why)._replace(never=self.never or why)


class Walk:
    """Collects the commands of one script."""

    def __init__(
        self, options: Options, variables: dict[str, str], *, waits: bool = False, literal: bool = True
    ) -> None:
        self.options = options
        self.waits = waits
        """The script asks its background processes for their exit code."""
        self.variables = variables
        self.truncated = False
        self.whole: Block = []
        """The script itself, without what is nested in it."""
        self.ends: bool | None = None
        """Whether it always ends before its last line or with a failure, see `Command.ends`."""
        self._count = 0
        self._found: list[Command] = []
        self.functions: dict[str, Block] = {}
        self.known = Known(self.functions, literal)
        self._bodies: dict[str, tuple[bool, list[Command]]] = {}

    def script(self, block: Block) -> None:
        """Walk a whole script, functions that nobody calls last."""
        self.whole = block
        self._block(block, _Place())
        named = {word for each in self._found for word in each.words[1:]}
        open_ended = any(each.words[0].startswith("$") for each in self._found)
        for name in [each for each in self.functions if each not in self._bodies]:
            why = f"{UNCALLED} {name} is not called here"
            # `retry 3 train` and `"$@"` may call it all the same.
            self._call(name, _Place().lose(why) if open_ended or name in named else _Place().cut_off(why))

    def commands(self) -> list[Command]:
        """All commands that were seen."""
        return self._found + [each for _, body in self._bodies.values() for each in body]

    def _block(self, block: Block, place: _Place) -> None:
        for index, chain in enumerate(block):
            if self.truncated:
                return
            last = index == len(block) - 1
            inner = place if last else self._before_others(block, index, place)
            if chain.background:
                inner = (place if self.waits else inner.lose("`&` runs it in the background"))._replace(background=True)
            self._chain(chain, inner)
            if place.never or (last and block is not self.whole):
                continue
            certain = of_chain(chain, self.known)
            fails = stops(chain, certain) and (last or (self.options.errexit and not place.shielded))
            if block is self.whole and (certain.leaves or fails):
                self.ends = certain.succeeds is not False or has_way_out(block[:index])
            if certain.leaves:
                left = "function ends" if place.function else "script exits"
                place = place.cut_off(f"never reached: the {left} before it")
            elif fails:
                place = place.cut_off("never reached: what stands before it always fails")

    def _before_others(self, block: Block, index: int, place: _Place) -> _Place:
        inner = place._replace(final=False)
        if self.options.errexit and not place.shielded:
            return inner
        if mentions_status(block[index + 1]) and any(ending(each) is not Ending.GOES_ON for each in block[index + 1 :]):
            return inner
        if place.shielded and self.options.errexit:
            return inner.lose("`set -e` does not act inside a condition or before `||`", for_good=False)
        return inner.lose("no `set -e`: only the last command counts", for_good=False)

    def _chain(self, chain: Chain, place: _Place) -> None:
        alternatives = "||" in chain.operators
        end = ending(Chain(chain.pipelines[-1:], [], False), self.functions) if alternatives else Ending.GOES_ON
        handlers = [index + 1 for index, operator in enumerate(chain.operators) if operator == "||"]
        following = 0
        before = of_pipeline(chain.pipelines[0], self.known) if chain.operators else UNSURE
        for index, pipeline in enumerate(chain.pipelines):
            while following < len(handlers) and handlers[following] <= index:
                following += 1
            if index == len(chain.pipelines) - 1:
                inner = place
            elif following == len(handlers):
                inner = self._before_and(place)
            else:
                handled = end if following == len(handlers) - 1 else Ending.GOES_ON
                inner = _before_or(place, chain.pipelines[handlers[following]], handled)
            if index and (before.leaves or never_asked(chain.operators[index - 1], before)):
                inner = inner.cut_off(f"never reached behind `{_first_words(chain.pipelines[0].commands[0], 2)}`")
            elif index:
                before = of_pipeline(pipeline, self.known) if before.succeeds is not None else UNSURE
            if not self.truncated:
                self._pipeline(pipeline, inner)

    def _before_and(self, place: _Place) -> _Place:
        shielded = place._replace(shielded=True)
        if place.final or place.condition or not self.options.errexit:
            return shielded
        return shielded.lose("a failure before `&&` does not stop the script", for_good=False)

    def _pipeline(self, pipeline: Pipeline, place: _Place) -> None:
        if pipeline.negated and not place.condition:
            place = place.lose("`!` inverts its exit code")
        many = len(pipeline.commands) > 1
        for index, node in enumerate(pipeline.commands):
            inner = place._replace(piped=True) if many else place
            if index < len(pipeline.commands) - 1 and not self.options.pipefail:
                reader = _first_words(pipeline.commands[index + 1], 1)
                inner = inner.lose(f"exit code lost in a pipe to {reader} (no pipefail)")
            self._node(node, inner)

    def _node(self, node: Node, place: _Place) -> None:
        if isinstance(node, Simple):
            self._simple(node, place)
            return
        if node.kind == "function":
            self.functions.setdefault(node.name, node.bodies[0] if node.bodies else [])
            return
        if node.kind == "subshell":
            self._in_subshell(node.bodies[0], place._replace(final=True))
            return
        condition_place = _condition_place(node, place) if node.conditions else place
        if node.kind in ("for", "while", "until") and not (self.options.errexit and not place.shielded):
            place = place.lose("only the last round of a loop counts", for_good=False)
        nothing: Block = []
        for condition, body in zip_longest(node.conditions, node.bodies, fillvalue=nothing):
            self._block(condition, condition_place)
            holds = of_block(condition, self.known).succeeds if condition else None
            if holds is not None and (holds is (node.kind == "until")):
                self._block(body, place.cut_off(f"never reached: {node.kind} {_source(condition)}"))
                continue
            self._block(body, place)
            if holds and node.kind == "if":
                other = place.cut_off(f"never reached: the `else` of `if {_source(condition)}`")
                place, condition_place = other, condition_place.cut_off(other.never)

    def _in_subshell(self, block: Block, place: _Place) -> None:
        errexit, pipefail, variables = self.options.errexit, self.options.pipefail, dict(self.variables)
        self._block(block, place)
        self.options.errexit, self.options.pipefail, self.variables = errexit, pipefail, variables

    def _simple(self, node: Simple, place: _Place) -> None:
        self._count += 1
        if self._count > MAX_COMMANDS:
            self.truncated = True
            return
        env: list[tuple[str, str]] = []
        words: list[str] = []
        for word in node.words:
            pair = None if words else assignment(word.text)
            if pair:
                env.append((pair[0], expand(pair[1], self.variables)))
            else:
                expanded = expand(word.text, self.variables)
                whole = word.text.startswith("$") and not word.quoted and expanded != word.text
                words += expanded.split() if whole else [expanded]
        self._substitutions(node, words, place)
        if not words:
            self.variables.update((name, value) for name, value in env if "$(" not in value)
            return
        stripped, more = effective(tuple(words))
        if self._set_options(stripped) or stripped[0] in ("exit", "return"):
            place = place if place.lost_for_good else place._replace(why="")
        own = f"never reached: `{stripped[0][:30]}` is a function here" if self._is_own(node, stripped) else ""
        self._found.append(_command(node, stripped, tuple(env) + more, place.cut_off(own) if own else place))
        self._nested(stripped, node, place)

    def _is_own(self, node: Simple, words: tuple[str, ...]) -> bool:
        """Whether the first word names a function of the script, and not a program."""
        return words[0] in self.functions and node.words[-len(words)].text not in ("command", "exec")

    def _substitutions(self, node: Simple, words: list[str], place: _Place) -> None:
        outer = f"exit code lost inside `{words[0][:30]} $( )`" if words else ""
        for word in node.words:
            for text, line in word.inner:
                if place.depth < MAX_DEPTH:
                    inner = place._replace(depth=place.depth + 10, final=True)
                    self._in_subshell(parse(text, line, inner.depth), inner.lose(outer) if outer else inner)

    def _nested(self, words: tuple[str, ...], node: Simple, place: _Place) -> None:
        """What a shell inside the shell runs, and the body of a function that is called."""
        if words and words[0] in self.functions:
            self._call(words[0], place)
        if len(words) > 1 and words[0] == "trap" and words[1] in self.functions:
            self._call(words[1], place.lose("runs in a trap"))
        script, flags = _inner_script(words)
        if script and place.depth < MAX_DEPTH:
            inner = place._replace(depth=place.depth + 10, final=True, shielded=False)
            saved = self.options.errexit, self.options.pipefail
            if flags is not None:
                self.options.errexit, self.options.pipefail = "e" in flags, "pipefail" in flags
            self._block(parse(script, node.line, inner.depth), inner)
            self.options.errexit, self.options.pipefail = saved

    def _call(self, name: str, place: _Place) -> None:
        """Walk a function's body as called from there; a call whose failure counts replaces one whose does not."""
        counted = not place.why
        known = name in self._bodies and (self._bodies[name][0] or not counted)
        if known or place.depth >= MAX_DEPTH:
            return
        outside, self._found = self._found, []
        self._bodies[name] = (counted, [])
        self._block(self.functions[name], place._replace(function=name, final=True, depth=place.depth + 10))
        self._bodies[name] = (counted, self._found)
        self._found = outside

    def _set_options(self, words: tuple[str, ...]) -> bool:
        """Follow `set`; whether it is one."""
        if len(words) < 2 or words[0] not in ("set", "shopt"):
            return False
        for index, word in enumerate(words[1:], 1):
            on, flags = word[:1] == "-", word[1:]
            if word[:1] not in ("-", "+") or not flags:
                continue
            if "e" in flags:
                self.options.errexit = on
            if "o" in flags and index + 1 < len(words):
                if words[index + 1] == "pipefail":
                    self.options.pipefail = on
                elif words[index + 1] == "errexit":
                    self.options.errexit = on
        return True


def _condition_place(node: Compound, place: _Place) -> _Place:
    inner = place._replace(condition=True, shielded=True, final=True)
    if node.kind != "if":
        return inner.lose("its exit code only steers a loop")
    if any(ending(chain) is Ending.EXITS for body in node.bodies for chain in body):
        return inner if inner.lost_for_good else inner._replace(why="")
    return inner.lose("its exit code only steers an `if`")


def _source(block: Block) -> str:
    """The first command of a condition, as written."""
    node = block[0].pipelines[0].commands[0]
    return node.raw[:40] if isinstance(node, Simple) else node.kind


def _command(node: Simple, words: tuple[str, ...], env: tuple[tuple[str, str], ...], place: _Place) -> Command:
    return Command(
        words=words,
        line=node.line,
        raw=node.raw,
        can_fail=not place.why,
        why_not=place.why,
        piped=place.piped,
        background=place.background,
        condition=place.condition,
        function=place.function,
        env=env,
        stdin=node.stdin,
        never=place.never,
    )


def _before_or(place: _Place, handler: Pipeline, end: Ending) -> _Place:
    """Where a command stands whose failure starts `handler`, when that ends so."""
    shielded = place._replace(shielded=True)
    if end is Ending.EXITS and not place.lost_for_good:
        return shielded._replace(why="", final=True)
    if end is not Ending.GOES_ON:
        return shielded._replace(final=True)
    return shielded.lose(f"`|| {_first_words(handler.commands[0], 2)}` swallows its exit code")


def _first_words(node: Node, count: int) -> str:
    if isinstance(node, Compound):
        return {"brace": "{ … }", "subshell": "( … )"}.get(node.kind, node.kind)
    return " ".join(word.text for word in node.words[:count])[:40]


def _inner_script(words: tuple[str, ...]) -> tuple[str, str | None]:
    """The script in `bash -c '…'` or `eval '…'` with the shell's flags, `None` where the outer ones stay."""
    if words[:1] == ("eval",):
        return " ".join(words[1:]), None
    if words and words[0].rsplit("/", 1)[-1] in ("bash", "sh", "zsh", "dash"):
        for index, word in enumerate(words[1:-1], 1):
            if word[:1] == "-" and word[1:2] != "-" and word.endswith("c"):
                return words[index + 1], "".join(words[1 : index + 1]).replace("-", "")
    return "", None
