"""Justfiles as recipes, in the same shape as Makefile targets."""

from __future__ import annotations

import re

from msgspec.structs import replace

from rung.assess.parse.makefile import MAX_TARGETS, Makefile, Target
from rung.assess.parse.unreadable import refuse_large
from rung.assess.regex import regex

_ASSIGNMENT = regex(r"(?:export\s+)?([A-Za-z_][\w-]*)\s*:=\s*(.*)")
_SETTING = regex(r"set\s+([\w-]+)(?:\s*:=\s*(.*))?")
_HEADER = regex(r"@?([A-Za-z_][\w-]*+)((?:[^:\"']|\"[^\"]*\"|'[^']*')*?):(?!=)(.*)")
_ALIAS = regex(r"alias\s+([\w-]+)\s*:=\s*([\w:-]+)")
_DEPENDENCY = regex(r"\(\s*+([\w:-]++)[^()]*+\)|([A-Za-z_][\w:-]*)")
_USE = regex(r"\{\{\s*([A-Za-z_][\w-]*)\s*\}\}")
_LONGEST_HEADER = 2_000


def read(text: str) -> Makefile:
    """The recipes of a justfile; a recipe with a shebang is one text, starting with it."""
    refuse_large(text, "justfile")
    variables: dict[str, str] = {}
    settings: dict[str, str] = {}
    drafts: list[tuple[Target, list[tuple[int, str]]]] = []
    aliases: dict[str, str] = {}
    recipe: list[tuple[int, str]] | None = None
    comment = ""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if recipe is not None and (line[:1] in (" ", "\t") or not line.strip()):
            recipe.append((number, line))
            continue
        recipe = None
        if len(line) > _LONGEST_HEADER or len(drafts) >= MAX_TARGETS:
            continue
        if line.startswith("#"):
            comment = line.lstrip("# ")
        elif found := _ALIAS.match(line):
            aliases[found.group(1)] = found.group(2)
        elif found := _SETTING.match(line):
            settings[found.group(1)] = found.group(2) or "true"
        elif found := _ASSIGNMENT.match(line):
            variables[found.group(1)] = found.group(2).strip().strip("\"'")
        elif found := _HEADER.match(line):
            recipe = []
            header = Target(found.group(1), number, _dependencies(found.group(3)), (), True, comment)
            drafts.append((header, recipe))
        if not line.startswith(("#", "[")):
            comment = ""
    targets = {header.name: _with_recipe(header, lines, variables) for header, lines in drafts}
    for alias, name in aliases.items():
        if name in targets:
            targets.setdefault(alias, targets[name])
    flags = " ".join(re.findall(r"-[\w-]+", settings.get("shell", "")))
    return Makefile(targets, variables, False, flags, next(iter(targets), ""))


def _dependencies(text: str) -> tuple[str, ...]:
    return tuple(found.group(1) or found.group(2) for found in _DEPENDENCY.finditer(text.partition("#")[0]))


def _with_recipe(header: Target, raw: list[tuple[int, str]], variables: dict[str, str]) -> Target:
    lines = [(number, _filled(text.strip(), variables)) for number, text in raw if text.strip()]
    careless: set[int] = set()
    if lines and lines[0][1].startswith("#!"):
        first = lines[0][0]
        body = "\n".join(_filled(text.strip(), variables) for _, text in raw)
        return replace(header, recipe=((first, body.strip("\n")),))
    recipe: list[tuple[int, str]] = []
    continued = False
    for number, text in lines:
        bare = text.lstrip("@-") if not continued else text
        if not continued and "-" in text[: len(text) - len(bare)]:
            careless.add(number)
        if continued:
            start, before = recipe.pop()
            recipe.append((start, before.removesuffix("\\") + bare))
        elif not bare.startswith("#"):
            recipe.append((number, bare))
        continued = bool(recipe) and bare.endswith("\\")
    return replace(header, recipe=tuple(recipe), ignore_errors=frozenset(careless))


def _filled(text: str, variables: dict[str, str]) -> str:
    """The text with variables filled in; parameters become shell variables."""

    def value(found: re.Match[str]) -> str:
        return variables.get(found.group(1), f"${{{found.group(1).replace('-', '_')}}}")

    return _USE.sub(value, text) if "{{" in text else text
