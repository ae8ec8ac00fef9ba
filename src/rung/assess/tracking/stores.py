"""Where trackers are told to keep their records, and which of these places do not outlive the machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rung.assess.code import Code, Reach
from rung.assess.parse import yaml
from rung.assess.parse.python_facts import Name, Opaque
from rung.assess.parse.yaml import YamlMap
from rung.assess.paths import is_aside, is_excluded
from rung.assess.regex import regex
from rung.assess.tracking.base import Store
from rung.assess.tree.base import Tree
from rung.domain import Place
from rung.errors import UnreadableError

_CONFIG = (".yml", ".yaml", ".env", ".toml", ".tf", ".json", ".sh", ".cfg", ".ini", ".bicep", "Dockerfile", "Makefile")
_ADDRESS = regex(
    r"(?:tracking[-_]?uri|backend[-_]store[-_]uri)[\"']?\s{0,20}(?:\?=|:=|[:= ])\s{0,20}[\"']?(?:\$\{[^}]{0,200}:-)?"
    r"([^\s\"',}]+)",
    re.I,
)
_LOST = regex(r"(sqlite:/{3,4}|file:/{0,3}|^)/?tmp/|:memory:")
_LOOSE_LOST = regex(r"sqlite:/{3,4}tmp/\S*|file:/{1,3}tmp/\S*")
_LOCAL = regex(r"^(sqlite:|file:|\.?/|mlruns)")
_MOST = 100_000


def stores(tree: Tree, code: Code, reach: Reach) -> Iterator[Store]:
    """Addresses in code, in configuration and in the definition of the server's container."""
    for site in code.find("*.set_tracking_uri", "mlflow_set_tracking_uri", "mlflow.mlflow_set_tracking_uri"):
        value = site.call.args[0] if site.call.args else site.call.kwargs.get("uri")
        text = value if isinstance(value, str) else value.dotted if isinstance(value, Name) else ""
        text = value.text if isinstance(value, Opaque) else text
        yield Store("mlflow", text, site.place, _lost(text), reach.of(site))
    for path, entry in tree.entries.items():
        if not path.endswith(_CONFIG) or (entry.size or 0) > _MOST or is_excluded(path) or is_aside(path):
            continue
        data = tree.content(path)
        if data and b"mlflow" in data.lower():
            yield from _in_text(path, data.decode("utf-8", "replace"))
    yield from _containers(tree)


def _in_text(path: str, text: str) -> Iterator[Store]:
    for found in _ADDRESS.finditer(text):
        address = found.group(1)
        yield Store("mlflow", address, Place(path, text.count("\n", 0, found.start()) + 1), _lost(address))
    if path.endswith(".tf"):
        for found in _LOOSE_LOST.finditer(text):
            yield Store("mlflow", found.group(), Place(path, text.count("\n", 0, found.start()) + 1), "below /tmp")


def _lost(address: str) -> str:
    return "below /tmp" if _LOST.search(address) else ""


def _containers(tree: Tree) -> Iterator[Store]:
    """A tracking server of docker compose that keeps its store inside its container."""
    for path in tree.glob("*compose*.yml", "*compose*.yaml"):
        try:
            documents = yaml.read(tree.text(path) or "")
        except UnreadableError:
            continue
        services = documents[0].get("services") if documents and isinstance(documents[0], YamlMap) else None
        for name, service in services.items() if isinstance(services, YamlMap) else ():
            command = str(service.get("command", "")) if isinstance(service, YamlMap) else ""
            if isinstance(service, YamlMap) and "mlflow" in command and ("server" in command or " ui" in command):
                address = _ADDRESS.search(command)
                local = address is None or bool(_LOCAL.match(address.group(1)))
                lost = "its container has no volume" if local and not service.get("volumes") else ""
                place = Place(path, yaml.line_of(services, name) or 1, name)
                yield Store("mlflow", address.group(1) if address else "the default store", place, lost)
