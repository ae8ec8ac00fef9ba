"""Files that a deployment fetches or reads by name, and that nothing in the repository makes."""

from __future__ import annotations

import re
from posixpath import join, normpath

from rung.assess.invocation import Invocation
from rung.assess.parse import yaml
from rung.assess.parse.yaml import YamlList, YamlMap
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.errors import UnreadableError

_OPEN = regex(r"[$*{]")
_TEMPLATE = regex(r"\$\{([\w.]+)\}")
_MANIFESTS = regex(r"^(?:kubectl|oc)\b.* (?:apply|replace)\b")


class Produced:
    """What the pipelines of a tree make, and whether a name is among it."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._made: frozenset[str] | None = None

    @property
    def made(self) -> frozenset[str]:
        """Stages and outputs of DVC; read when first asked for."""
        if self._made is None:
            self._made = frozenset(_outputs(self.tree))
        return self._made

    def missing(self, command: Invocation) -> str:
        """What the command names and nothing makes; empty when all is there."""
        if command.program == "dvc" and command.args[:1] in (("pull",), ("fetch",), ("checkout",)):
            return next((each for each in _targets(command) if not self._pullable(each)), "")
        if command.program == "mlem" and command.args[:1] == ("deployment",) and len(command.args) > 2:
            name = next((each for each in command.args[2:] if not each.startswith("-")), "")
            known = (
                not name
                or _OPEN.search(name)
                or any(path.endswith(f"/{name}.mlem") or path == f"{name}.mlem" for path in self.tree.entries)
            )
            return "" if known else f"the deployment {name}"
        if _MANIFESTS.search(command.text):
            return self._manifest(command)
        return ""

    def _pullable(self, target: str) -> bool:
        path = normpath(target)
        if _OPEN.search(target) or path in self.tree.entries or f"{path}.dvc" in self.tree.entries or path in self.made:
            return True
        above = path
        while "/" in above:
            above = above.rpartition("/")[0]
            if above in self.made or f"{above}.dvc" in self.tree.entries:
                return True
        below = f"{path}/"
        return any(each.startswith(below) for each in self.made) or any(
            each.startswith(below) and each.endswith(".dvc") for each in self.tree.entries
        )

    def _manifest(self, command: Invocation) -> str:
        for option, value in zip(command.args, command.args[1:], strict=False):
            if option not in ("-f", "--filename", "-k") or _OPEN.search(value) or value == "-" or "://" in value:
                continue
            if "$" in command.folder:
                return ""
            path = normpath(join(command.folder, value))
            if path not in self.tree.entries and path not in self.tree.folders and path != ".":
                return path
        return ""


def _targets(command: Invocation) -> list[str]:
    valued = {"-r", "--remote", "-j", "--jobs"}
    found, skip = [], False
    for word in command.args[1:]:
        if skip or word.startswith("-"):
            skip = not skip and word in valued
        else:
            found.append(word.partition(":")[2] if ":" in word else word)
    return found


def _outputs(tree: Tree) -> list[str]:
    found: list[str] = []
    for path in tree.glob("dvc.yaml"):
        folder = path.rpartition("/")[0]
        document = _mapping(tree, path)
        values = _mapping(tree, join(folder, "params.yaml"))
        stages = document.get("stages") if document else None
        for name, stage in stages.items() if isinstance(stages, YamlMap) else ():
            body = stage.get("do", stage) if isinstance(stage, YamlMap) else None
            found.append(name)
            if isinstance(body, YamlMap):
                base = join(folder, str(body.get("wdir", "")))
                for key in ("outs", "metrics", "plots"):
                    found += [normpath(join(base, _filled(each, values))) for each in _names(body.get(key))]
    return found


def _names(value: object) -> list[str]:
    if isinstance(value, YamlList):
        return [str(next(iter(each), "")) if isinstance(each, YamlMap) else str(each) for each in value]
    return list(value) if isinstance(value, YamlMap) else []


def _filled(text: str, values: object) -> str:
    def look_up(match: re.Match[str]) -> str:
        value: object = values
        for part in match[1].split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return str(value) if value is not None else match[0]

    return _TEMPLATE.sub(look_up, text)


def _mapping(tree: Tree, path: str) -> YamlMap | None:
    try:
        documents = yaml.read(tree.text(path) or "")
    except UnreadableError:
        return None
    return next((each for each in documents if isinstance(each, YamlMap)), None)
