"""Groovy source as nested calls, enough for build files: names, arguments, closures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from rung.assess.regex import regex

MAX_CALLS = 20_000
MAX_DEPTH = 200
_TOKEN = regex(
    r"""(?P<skip>(?:[ \t\r\f]++|//[^\n]*+|/\*.*?(?:\*/|\Z)|\\\n)++)
    |(?P<string>\"\"\"(?:[^"\\]++|\\.|\"(?!\"\"))*+(?:\"\"\")?|'''(?:[^'\\]++|\\.|'(?!''))*+(?:''')?
        |"(?:[^"\\\n]++|\\.)*+"?|'(?:[^'\\\n]++|\\.)*+'?|\$/.*?/\$)
    |(?P<name>\.?[A-Za-z_]\w*+(?:\.[A-Za-z_]\w*+)*+)
    |(?P<newline>\n)|(?P<number>\d[\w.]*+)|(?P<other>.)""",
    re.X | re.S,
)
_KEYWORDS = frozenset(("if", "else", "for", "while", "try", "catch", "finally", "def", "return", "new", "in", "switch"))


class GroovyCall(Struct):
    """One call with its arguments and what its closure calls."""

    name: str
    """As written: `sh`, `docker.image`, `.inside`; `catch`, `if` and the like for blocks of the language."""
    line: int
    args: list[str] = field(default_factory=list)
    """Unnamed strings and bare words."""
    named: dict[str, str] = field(default_factory=dict)
    calls: list[GroovyCall] = field(default_factory=list)
    """Calls in its parentheses and in its closure, in order."""
    text: str = ""
    """The source inside its closure."""
    closure: bool = False

    def walk(self) -> Iterator[GroovyCall]:
        """The call itself and all inside it, at any depth."""
        stack = [self]
        while stack:
            call = stack.pop()
            yield call
            stack.extend(reversed(call.calls))

    def inside(self, name: str) -> GroovyCall | None:
        """The first call of that name right inside."""
        return next((call for call in self.calls if call.name == name), None)


def read(text: str) -> GroovyCall:
    """A nameless call whose `calls` are those of the whole text; any text gives something."""
    reader = _Reader(text)
    reader.run()
    return reader.root


class _Frame(Struct):
    """Something open: a call's parentheses, a closure, a bracket, or a command without parentheses."""

    call: GroovyCall
    kind: str
    key: str = ""
    start: int = 0


class _Reader:
    """One pass over the tokens."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = GroovyCall("", 1)
        self.stack = [_Frame(self.root, "{")]
        self.line = 1
        self.count = 0
        self.pending: tuple[str, int] | None = None
        """A name that its next token will make a call or a plain word."""
        self.closable: GroovyCall | None = None
        """The call that a `{` right here would belong to."""
        self.continued = False
        """The last sign was a comma: the statement goes on behind the newline."""

    def run(self) -> None:
        """Read all."""
        at = 0
        while at < len(self.text) and self.count < MAX_CALLS and len(self.stack) < MAX_DEPTH:
            found = _TOKEN.match(self.text, at)
            if not found:
                break
            at = found.end()
            piece = found.group()
            if found.lastgroup != "skip":
                self._take(found.lastgroup or "", piece, found.start())
            self.line += piece.count("\n")

    def _take(self, kind: str, piece: str, at: int) -> None:
        if kind == "string":
            self._start_command()
            self._value(unquoted(piece))
            self.closable = None
        elif kind == "name":
            self._name(piece)
        elif kind == "newline":
            if not self.continued:
                self._end_statement()
            return
        elif kind == "number":
            self._start_command()
            self._value(piece)
        else:
            self._sign(piece, at)
        self.continued = piece == ","

    def _name(self, name: str) -> None:
        if self.pending and not name.startswith("."):
            self._start_command()
        self._flush()
        self.closable = None
        self.pending = (name, self.line)

    def _sign(self, sign: str, at: int) -> None:
        if sign == "(":
            call = self._call() if self.pending else self.stack[-1].call
            self.stack.append(_Frame(call, "("))
        elif sign == "{":
            self._open_closure(at + 1)
        elif sign == "[":
            if self.text[at - 1 : at] in (" ", "\t"):
                self._start_command()
            self._flush()
            self.stack.append(_Frame(self.stack[-1].call, "[", key=self.stack[-1].key or "["))
        elif sign in ")}]":
            self._close(sign, at)
        elif sign == ":" and self.pending and self.stack[-1].kind != "{":
            name = self.pending[0]
            self.pending = None
            self.stack[-1].key = name
        elif sign == ",":
            self._flush()
            if self.stack[-1].kind != "[":
                self.stack[-1].key = ""
        elif sign == ";":
            self._end_statement()
        else:
            self._flush()
            self.closable = None

    def _call(self) -> GroovyCall:
        name, line = self.pending or ("", self.line)
        self.pending = None
        self.count += 1
        call = GroovyCall(name, line)
        self.stack[-1].call.calls.append(call)
        return call

    def _start_command(self) -> None:
        """A value right behind a name: a call without parentheses."""
        if self.pending and self.pending[0] not in _KEYWORDS:
            self.stack.append(_Frame(self._call(), "command"))

    def _flush(self) -> None:
        """A name that was no call is a value."""
        if self.pending:
            name, self.pending = self.pending[0], None
            if name not in _KEYWORDS:
                self._value(name)

    def _value(self, value: str) -> None:
        frame = self.stack[-1]
        if frame.kind == "{":
            return
        if frame.key and frame.key != "[":
            frame.call.named.setdefault(frame.key, value)
        else:
            frame.call.args.append(value)

    def _open_closure(self, start: int) -> None:
        if self.pending:
            call = self._call()
        elif self.closable:
            call = self.closable
        elif self.stack[-1].key not in ("", "["):
            # `parallel(a: { … })`: the closure is a branch of that name.
            self.pending = (self.stack[-1].key, self.line)
            call = self._call()
        elif self.stack[-1].kind == "command":
            call = self.stack.pop().call
        else:
            call = self._call()
        call.closure = True
        self.closable = None
        self.stack.append(_Frame(call, "{", start=start))

    def _close(self, sign: str, at: int) -> None:
        opener = {")": "(", "}": "{", "]": "["}[sign]
        self._flush()
        while len(self.stack) > 1 and self.stack[-1].kind == "command":
            self.stack.pop()
        if len(self.stack) > 1 and self.stack[-1].kind == opener:
            frame = self.stack.pop()
            if opener == "{" and not frame.call.text:
                frame.call.text = self.text[frame.start : at][:20_000]
            self.closable = frame.call if opener == "(" else None

    def _end_statement(self) -> None:
        if self.stack[-1].kind == "{":
            self.pending = None
        self._flush()
        while len(self.stack) > 1 and self.stack[-1].kind == "command":
            self.stack.pop()


def unquoted(piece: str) -> str:
    """The content of a string literal, with the indentation of a block kept."""
    if piece.startswith("$/"):
        return piece[2:-2]
    quote = piece[:3] if piece[:3] in ('"""', "'''") else piece[:1]
    inner = piece[len(quote) :]
    inner = inner.removesuffix(quote)
    return inner.replace("\\$", "$").replace("\\\n", "\n").replace('\\"', '"').replace("\\'", "'").replace("\\\\", "\\")
