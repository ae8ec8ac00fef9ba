"""Azure's template language: `template:` files with parameters, `${{ if }}` and `${{ each }}`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.ci.azure_repositories import Repositories, template_elsewhere
from rung.assess.ci.base import Outside
from rung.assess.ci.condition import holds
from rung.assess.ci.definitions import Definitions, inside, items, mapping, word
from rung.assess.parse.yaml import YamlList, YamlMap
from rung.assess.regex import regex
from rung.assess.tree.shared import lent
from rung.domain import Place

_PARAMETER = regex(r"\$\{\{\s*parameters(?:\.([\w-]+)|\[['\"]([\w-]+)['\"]\])\s*\}\}")
_VARIABLE = regex(r"\$\{\{\s*variables(?:\.([\w.-]+)|\[['\"]([\w.-]+)['\"]\])\s*\}\}")
_MACRO = regex(r"\$\(([A-Za-z_][\w.-]*)\)")
_CHECKOUT = regex(
    r"\$\((?:system\.defaultworkingdirectory|build\.sourcesdirectory|build\.repository\.localpath)\)/?", re.I
)
_CONTROL = regex(r"\$\{\{\s*(if|elseif|else|each|insert)\b(.{0,2000}?)\}\}\s*$", re.S)
_MAX_DEPTH = 12
MAX_ITEMS = 5_000


class Scope(Struct, frozen=True):
    """Where a piece of the definition stands, and the parameters it sees."""

    path: str
    parameters: Mapping[str, object]
    variables: Mapping[str, str]
    via: tuple[Place, ...] = ()

    def fill(self, text: str) -> str:
        """The text with known parameters and variables put in, and other macros as shell variables."""
        if "$" not in text:
            return text
        text = _PARAMETER.sub(lambda found: self._parameter(found[1] or found[2], found[0]), text)
        text = _VARIABLE.sub(lambda found: self.variables.get((found[1] or found[2]).lower(), found[0]), text)
        text = _CHECKOUT.sub("", text)
        return _MACRO.sub(self._macro, text)

    def _parameter(self, name: str, written: str) -> str:
        value = self.parameters.get(name)
        return word(value) if isinstance(value, (str, int, float, bool)) else written

    def _macro(self, found: re.Match[str]) -> str:
        name = found[1]
        known = self.variables.get(name.lower())
        return known if known is not None else "${" + re.sub(r"[.-]", "_", name) + "}"

    def whole(self, value: object) -> object:
        """The parameter itself, when the value is nothing but a reference to it."""
        found = _PARAMETER.fullmatch(value.strip()) if isinstance(value, str) else None
        return self.parameters.get(found[1] or found[2], value) if found else value


class Item(Struct, frozen=True):
    """One stage, job or step after expansion."""

    node: YamlMap
    line: int
    scope: Scope


class Expander:
    """Expands the lists of a definition."""

    def __init__(self, files: Definitions) -> None:
        self.files = files
        self.outside: list[Outside] = []
        self.used: list[str] = []
        self.repositories: Repositories = {}
        self._count = 0

    def listed(self, value: object, key: str, scope: Scope) -> Iterator[Item]:
        """The items of a list of `stages`, `jobs` or `steps` (`key`), templates put in place."""
        taken = False
        for each, line in items(scope.whole(value)):
            self._count += 1
            if self._count > MAX_ITEMS or len(scope.via) > _MAX_DEPTH:
                return
            whole = scope.whole(each)
            if isinstance(whole, YamlList):
                yield from self.listed(whole, key, scope)
            if not isinstance(whole, YamlMap):
                continue
            control = self._control(whole)
            if control:
                word_, condition, body = control
                taken = taken and word_ != "if"
                holding = self._holds(word_, condition, scope)
                if holding is not False and not (taken and word_ in ("elseif", "else")):
                    yield from self.listed(body, key, scope)
                taken = taken or (holding is True and word_ in ("if", "elseif"))
            elif "template" in whole:
                yield from self._template(whole, line, key, scope)
            else:
                yield Item(whole, line, scope)

    def document(self, node: YamlMap, line: int, scope: Scope) -> tuple[YamlMap, Scope] | None:
        """The document that a `template:` names, with the scope inside it; what lies elsewhere is noted."""
        reference = scope.fill(word(node.get("template")))
        path, foreign = self._path(reference, scope)
        there = path in self.files.tree
        if foreign or not there:
            self.outside.append(Outside(reference, Place(scope.path, line), "template", read=there))
        if not there:
            return None
        document = self.files.mapping(path)
        if document is None:
            return None
        self.used.append(path)
        given = mapping(node.get("parameters"))
        parameters = {**defaults(document), **{name: self._given(value, scope) for name, value in given.items()}}
        return document, replace(scope, path=path, parameters=parameters, via=(*scope.via, Place(scope.path, line)))

    def _path(self, reference: str, scope: Scope) -> tuple[str, bool]:
        """Where the template lies, and whether an alias says that it is another repository."""
        local, _, alias = reference.partition("@")
        elsewhere = template_elsewhere(reference, lent(scope.path), self.repositories) if alias != "self" else None
        if elsewhere or alias not in ("", "self"):
            return elsewhere.name if elsewhere else "", bool(alias)
        return inside("" if local.startswith("/") else dirname(scope.path), local), False

    def _template(self, node: YamlMap, line: int, key: str, scope: Scope) -> Iterator[Item]:
        found = self.document(node, line, scope)
        if found:
            document, inner = found
            yield from self.listed(document.get(key), key, inner)

    def _given(self, value: object, scope: Scope) -> object:
        whole = scope.whole(value)
        return scope.fill(whole) if isinstance(whole, str) else whole

    def _control(self, node: YamlMap) -> tuple[str, str, object] | None:
        if len(node) != 1:
            return None
        key, body = next(iter(node.items()))
        found = _CONTROL.match(key)
        return (found[1], found[2], body) if found else None

    def _holds(self, keyword: str, condition: str, scope: Scope) -> bool | None:
        if keyword not in ("if", "elseif"):
            return None
        facts = {f"parameters.{name.lower()}": word(value) for name, value in scope.parameters.items() if word(value)}
        return holds(condition, facts)


def defaults(document: YamlMap) -> dict[str, object]:
    """The parameters of a template with their default values."""
    given = document.get("parameters")
    if isinstance(given, YamlMap):
        return dict(given)
    nodes = [mapping(each) for each, _ in items(given)]
    return {word(node.get("name")): node["default"] for node in nodes if "default" in node}
