"""Makefiles as targets with recipes, simple variables filled in. Nothing is run; `include` is ignored."""

from __future__ import annotations

import re

from msgspec import Struct, field

from rung.assess.parse.unreadable import refuse_large
from rung.assess.regex import regex

MAX_TARGETS = 5_000
_MAX_VALUE = 2_000
_ASSIGNMENT = regex(r"(?:export\s+|override\s+)*([\w.-]+)\s*(\?|:{1,3}|\+|!)?=\s*(.*)", re.S)
_RULE = regex(r"([^:=#\t](?:[^:=#]*(?:[^:=#\s&]|&(?!:)))?)\s*(?:&:|::?)(?!=)\s*(.*)", re.S)
_REFERENCE = regex(r"\$(?:\((\w[\w.-]*)\)|\{(\w[\w.-]*)\}|\((shell)\s+|(\$))")
_DIRECTIVE = regex(r"(?:ifeq|ifneq|ifdef|ifndef|else|endif|-?include|sinclude|vpath|unexport|undefine)\b")
_DOC = regex(r"##\s*(.*)")


class Target(Struct, frozen=True):
    """One target and how it is made."""

    name: str
    line: int
    prerequisites: tuple[str, ...]
    recipe: tuple[tuple[int, str], ...]
    """(line, shell text) with `@`, `-` and `+` taken off, Make's variables filled in and `$$` made `$`. A recipe of a
    `.ONESHELL` file is one text."""
    phony: bool
    doc: str
    """The comment behind `##`."""
    ignore_errors: frozenset[int] = frozenset()
    """Lines of the recipe whose failure is ignored (a leading `-`, or `.IGNORE`)."""


class Makefile(Struct, frozen=True):
    """One Makefile."""

    targets: dict[str, Target]
    """By name, in the order of the file."""
    variables: dict[str, str]
    oneshell: bool
    shell_flags: str
    """Of `.SHELLFLAGS`; empty means Make's own `-c`."""
    default: str
    """The target of a bare `make`; empty when there is none."""


def read(text: str) -> Makefile:
    """The targets of a Makefile; lines that make no sense are passed over."""
    refuse_large(text, "Makefile")
    reader = _Reader()
    for number, line in _logical_lines(text):
        if len(reader.drafts) < MAX_TARGETS:
            reader.take(number, line)
    return reader.finish()


class _Draft(Struct):
    line: int
    prerequisites: list[str] = field(default_factory=list)
    recipe: list[tuple[int, str]] = field(default_factory=list)
    doc: str = ""


class _Reader:
    """Takes one logical line after another."""

    def __init__(self) -> None:
        self.variables: dict[str, str] = {}
        self.drafts: dict[str, _Draft] = {}
        self.current: list[_Draft] = []
        self.comment = ""
        self.define = False

    def take(self, number: int, line: str) -> None:
        """Take a line, continuations joined."""
        stripped = line.strip()
        if self.define or stripped.startswith("define "):
            self.define = stripped != "endef"
        elif line.startswith("\t") and self.current:
            for draft in self.current:
                draft.recipe.append((number, stripped))
        elif stripped.startswith("#"):
            doc = _DOC.match(stripped)
            self.comment = doc.group(1) if doc else ""
        elif stripped and not _DIRECTIVE.match(stripped):
            self._statement(number, stripped)

    def _statement(self, number: int, line: str) -> None:
        assigned = _ASSIGNMENT.match(line)
        rule = None if assigned else _RULE.match(line)
        if assigned:
            self._assign(*assigned.groups())
        elif rule:
            self._rule(number, *rule.groups())
        self.comment = ""

    def _assign(self, name: str, sign: str | None, value: str) -> None:
        value = value.partition(" #")[0].strip()
        if sign == "?" and name in self.variables:
            return
        if sign == "+" and self.variables.get(name):
            value = f"{self.variables[name]} {value}"
        # Filled in at once, as `:=` would: a variable that refers to itself then needs no special care.
        self.variables[name] = self.expand(f"$(shell {value})" if sign == "!" else value)[:_MAX_VALUE]

    def _rule(self, number: int, names: str, rest: str) -> None:
        rest, _, doc = rest.partition("##")
        rest, semicolon, command = rest.partition(";")
        rest = rest.partition("#")[0]
        if _ASSIGNMENT.match(rest.strip()):
            return  # a variable for that target only
        self.current = []
        for name in self.expand(names).split():
            draft = self.drafts.setdefault(name, _Draft(number))
            draft.prerequisites += [each for each in self.expand(rest).split() if each != "|"]
            draft.doc = draft.doc or doc.strip() or self.comment.strip()
            if semicolon and command.strip():
                draft.recipe.append((number, command.strip()))
            self.current.append(draft)

    def expand(self, text: str) -> str:
        """The text with Make's variables filled in; what is not known becomes a shell variable."""
        if "$" not in text:
            return text

        def value(found: re.Match[str]) -> str:
            name = found.group(1) or found.group(2)
            if found.group(3):
                return "$("
            if found.group(4):
                return "$"
            known = {"MAKE": "make", "CURDIR": "."}.get(name) or self.variables.get(name)
            return f"${{{name}}}" if known is None else known

        return _REFERENCE.sub(value, text)[: 20 * _MAX_VALUE]

    def finish(self) -> Makefile:
        """The whole file."""
        special = {name: draft for name, draft in self.drafts.items() if re.match(r"\.[A-Z_]+\Z", name)}
        phony = frozenset(special[".PHONY"].prerequisites) if ".PHONY" in special else frozenset()
        oneshell = ".ONESHELL" in special
        ignored = special.get(".IGNORE")
        targets = {
            name: self._target(name, draft, name in phony, oneshell, ignored)
            for name, draft in self.drafts.items()
            if name not in special
        }
        default = self.variables.get(".DEFAULT_GOAL") or next((each for each in targets if "%" not in each), "")
        return Makefile(targets, self.variables, oneshell, self.variables.get(".SHELLFLAGS", ""), default)

    def _target(self, name: str, draft: _Draft, phony: bool, oneshell: bool, ignored: _Draft | None) -> Target:
        recipe: list[tuple[int, str]] = []
        careless: set[int] = set()
        for line, text in draft.recipe:
            bare = text.lstrip("@-+ ")
            if "-" in text[: len(text) - len(bare)] or (ignored and name in (ignored.prerequisites or [name])):
                careless.add(line)
            bare = bare.replace("$@", name.replace("$", "")).replace("$<", next(iter(draft.prerequisites), ""))
            recipe.append((line, self.expand(bare)))
        if oneshell and recipe:
            recipe = [(recipe[0][0], "\n".join(text for _, text in recipe))]
        prerequisites = tuple(dict.fromkeys(draft.prerequisites))
        return Target(name, draft.line, prerequisites, tuple(recipe), phony, draft.doc, frozenset(careless))


def _logical_lines(text: str) -> list[tuple[int, str]]:
    """Lines with their continuations joined, each with the number of its first physical line."""
    lines: list[tuple[int, str]] = []
    parts: list[str] = []
    start = 1
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not parts:
            start = number
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            # A newline inside a recipe stays one for the shell; inside a rule it is a blank.
            parts.append(line[:-1] + " ")
            continue
        parts.append(line if len(parts) == 0 else line.lstrip("\t"))
        lines.append((start, "".join(parts)))
        parts = []
    if parts:
        lines.append((start, "".join(parts)))
    return lines
