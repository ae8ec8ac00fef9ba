"""Adds keys to a mapping of `rung.yaml`, and leaves every other character of the file as a person wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from rung.errors import UsageError
from rung.project.manifest import MANIFEST_NAME
from rung.project.reading import read_manifest
from rung.project.yaml_lines import read_document

Keys = Mapping[str, Any]


def with_keys(text: str, path: tuple[str, ...], keys: Keys) -> str:
    """The text with those keys in the mapping at `path`, which is made where there is none; known keys stay.

    Raises
    ------
    ManifestError
        The text, or what it would become, does not fit the schema.
    UsageError
        The mapping is written in a form that cannot be added to without rewriting it; the lines to write are told.
    """
    value = read_document(text).value
    there = _at(value, path)
    new = {key: each for key, each in keys.items() if key not in there}
    if not new:
        return text
    after = _joined(text, path, new)
    read_manifest(after)
    if read_document(after).value != _merged(value, path, new):
        raise _unfit(path, new)
    return after


def lines_of(keys: Keys, indent: int) -> list[str]:
    """The keys as lines of YAML; mappings and lists below the first level in one line each, as people write them."""
    lead = " " * indent
    found = []
    for key, value in keys.items():
        if isinstance(value, Mapping) and any(isinstance(each, Mapping) for each in value.values()):
            found += [f"{lead}{_scalar(key)}:\n", *lines_of(value, indent + 2)]
        else:
            found.append(f"{lead}{_scalar(key)}: {_scalar(value)}\n")
    return found


def _scalar(value: object) -> str:
    flow = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False)
    return flow.removesuffix("\n...\n").strip()


def _at(value: Any, path: tuple[str, ...]) -> Keys:
    for name in path:
        value = (value.get(name) if isinstance(value, Mapping) else None) or {}
    return value if isinstance(value, Mapping) else {}


def _merged(value: Any, path: tuple[str, ...], keys: Keys) -> dict[str, Any]:
    whole = dict(value or {})
    if not path:
        return whole | dict(keys)
    return whole | {path[0]: _merged(whole.get(path[0]), path[1:], keys)}


def _joined(text: str, path: tuple[str, ...], keys: Keys) -> str:
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    try:
        mapping, key, above = _find(text, path)
    except _Unfit:
        raise _unfit(path, keys) from None
    if mapping is not None and above == path:
        if mapping.flow_style:
            return _inside(lines, mapping, keys)
        end, indent = _after(mapping), mapping.start_mark.column
        return "".join([*lines[:end], *lines_of(keys, indent), *lines[end:]])
    missing = path[len(above) :]
    if key is not None:
        # `evaluate:` with nothing behind it: its keys follow, and a comment stays.
        line, indent = key.start_mark.line, key.start_mark.column + 2
        return "".join([*lines[: line + 1], *_below(missing[1:], keys, indent), *lines[line + 1 :]])
    if mapping is None or not above:
        gap = ["\n"] if lines and lines[-1].strip() else []
        return "".join([*lines, *gap, *_below(missing, keys, 0)])
    if mapping.flow_style:
        raise _unfit(path, keys)
    end, indent = _after(mapping), mapping.start_mark.column
    return "".join([*lines[:end], *_below(missing, keys, indent), *lines[end:]])


def _below(names: tuple[str, ...], keys: Keys, indent: int) -> list[str]:
    """The keys under names that are new themselves."""
    lead = [f"{' ' * (indent + 2 * depth)}{_scalar(name)}:\n" for depth, name in enumerate(names)]
    return [*lead, *lines_of(keys, indent + 2 * len(names))]


def _inside(lines: list[str], mapping: yaml.MappingNode, keys: Keys) -> str:
    """Before the closing brace, as people write it: `{run: python train.py, params: {depth: 3}}`."""
    line, column = mapping.end_mark.line, mapping.end_mark.column - 1
    written = ", ".join(f"{_scalar(key)}: {_scalar(value)}" for key, value in keys.items())
    start = lines[line][:column]
    gap = ", " if mapping.value and not start.rstrip().endswith(",") else ""
    return "".join([*lines[:line], start, gap, written, lines[line][column:], *lines[line + 1 :]])


class _Unfit(Exception):  # noqa: N818 - a sign between two functions of this file
    """A key on the way holds something that is no mapping."""


_Found = tuple[yaml.MappingNode | None, yaml.Node | None, tuple[str, ...]]


def _find(text: str, path: tuple[str, ...]) -> _Found:
    """The innermost mapping on the way to `path`, the key in it that holds nothing yet, and how far the way exists."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    mapping = node if isinstance(node, yaml.MappingNode) else None
    for depth, name in enumerate(path):
        pair = next((each for each in (mapping.value if mapping else ()) if each[0].value == name), None)
        if pair is None:
            return mapping, None, path[:depth]
        key, value = pair
        if isinstance(value, yaml.ScalarNode) and not value.value and not value.style:
            return mapping, key, path[:depth]
        if not isinstance(value, yaml.MappingNode):
            raise _Unfit
        mapping = value
    return mapping, None, path


def _after(node: yaml.Node) -> int:
    """The line behind the last thing that a node holds; comments and blank lines that follow are not part of it."""
    while isinstance(node, (yaml.SequenceNode, yaml.MappingNode)) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    mark = node.end_mark
    return mark.line + (1 if mark.column else 0)


def _unfit(path: tuple[str, ...], keys: Keys) -> UsageError:
    where = ".".join(path)
    what = f"{where} is written" if where else "the file is written"
    told = "; ".join(line.strip() for line in lines_of(keys, 0))
    return UsageError(
        f"{what} in a form that cannot be added to", where=MANIFEST_NAME, fix=f"write below {where or 'it'}: {told}"
    )
