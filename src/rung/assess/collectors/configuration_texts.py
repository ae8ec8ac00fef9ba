"""The text of the project's own configuration files, read once for everybody who searches them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.collectors.files import Files
from rung.assess.paths import Role, role
from rung.assess.regex import regex
from rung.assess.tree.base import Tree

_KINDS = (".yaml", ".yml", ".json", ".tf", ".bicep", ".ts", ".sql")
_MOST = 150_000
"""Bytes; larger files hold data."""
_NOT = regex(r"(^|/)(package(-lock)?\.json|mkdocs\.ya?ml|poetry\.lock|\.pre-commit-config\.yaml)$")


class ConfigurationTexts(Struct, frozen=True):
    """Path and text of every small file that configures something; tests, data and examples are left out."""

    files: tuple[tuple[str, str], ...] = ()

    def of(self, *suffixes: str) -> Iterator[tuple[str, str]]:
        """Those whose path ends in one of these."""
        return (each for each in self.files if each[0].endswith(suffixes))


class ConfigurationTextsCollector(Collector):
    """Reads the files by their suffix."""

    def collect(self, tree: Tree, files: Files) -> ConfigurationTexts:
        """In the order of the tree."""
        found = []
        for path, entry in tree.entries.items():
            if not path.endswith(_KINDS) or (entry.size or 0) > _MOST or _NOT.search(path):
                continue
            if files.excluded(path) or files.aside(path) or role(path) in (Role.DATA, Role.TEST):
                continue
            text = tree.text(path)
            if text:
                found.append((path, text))
        return ConfigurationTexts(tuple(found))
