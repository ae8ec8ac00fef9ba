"""R source, and the R chunks of R Markdown and Quarto, as calls."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from rung.assess.parse import markdown
from rung.assess.parse.unreadable import refuse_large
from rung.assess.regex import regex

MAX_CALLS = 50_000
MAX_DEPTH = 500
_MAX_STRINGS = 8
_TOKEN = regex(
    r"""(?:[ \t\r\f]++|\#[^\n]*+)*+(?:
    (?P<raw>[rR](?P<q>["'])(?P<d>-{0,10})(?P<o>[(\[{]))
    |(?P<string>"(?:[^"\\]++|\\.)*+"?|'(?:[^'\\]++|\\.)*+'?)
    |(?P<name>(?:[A-Za-z.][\w.]*+|`[^`\n]*+`)(?::::?(?:[A-Za-z.][\w.]*+|`[^`\n]*+`))?+)
    |(?P<assign><<-|<-)|(?P<equals>==|=)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<newline>\n)|(?P<number>\d[\w.]*+)|(?P<other>.))""",
    re.X | re.S,
)
_APPLIES = frozenset({"walk", "map", "lapply", "sapply", "vapply"})
_LISTS = frozenset({"list.files", "dir_ls", "dir"})
_JOINS = frozenset({"here", "file.path", "path"})
_LONGEST = 200
_PACKAGE_CALLS = frozenset(("library", "require", "requireNamespace", "loadNamespace", "attachNamespace", "p_load"))


class RCall(Struct):
    """One call: `pkg::fun("text", size = 3)`."""

    name: str
    """Without the package."""
    package: str
    """As written before `::`; else empty."""
    line: int
    args: list[str] = field(default_factory=list)
    """Unnamed arguments that are one string, number or name, in order."""
    named: dict[str, str] = field(default_factory=dict)
    """The same for named ones; empty for an expression."""


class RScript(Struct, frozen=True):
    """One R file."""

    packages: dict[str, int]
    """Attached with `library()` or used as `pkg::` → line of the first use."""
    calls: tuple[RCall, ...]
    sources: tuple[tuple[str, int], ...]
    """Files named by `source("…")`; a folder whose files are all sourced ends with a slash."""
    functions: dict[str, int]
    """Functions that are defined and given a name → line."""
    strings: tuple[tuple[str, int], ...] = ()
    """Texts of at most 200 characters on one line that hold a slash, dot or colon: paths, addresses, file names."""

    def find(self, *names: str) -> tuple[RCall, ...]:
        """Calls of those functions, whatever the package."""
        return tuple(call for call in self.calls if call.name in names)

    @property
    def seed_line(self) -> int:
        """Line of the first `set.seed`; 0 when there is none."""
        return next((call.line for call in self.calls if call.name == "set.seed"), 0)


def read(text: str) -> RScript:
    """Read a script; any text gives something."""
    refuse_large(text, "R script")
    reader = _Reader(text)
    reader.run()
    packages: dict[str, int] = {}
    for call in reader.calls:
        if call.package:
            packages.setdefault(call.package, call.line)
        if call.name in _PACKAGE_CALLS:
            for name in call.args if call.name == "p_load" else call.args[:1]:
                packages.setdefault(name, call.line)
    return RScript(
        packages, tuple(reader.calls), tuple(_sources(reader.calls)), reader.functions, tuple(reader.strings)
    )


def _sources(calls: list[RCall]) -> Iterator[tuple[str, int]]:
    """What is sourced: a file, a path put together from parts, or every file of a folder."""
    for number, call in enumerate(calls):
        following = calls[number + 1 : number + 4]
        if call.name == "source":
            named = [each for each in call.args if each.lower().endswith(".r")]
            parts = next((each.args for each in following if each.name in _JOINS and each.line == call.line), [])
            if named:
                yield named[0], call.line
            elif parts and parts[-1].lower().endswith(".r"):
                yield "/".join(parts), call.line
            elif call.args:
                yield from _folders(calls[max(number - 3, 0) : number], call.line)
        elif call.name in _APPLIES and "source" in call.args:
            yield from _folders(following, call.line)
        elif call.name in ("tar_source", "load_all"):
            yield (call.args[0] if call.args and call.name == "tar_source" else "R").rstrip("/") + "/", call.line


def _folders(calls: list[RCall], line: int) -> Iterator[tuple[str, int]]:
    """Folders that are listed in these calls: in the same statement, or to loop over them."""
    for each in calls:
        if each.name in _LISTS and each.args:
            yield each.args[0].rstrip("/") + "/", line


def read_chunks(text: str) -> RScript:
    """Read the R chunks of an R Markdown or Quarto document; lines are those of the document."""
    document = markdown.read(text)
    lines = [""] * len(document.lines)
    for block in document.code:
        if block.language == "r" and block.info.startswith("{"):
            for offset, line in enumerate(block.text.split("\n")):
                if block.line + offset < len(lines):
                    lines[block.line + offset] = line
    return read("\n".join(lines))


class _Reader:
    """One pass over the tokens, with a stack of open brackets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.calls: list[RCall] = []
        self.strings: list[tuple[str, int]] = []
        self.functions: dict[str, int] = {}
        self.stack: list[RCall | None] = []
        self.line = 1
        self.word = ""
        """The name just read, which a bracket would make a call."""
        self.argument: list[str] = []
        """Values of the current argument so far; two are an expression."""
        self.key = ""
        self.target = ""
        """The name in front of `<-`."""
        self.unclosed: set[str] = set()
        """Ends of raw strings that do not come any more."""
        self.outer: list[tuple[str, list[str]]] = []
        """Key and argument of what encloses each open bracket."""

    def run(self) -> None:
        """Read all."""
        at = 0
        while len(self.calls) < MAX_CALLS and len(self.stack) < MAX_DEPTH and (found := _TOKEN.match(self.text, at)):
            at = found.end()
            kind = found.lastgroup or ""
            if kind == "raw":
                at = self._raw_string(found)
                continue
            piece = found[kind]
            self._take(kind, piece)
            if kind == "newline":
                self.line += 1
            elif kind == "string":
                self.line += piece.count("\n")

    def _raw_string(self, found: re.Match[str]) -> int:
        closer = {"(": ")", "[": "]", "{": "}"}[found.group("o")] + found.group("d") + found.group("q")
        end = -1 if closer in self.unclosed else self.text.find(closer, found.end())
        if end < 0:
            self.unclosed.add(closer)
            return found.end()
        value = self.text[found.end() : end]
        self._string(value)
        self.line += value.count("\n")
        return end + len(closer)

    def _take(self, kind: str, text: str) -> None:
        if kind == "name":
            self._value(text.replace("`", ""))
            self.word = text.replace("`", "")
            return
        if kind == "string":
            self._string(text[1:-1] if text[-1:] == text[0] and len(text) > 1 else text[1:])
        elif kind == "number":
            self._value(text)
        elif kind == "open":
            self._open(text)
        elif kind == "close":
            self._close()
        elif kind == "assign" or (kind == "equals" and text == "=" and self._outside()):
            self.target = self.word
            self.argument.append("")
        elif kind == "equals" and text == "=":
            self.key, self.argument = self.word, []
        elif text == ",":
            self._argument()
        elif kind == "newline" and self._outside():
            self.argument = []
            self.target = ""
        elif kind == "other":
            self.argument.append("")
        self.word = ""

    def _string(self, text: str) -> None:
        if len(text) <= _LONGEST and "\n" not in text and any(mark in text for mark in "/.:"):
            self.strings.append((text, self.line))
        self._value(text)

    def _value(self, text: str) -> None:
        self.argument.append(text)
        self.word = ""

    def _outside(self) -> bool:
        return not self.stack or self.stack[-1] is None

    def _open(self, bracket: str) -> None:
        call = None
        if bracket == "(" and self.word:
            package, _, name = self.word.rpartition("::")
            call = RCall(name, package.rstrip(":"), self.line)
            if name == "function":
                call = None
                if self.target:
                    self.functions.setdefault(self.target, self.line)
            elif name not in ("if", "for", "while", "switch", "repeat"):
                self.calls.append(call)
                self.argument.append("")
            else:
                call = None
        self.stack.append(call)
        self.outer.append((self.key, self.argument))
        self.key, self.argument, self.target = "", [], ""

    def _close(self) -> None:
        self._argument()
        if self.stack:
            self.stack.pop()
            self.key, self.argument = self.outer.pop()

    def _argument(self) -> None:
        call = self.stack[-1] if self.stack else None
        if call and len(self.argument) == 1 and self.argument[0]:
            if self.key:
                call.named.setdefault(self.key, self.argument[0])
            elif len(call.args) < _MAX_STRINGS:
                call.args.append(self.argument[0])
        elif call and self.key:
            call.named.setdefault(self.key, "")
        self.key, self.argument = "", []
