"""Files that tools write to fix everything that is installed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from posixpath import dirname, join

from rung.assess.environments.base import Dependencies, Firmness
from rung.assess.environments.manifests import LEARNING, poetry_requirements, project_requirements
from rung.assess.parse import toml
from rung.assess.parse.requirements import normalised
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.errors import UnreadableError

EMPTY = "holds no package"
"""Why a lock that is valid, and only looks as if it fixed something, is broken."""
_TOML_NAME = regex(r"^name = \"([^\"]+)\"", re.M)
_CONFLICT = regex(r"^(<{7} |>{7} )", re.M)


def _toml_names(text: str) -> set[str]:
    blocks = text.count("[[package]]") + text.count("[[packages]]")
    return {normalised(name) for name in _TOML_NAME.findall(text)} if blocks else set()


def _pipfile_names(text: str) -> set[str]:
    document = json.loads(text)
    parts = [document.get(key) for key in ("default", "develop")] if isinstance(document, dict) else []
    return {normalised(name) for part in parts if isinstance(part, dict) for name in part}


def _renv_names(text: str) -> set[str]:
    document = json.loads(text)
    packages = document.get("Packages") if isinstance(document, dict) else None
    return set(packages) if isinstance(packages, dict) else set()


def _conda_lock_names(text: str) -> set[str]:
    return {normalised(name) for name in re.findall(r"^[^\S\n]*+-?\s{0,20}name: (\S+)", text, re.M)}


def _pixi_names(text: str) -> set[str]:
    found = re.findall(r"^[^\S\n]*+-?\s{0,20}(?:conda|pypi): \S*/([A-Za-z][\w.]*(?:-[A-Za-z][\w.]*)*)-\d", text, re.M)
    return {normalised(name) for name in found}


def _explicit_names(text: str) -> set[str]:
    if "@EXPLICIT" not in text:
        return set()
    return {normalised(name) for name in re.findall(r"/([A-Za-z][\w.-]*?)-\d[^/]*$", text, re.M)}


LOCKS: dict[str, tuple[str, Callable[[str], set[str]], str]] = {
    "poetry.lock": ("poetry", _toml_names, "pyproject.toml"),
    "uv.lock": ("uv", _toml_names, "pyproject.toml"),
    "pdm.lock": ("pdm", _toml_names, "pyproject.toml"),
    "pylock.toml": ("pylock", _toml_names, ""),
    "Pipfile.lock": ("pipenv", _pipfile_names, "Pipfile"),
    "conda-lock.yml": ("conda-lock", _conda_lock_names, ""),
    "conda-lock.yaml": ("conda-lock", _conda_lock_names, ""),
    "conda-linux-64.lock": ("conda-lock", _explicit_names, ""),
    "pixi.lock": ("pixi", _pixi_names, ""),
    "renv.lock": ("renv", _renv_names, ""),
}
"""Tool, how to read the names, and the manifest that must stand beside it, by file name."""


def read_lock(tree: Tree, path: str) -> Dependencies:
    """One lock; broken when it is no valid one, holds nothing, or has lost its manifest."""
    tool, names_of, manifest_name = LOCKS[path.rpartition("/")[2]]
    manifest = _beside(tree, path, manifest_name)
    data = tree.read(path)
    if data is None:
        # Too large to read, or not in this copy: it is there, and that is all that can be said.
        return Dependencies(path, tool, Firmness.LOCK, manifest=manifest)
    text = data.decode("utf-8", "replace")
    broken = ""
    names: set[str] = set()
    if _CONFLICT.search(text):
        broken = "holds merge conflict markers"
    else:
        try:
            names = names_of(text)
        except ValueError:
            broken = "is not valid"
        else:
            broken = "" if names else EMPTY
    if not broken and manifest_name and not manifest:
        broken = f"has no {manifest_name} beside it"
    stale = tuple(sorted(_needed(tree, manifest) - names)) if manifest and not broken else ()
    covers = tool == "renv" or not names or bool(names & LEARNING)
    return Dependencies(
        path, tool, Firmness.LOCK, len(names), len(names), (), manifest, broken, covers, stale, frozenset(names)
    )


def _beside(tree: Tree, path: str, name: str) -> str:
    """The manifest in the same folder; empty when there is none."""
    wanted = join(dirname(path), name) if name else ""
    return wanted if wanted in tree else ""


def _needed(tree: Tree, manifest: str) -> set[str]:
    """Names that the manifest asks for; those behind a marker may rightly be absent."""
    if not manifest.endswith(".toml"):
        return set()
    try:
        document = toml.read(tree.text(manifest) or "")
    except UnreadableError:
        return set()
    found = [*project_requirements(document), *poetry_requirements(document)]
    return {each.name for each in found if each.name and not each.marker and not each.url}
