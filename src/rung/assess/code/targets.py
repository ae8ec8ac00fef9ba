"""Classes and functions that configuration names, for code that makes whatever it is told: Hydra, jsonargparse.

`instantiate(cfg.loop)` makes what `_target_: app.training.Loop` under the key `loop` says, and what is named below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rung.assess.code.base import Code, Site
from rung.assess.code.reach import CallGraph
from rung.assess.parse.python_facts import Name
from rung.assess.regex import regex

MAKING = (
    "hydra.utils.instantiate", "hydra.utils.call", "hydra.utils.get_class", "hydra.utils.get_method",
    "hydra.utils.get_object", "*.LightningCLI", "jsonargparse.*", "*.instantiate_class",
)  # fmt: skip
"""Calls that make what configuration names."""
_TARGET = regex(r"^[ \t-]*[\"']?(?:_target_|class_path)[\"']?[ \t]*:[ \t]*[\"']?([A-Za-z_][\w.]*)")
_KEY = regex(r"^[ \t-]*[\"']?([A-Za-z_]\w*)[\"']?[ \t]*:")
_LONGEST_LINE = 400

Target = tuple[str, frozenset[str]]
"""A dotted name, and the keys it stands under; the folders and the name of its file are keys as well."""


def named_targets(texts: Iterable[tuple[str, str]]) -> Iterator[Target]:
    """What configuration asks to be made, from path and text of each file."""
    for path, text in texts:
        if "_target_" not in text and "class_path" not in text:
            continue
        home = path.rpartition(".")[0].split("/")
        above: list[tuple[int, str]] = []
        for line in text.splitlines():
            if len(line) > _LONGEST_LINE:
                continue
            depth = len(line) - len(line.lstrip(" \t-"))
            target = _TARGET.match(line)
            if target and "." in target[1]:
                yield target[1], frozenset([*home, *(key for at, key in above if at < depth)])
            key = None if target else _KEY.match(line)
            if key:
                above = [(at, each) for at, each in above if at < depth] + [(depth, key[1])]


def follow_targets(code: Code, graph: CallGraph, texts: Iterable[tuple[str, str]]) -> None:
    """Add an edge from every scope that makes something to what configuration names under the key it is given."""
    making = code.find(*MAKING)
    if not making:
        return
    targets = set(named_targets(texts))
    for site in making:
        key = _key(site)
        for name, keys in targets:
            if not key or key in keys:
                graph.connect(site.scope, name)


def _key(site: Site) -> str:
    """`loop` of `instantiate(cfg.loop, …)`; empty where the whole configuration is handed over, or who knows what."""
    first = site.call.args[0] if site.call.args else None
    return first.dotted.rpartition(".")[2] if isinstance(first, Name) and "." in first.dotted else ""
