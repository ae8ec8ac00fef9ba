"""Trackers that configuration, or a word in the call, switches off: `mode: disabled`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from rung.assess.code import Code
from rung.assess.parse import yaml
from rung.assess.parse.yaml import YamlMap
from rung.assess.paths import is_aside, is_excluded
from rung.assess.tracking.base import Log
from rung.assess.tree.base import Tree
from rung.domain import Place
from rung.errors import UnreadableError

_STARTS = {"wandb": ("wandb.init", "*.WandbLogger"), "neptune": ("neptune.init*", "neptune.init_run")}
"""What starts a run of a tracker that has a mode."""
_SILENT = ("disabled", "debug-off", "off", False)
_SWITCHES = ("mode", "enabled", "enable", "use", "log")
_MOST = 200_000


def silenced(logs: Iterable[Log], tree: Tree, code: Code) -> Iterator[Log]:
    """The logs, with those of a tracker that every start of it switches off marked as off."""
    logs = list(logs)
    why = {tool: told for tool in {log.tool for log in logs} & _STARTS.keys() if (told := _off(tool, tree, code))}
    for log in logs:
        yield replace(log, off=log.off or why[log.tool]) if log.tool in why else log


def _off(tool: str, tree: Tree, code: Code) -> str:
    modes = [site.call.kwargs.get("mode") for site in code.find(*_STARTS[tool])]
    if not modes or any(mode is None for mode in modes):
        return ""
    if all(mode == "disabled" for mode in modes):
        return "its mode is disabled"
    if any(isinstance(mode, str) and mode != "disabled" for mode in modes):
        return ""
    # The mode comes from somewhere else: the files of parameters have the word, when all of them agree.
    settings = list(_settings(tool, tree))
    places = [place for place, silent in settings if silent]
    return f"{places[0]} switches it off" if settings and len(places) == len(settings) else ""


def _settings(tool: str, tree: Tree) -> Iterator[tuple[Place, bool]]:
    """Every section of that tool in the configuration that has a switch: where, and whether it is off."""
    for path, entry in tree.entries.items():
        if not path.endswith((".yaml", ".yml")) or (entry.size or 0) > _MOST or is_excluded(path) or is_aside(path):
            continue
        if f"{tool}:" not in (tree.text(path) or ""):
            continue
        try:
            documents = yaml.read(tree.text(path) or "")
        except UnreadableError:
            continue
        for document in documents:
            section = document.get(tool) if isinstance(document, YamlMap) else None
            for key in _SWITCHES if isinstance(section, YamlMap) else ():
                if isinstance(section, YamlMap) and key in section:
                    yield Place(path, yaml.line_of(section, key) or 1), section[key] in _SILENT
