"""Stacks written as templates (CloudFormation, SAM): the resources of each, as mappings of YAML or JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from rung.assess.ci.definitions import mapping
from rung.assess.parse import yaml
from rung.assess.parse.yaml import YamlList, YamlMap
from rung.assess.tree.base import Tree
from rung.domain import Place
from rung.errors import UnreadableError

_MOST = 200_000
"""Bytes. A larger template is generated."""
_SIGN = b"AWS::"


class Resource(Struct, frozen=True):
    """One resource of a template."""

    id: str
    """The name by which the rest of the template means it."""
    type: str
    place: Place
    properties: YamlMap


def resources(tree: Tree, skip: Callable[[str], bool]) -> Iterator[Resource]:
    """Those of all templates; `skip` leaves paths out, and what cannot be read is left out."""
    for path in tree.glob("*.yml", "*.yaml", "*.json", "*.template"):
        if (tree.entries[path].size or 0) > _MOST or skip(path) or _SIGN not in (tree.content(path) or b""):
            continue
        try:
            documents = yaml.read(tree.text(path) or "")
        except UnreadableError:
            continue
        for document in documents:
            found = document.get("Resources") if isinstance(document, YamlMap) else None
            if isinstance(found, YamlMap):
                yield from _of_one(path, found)


def _of_one(path: str, found: YamlMap) -> Iterator[Resource]:
    for name, each in found.items():
        kind = each.get("Type") if isinstance(each, YamlMap) else None
        if isinstance(each, YamlMap) and isinstance(kind, str):
            yield Resource(name, kind, Place(path, found.lines.get(name, 1)), mapping(each.get("Properties")))


def words(value: object) -> str:
    """Keys and plain values of everything inside, one after the other."""
    found: list[str] = []
    stack = [value]
    while stack:
        here = stack.pop()
        if isinstance(here, YamlMap):
            for key, inner in reversed(here.items()):
                stack += [inner, key]
        elif isinstance(here, YamlList):
            stack.extend(reversed(here))
        else:
            found.append(str(here))
    return " ".join(found)


def mappings(value: object) -> Iterator[tuple[YamlMap, int]]:
    """The mappings of a list, each with its line."""
    if isinstance(value, YamlList):
        for each, line in zip(value, value.lines, strict=False):
            if isinstance(each, YamlMap):
                yield each, line
