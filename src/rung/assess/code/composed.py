"""Files of configuration that Hydra composes for a program: its defaults, and what a written command chooses.

`@hydra.main(config_path="conf", config_name="train")` reads `conf/train.yaml`. Its `defaults:` choose one file of each
group, those choose others, and `python train.py search=wide` chooses `conf/search/wide.yaml` for that run. A file of a
group that nothing chooses is never read.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from posixpath import dirname, join, normpath

from msgspec import Struct

from rung.assess.code.base import Code
from rung.assess.code.reach import Node, Reach
from rung.assess.invocation import By, Invocation
from rung.assess.parse import yaml
from rung.assess.parse.yaml import YamlMap
from rung.assess.tree.base import Tree
from rung.errors import UnreadableError

_MOST = 200
"""Files of one program."""


class Composed(Struct, frozen=True):
    """One file that a program's configuration is made of."""

    path: str
    document: YamlMap
    by: By
    """Who starts the program."""


def composed(
    tree: Tree, code: Code, reach: Reach, commands: Iterable[Invocation], within: Container[Node]
) -> Iterator[Composed]:
    """Every chosen file, once for each program that reads it and whose main function is one of those `within`."""
    chosen = {
        (group, option)
        for each in commands
        for argument in each.args
        for group, equals, option in [argument.partition("=")]
        if equals and not argument.startswith("-")
    }
    for site in code.find("hydra.main"):
        folder, name = site.call.kwargs.get("config_path"), site.call.kwargs.get("config_name")
        node = (site.module.path, site.call.target)
        by = reach.by(*node)
        if not (isinstance(folder, str) and isinstance(name, str) and by and node in within):
            continue
        home = normpath(join(dirname(site.module.path), folder))
        for path, document in _closure(tree, home, name, chosen):
            yield Composed(path, document, by)


def _closure(tree: Tree, home: str, name: str, chosen: set[tuple[str, str]]) -> Iterator[tuple[str, YamlMap]]:
    waiting = [_file(home, name)]
    waiting += [path for group, option in chosen if (path := _file(home, f"{group.lstrip('+')}/{option}")) in tree]
    seen: set[str] = set()
    while waiting and len(seen) < _MOST:
        path = waiting.pop(0)
        if path in seen or path not in tree:
            continue
        seen.add(path)
        document = _read(tree, path)
        yield path, document
        waiting += _defaults(document, home, dirname(path))


def _defaults(document: YamlMap, home: str, folder: str) -> Iterator[str]:
    """Paths of what `defaults:` names: from the folder of the file, or, with a slash in front, from the top."""
    listed = document.get("defaults")
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, str) and each != "_self_":
            yield _file(home if each.startswith("/") else folder, each.lstrip("/"))
        for group, option in each.items() if isinstance(each, YamlMap) else ():
            words = str(group).split()
            top = home if words[-1].startswith("/") else folder
            for one in option if isinstance(option, list) else [option]:
                if isinstance(one, str):
                    yield _file(top, f"{words[-1].lstrip('/').partition('@')[0]}/{one}")


def _file(folder: str, name: str) -> str:
    return normpath(join(folder, name if name.endswith((".yaml", ".yml")) else f"{name}.yaml"))


def _read(tree: Tree, path: str) -> YamlMap:
    try:
        documents = yaml.read(tree.text(path) or "")
    except UnreadableError:
        return YamlMap()
    return documents[0] if documents and isinstance(documents[0], YamlMap) else YamlMap()
