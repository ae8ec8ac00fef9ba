"""Which model, and which environment, a deployment of Azure ML holds: in its file, or filled in by the job."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from rung.assess.ci.definitions import inside
from rung.assess.invocation import RUNNABLE, By, Invocation
from rung.assess.paths import is_aside, is_excluded
from rung.assess.regex import regex
from rung.assess.registries.base import Resolution, Use
from rung.assess.tree.base import Tree
from rung.domain import Place

_KEY = regex(r"^(model|environment):[ \t]*[\"']?(azureml:[^\s\"'#]{1,300})", re.M)
_SET = regex(r"(?:^|[\s.|/,])(model|environment)[ \t]{0,3}[:=][ \t]{0,3}\\?[\"']?(azureml:[^\"'|\\]{1,300})")
_VERSION = regex(r"(?::\d+|/versions/\d+|\$\{\{[^}]{0,80}\}\}|\$\{?\w+\}?)[\s/]*$")
_LABEL = regex(r"@|/labels/|[:/]latest$")
_EDITORS = frozenset({"yq", "sed", "az"})
_SCHEMA = "azuremlschemas"
_MOST = 100_000
_MOST_WORD = 2_000


class Filled(Struct, frozen=True):
    """What a job writes into a deployment before it creates it."""

    key: str
    """`model` or `environment`."""
    address: str
    place: Place
    by: By
    path: str
    """The file that it is written into; empty for what is handed to the command."""


def deployed(tree: Tree, commands: Iterable[Invocation]) -> Iterator[Use]:
    """One use for each deployment file with a model, and one for each model that a job fills in."""
    filled = list(_filled(tree, commands))
    written = {(each.path, each.key): each for each in filled if each.path}
    held: set[str] = set()
    for path, found in _files(tree):
        held.add(path)
        environment = written.get((path, "environment"))
        image = environment.address if environment else found.get("environment", ("", 0))[0]
        # Without one, the platform makes the image from what the model's version says.
        fixed = not image or _fixed(image)
        model = written.get((path, "model"))
        if model:
            yield _use(model.address, model.place, model.by, whole=fixed)
        elif "model" in found:
            address, line = found["model"]
            yield _use(address, Place(path, line), By.IMAGE, whole=fixed)
    for each in filled:
        if each.key == "model" and each.path not in held:
            yield _use(each.address, each.place, each.by, whole=False)


def _use(address: str, place: Place, by: By, *, whole: bool) -> Use:
    how = Resolution.PINNED if _fixed(address) else Resolution.NEWEST
    return Use("Azure ML", address, how, place, by=by, whole=whole)


def _fixed(address: str) -> bool:
    """Names one version, or leaves it to the job to name one."""
    return bool(_VERSION.search(address)) and not _LABEL.search(address)


def _filled(tree: Tree, commands: Iterable[Invocation]) -> Iterator[Filled]:
    for each in commands:
        if each.program not in _EDITORS or each.disabled or not each.by & RUNNABLE:
            continue
        if each.program == "az" and not (each.args[:1] == ("ml",) and "--set" in each.args):
            continue
        paths = [inside(each.folder, arg) for arg in each.args if arg.endswith((".yml", ".yaml"))]
        file = next((path for path in paths if path in tree), "")
        for arg in each.args:
            for key, address in _SET.findall(arg[:_MOST_WORD]) if "azureml:" in arg else ():
                yield Filled(key, address.strip(), each.place, each.by, file)


def _files(tree: Tree) -> Iterator[tuple[str, dict[str, tuple[str, int]]]]:
    """Every file of one deployment, with model and environment as written and their lines."""
    for path, entry in tree.entries.items():
        if not path.endswith((".yml", ".yaml")) or (entry.size or 0) > _MOST or is_excluded(path) or is_aside(path):
            continue
        text = tree.text(path) or ""
        if "model: azureml:" not in text and not (_SCHEMA in text and "Deployment.schema" in text):
            continue
        yield path, {found[1]: (found[2], text.count("\n", 0, found.start()) + 1) for found in _KEY.finditer(text)}
