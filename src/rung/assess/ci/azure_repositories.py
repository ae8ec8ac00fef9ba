"""Other repositories that an Azure pipeline takes templates from: `resources:` and `template: file@alias`."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import dirname

from rung.assess.ci.definitions import items, mapping, word
from rung.assess.tree.shared import Lent

Repositories = Mapping[str, Lent]
"""Alias in lower case → the root of the repository at the ref that the pipeline names."""


def repositories_of(document: Mapping[str, object]) -> dict[str, Lent]:
    """What the pipeline declares; repositories without a name are left out."""
    found: dict[str, Lent] = {}
    for each, _ in items(mapping(document.get("resources")).get("repositories")):
        node = mapping(each)
        alias, name = word(node.get("repository")), word(node.get("name"))
        ref = word(node.get("ref")).removeprefix("refs/heads/").removeprefix("refs/tags/")
        if alias and name:
            found[alias.lower()] = Lent(name, ref or "HEAD", "")
    return found


def template_elsewhere(reference: str, home: Lent | None, repositories: Repositories) -> Lent | None:
    """The template that lies in another repository; without an alias, that of the lent file (`home`) that names it."""
    file, _, alias = reference.partition("@")
    if alias:
        root = repositories.get(alias.lower())
        return root.beside(file) if root else None
    if home is None:
        return None
    return home.beside(file if file.startswith("/") else f"{dirname(home.path)}/{file}")
