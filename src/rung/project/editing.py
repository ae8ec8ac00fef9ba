"""Adds an entry to a list of `rung.yaml`, and leaves every other character of the file as a person wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import yaml

from rung.errors import UsageError
from rung.project.manifest import MANIFEST_NAME
from rung.project.reading import read_manifest
from rung.project.yaml_lines import TAG, is_text, read_document

Entry = Mapping[str, str | date]


class _Dumper(yaml.SafeDumper):
    """Quotes what YAML 1.1 would misread, as PyYAML does, and what YAML 1.2 would, in which it is read: `1e3`."""


_Dumper.add_representer(
    str, lambda dumper, text: dumper.represent_scalar(f"{TAG}str", text, style=None if is_text(text) else "'")
)


def with_entry(text: str, section: str, entry: Entry) -> str:
    """The text with one more entry at the end of a top-level list; the list is made where there is none.

    Raises
    ------
    ManifestError
        The text, or the entry, does not fit the schema.
    UsageError
        The list is written in a form that cannot be added to without rewriting it.
    """
    before = read_document(text).value
    after = _joined(text, section, entry)
    read_manifest(after)
    expected = {**before, section: [*(before.get(section) or ()), dict(entry)]}
    if read_document(after).value != expected:
        raise UsageError(
            f"the list {section} is written in a form that cannot be added to",
            where=MANIFEST_NAME,
            fix="write it as a list with one `- ` an entry, and try again",
        )
    return after


def _joined(text: str, section: str, entry: Entry) -> str:
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    key, value = _find(text, section)
    if key is None:
        gap = ["\n"] if lines and lines[-1].strip() else []
        return "".join([*lines, *gap, f"{section}:\n", *_written(entry, 2)])
    if value is None or not value.value:
        # `waivers:` or `waivers: []`: the entries follow, and a comment behind the key stays.
        line = key.start_mark.line
        head, _, comment = lines[line].partition("#")
        lines[line] = f"{head.partition(':')[0]}:{f'  #{comment.rstrip()}' if comment else ''}\n"
        return "".join([*lines[: line + 1], *_written(entry, key.start_mark.column + 2), *lines[line + 1 :]])
    end = _after(value)
    indent = value.start_mark.column
    return "".join([*lines[:end], *_written(entry, indent), *lines[end:]])


def _find(text: str, section: str) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The key and the list of a section; the list is `None` when it is empty in another way."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == section:
            return key, value if isinstance(value, yaml.SequenceNode) else None
    return None, None


def _after(node: yaml.Node) -> int:
    """The line behind the last thing that a node holds; what follows it (comments, blanks) is not part of it."""
    while isinstance(node, (yaml.SequenceNode, yaml.MappingNode)) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    mark = node.end_mark
    return mark.line + (1 if mark.column else 0)


def _written(entry: Entry, indent: int) -> list[str]:
    """The entry as an item of a block list."""
    text = yaml.dump(dict(entry), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    lead = " " * indent
    return [f"{lead}{'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(text.splitlines())]
