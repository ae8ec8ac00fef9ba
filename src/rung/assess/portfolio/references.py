"""What a CI definition or a Terraform file calls in other repositories, by name and ref."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname, normpath

from rung.assess.ci.azure_repositories import Repositories, repositories_of, template_elsewhere
from rung.assess.ci.definitions import items, mapping, strings, word
from rung.assess.parse import yaml
from rung.assess.regex import regex
from rung.assess.tree.shared import Lent, called_from_github
from rung.errors import UnreadableError

_USES = regex(r"^[ \t-]*uses:[ \t]*[\"']?([\w./-]+@[\w./-]+|\./[\w./-]+)", 8)
_MODULE = regex(
    r"^[ \t]*source[ \t]*=[ \t]*\"(?:git::)?(?:(?:https?|ssh)://)?(?:[\w-]+@)?[\w.-]+\.[a-z]+(?::\d+)?[/:]"
    r"([\w.-]+(?:/[\w.-]+)+?)(?://([\w./-]+))?(?:\?[^\"\n]*?\bref=([\w./-]+)[^\"\n]*)?\"",
    8,
)
_HEAD = "HEAD"


def calls(text: str, path: str, home: Lent | None, aliases: Repositories) -> Iterator[Lent]:
    """Files and folders that a file names in other repositories; in a lent file (`home`), in its own as well."""
    if path.endswith(".tf"):
        yield from _modules(text, home)
    elif "/workflows/" in f"/{path}" or path.endswith(("action.yml", "action.yaml")):
        for found in _USES.findall(text):
            called = called_from_github(found, home.name if home else "")
            if called:
                yield called
    elif "include:" in text or "template:" in text:
        yield from _included(text, home, aliases)


def aliases_of(text: str) -> Repositories:
    """Repositories that an Azure pipeline declares."""
    return repositories_of(_document(text)) if "repositories:" in text else {}


def _modules(text: str, home: Lent | None) -> Iterator[Lent]:
    for repository, folder, ref in _MODULE.findall(text):
        yield Lent(repository.removesuffix(".git"), ref or _HEAD, folder.strip("/"))
    if home:
        for folder in _LOCAL_MODULE.findall(text):
            yield home.beside(normpath(f"{dirname(home.path)}/{folder}"))


_LOCAL_MODULE = regex(r"^[ \t]*source[ \t]*=[ \t]*\"(\.{1,2}/[\w./-]*)\"", 8)


def _included(text: str, home: Lent | None, aliases: Repositories) -> Iterator[Lent]:
    document = _document(text)
    for each, _ in items(document.get("include")):
        node = mapping(each)
        ref = word(node.get("ref")) or _HEAD
        for file in strings(node.get("file")):
            if word(node.get("project")):
                yield Lent(word(node["project"]), ref, normpath(file.lstrip("/")))
        local = word(node.get("local")) or (word(each) if isinstance(each, str) else "")
        if home and local and "://" not in local:
            yield home.beside(local)
    for reference in _TEMPLATE.findall(text):
        called = template_elsewhere(reference, home, aliases)
        if called:
            yield called


_TEMPLATE = regex(r"^[ \t-]*template:[ \t]*[\"']?([^\s\"'#]+)", 8)


def _document(text: str) -> Mapping[str, object]:
    try:
        documents = yaml.read(text)
    except UnreadableError:
        return {}
    return mapping(documents[0] if documents else None)
