"""Environments of tox."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import dirname

from rung.assess.ci.definitions import Definitions, inside
from rung.assess.commands.base import Book, Call, Recipe, Source, cut
from rung.assess.parse import ini, toml
from rung.assess.parse.ini import Section
from rung.assess.parse.shell import Command
from rung.assess.regex import regex

_DIRECTORY = regex(r"\{(?:toxinidir|tox_root)\}(?:\{/\}|/)?")
_ARGUMENTS = regex(r"\{posargs(?::([^{}]*))?\}")
_FACTOR = regex(r"^!?[\w.,{}-]+:\s+")
_REFERENCE = regex(r"^\{\[([\w:.-]+)\](\w+)\}$")
_VALUED = ("-e", "-c", "--conf", "--root", "--workdir", "-x", "-f", "-n")


class Tox(Source):
    """`[testenv]` sections of tox.ini, setup.cfg and pyproject.toml."""

    names = ("tox.ini", "setup.cfg", "pyproject.toml", "tox.toml")
    programs = ("tox",)
    runner = "tox"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per environment; a bare `tox` runs those of the list."""
        text = files.content(path)
        if path.endswith(".toml"):
            yield from self._toml(path, text)
        elif "testenv" in text:
            yield from self._ini(path, text, 0)

    def _ini(self, path: str, text: str, offset: int) -> Iterator[Recipe]:
        sections = ini.read(text)
        environments = {name: each for name, each in sections.items() if name.split(":")[0].strip() == "testenv"}
        for name, section in environments.items():
            own = name.partition(":")[2].strip()
            commands = tuple(each for line, one in _lines(section, sections) for each in _command(one, line + offset))
            yield self._recipe(path, own, section.line + offset, commands, _folder(section))
        head = next((sections[each] for each in ("tox", "tox:tox") if each in sections), None)
        listed = head.values.get("envlist", head.values.get("env_list", "")) if head else ""
        names = [each for each in re.split(r"[\s,]+", re.sub(r"\{[^}]{0,200}\}", "", listed)) if each]
        line = head.line + offset if head else 1
        home = dirname(path)
        yield Recipe(self.runner, home, "*", path, line, (), folder=home, needs=tuple(names) or ("",), entry=False)

    def _toml(self, path: str, text: str) -> Iterator[Recipe]:
        if "tox" not in text and not path.endswith("tox.toml"):
            return
        table = toml.read(text)
        tool = table.get("tool") if not path.endswith("tox.toml") else {"tox": table}
        given = tool.get("tox") if isinstance(tool, dict) else None
        if not isinstance(given, dict):
            return
        legacy = given.get("legacy_tox_ini")
        if isinstance(legacy, str):
            yield from self._ini(path, legacy, text[: max(text.find("legacy_tox_ini"), 0)].count("\n") + 1)
        environments = given.get("env")
        base = given.get("env_run_base")
        for name, each in {"": base, **(environments if isinstance(environments, dict) else {})}.items():
            commands = each.get("commands") if isinstance(each, dict) else None
            if isinstance(commands, list):
                line = toml.line_of(text, "tool", "tox", "env", name) or 1
                lists = [" ".join(str(word) for word in words) for words in commands if isinstance(words, list)]
                yield self._recipe(path, name, line, tuple(one for text_ in lists for one in _command(text_, line)), "")

    def _recipe(self, path: str, name: str, line: int, commands: tuple[Command, ...], folder: str) -> Recipe:
        home = dirname(path)
        where = inside(home, folder) if folder else home
        return Recipe(self.runner, home, name, path, line, commands, folder=where, note=name or "testenv")

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """The environments behind `-e`, or the list."""
        file = call.value("-c", "--conf")
        folder = inside(call.folder, dirname(file)) if file else inside(call.folder, call.value("--root") or ".")
        named = call.value("-e")
        names = [each for each in named.split(",") if each] or ["*"]
        for name in names:
            found = book.find(self.runner, folder, name) or book.find(self.runner, folder, "")
            if found:
                yield found
            if found and name == "*" and found.name == "*":
                base = book.find(self.runner, folder, "")
                yield from (base,) if base else ()


def _lines(section: Section, sections: dict[str, Section], depth: int = 0) -> Iterator[tuple[int, str]]:
    """The command lines of an environment, those of `commands_pre` first."""
    for key in ("commands_pre", "commands"):
        if key not in section.values:
            continue
        line = section.lines.get(key, section.line)
        for index, one in enumerate(section.values[key].replace("\\\n", " ").split("\n")):
            referred = _REFERENCE.match(one.strip())
            if referred and depth < 3 and referred[1] in sections:
                yield from _lines(sections[referred[1]], sections, depth + 1)
            elif one.strip():
                yield line + index, one.strip()


def _command(text: str, line: int) -> tuple[Command, ...]:
    ignored = "the `-` in front of it makes tox ignore it" if text.startswith("-") else ""
    bare = _FACTOR.sub("", text.lstrip("-! "))
    filled = _ARGUMENTS.sub(lambda found: found[1] or "", _DIRECTORY.sub("", bare))
    return cut(filled, line, errexit=True, ignored=ignored)


def _folder(section: Section) -> str:
    given = _DIRECTORY.sub("", section.values.get("changedir", section.values.get("change_dir", "")))
    return "" if "{" in given else given
