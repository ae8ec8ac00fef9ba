"""Versions that stand in files: DVC and its remotes, git-lfs, git-annex, buckets that keep old objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from rung.assess.parse import hcl, yaml
from rung.assess.parse.yaml import YamlMap
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.assess.versions.base import How, Version
from rung.domain import Place
from rung.errors import UnreadableError

MOST_POINTERS = 50
"""More say nothing new."""
_HASHES = ("md5", "etag", "checksum", "hash")
_LOCAL = regex(r"^(/|\.|~|[A-Za-z]:\\|file:|\w+$)")


def dvc(tree: Tree, excluded: Callable[[str], bool]) -> Iterator[Version]:
    """Pointers and locks with a hash; broken when no remote is configured that another machine can reach."""
    for path in list(tree.glob("*.dvc", "dvc.lock"))[:MOST_POINTERS]:
        if excluded(path) or path.startswith(".dvc/"):
            continue
        for document in _yaml(tree, path):
            outs, line = _hashed(document)
            if outs:
                yield Version(How.DVC, path, Place(path, line), broken=_dvc_remote(tree, path))


def _hashed(document: object) -> tuple[int, int]:
    """How many outputs and inputs carry a hash, and the line of the first."""
    count, first = 0, 1
    for key in ("outs", "deps"):
        for entries, line in yaml.find(document, key):
            for each in entries if isinstance(entries, list) else ():
                if isinstance(each, YamlMap) and any(each.get(name) for name in _HASHES):
                    first = line if not count else first
                    count += 1
    return count, first


def _dvc_remote(tree: Tree, pointer: str) -> str:
    """Why nothing can be fetched; empty when a remote is configured."""
    folder = pointer.rpartition("/")[0]
    while True:
        path = f"{folder}/.dvc/config" if folder else ".dvc/config"
        if path in tree:
            break
        if not folder:
            return "there is no .dvc/config, so no remote holds the data"
        folder = folder.rpartition("/")[0]
    urls = re.findall(r"^[^\S\n]*+url\s{0,20}=\s{0,20}(\S+)", tree.text(path) or "", re.MULTILINE)
    if not urls:
        return f"{path} names no remote, so the data is on one machine only"
    if all(_LOCAL.match(url) for url in urls):
        return f"the only remote in {path} is the folder {urls[0]}"
    return ""


def large_file_storage(paths: Iterable[str]) -> Iterator[Version]:
    """Data kept by git-lfs or git-annex; `paths` are the pointers to data."""
    for path in sorted(paths)[:MOST_POINTERS]:
        yield Version(How.LFS, path, Place(path))


def buckets(tree: Tree, excluded: Callable[[str], bool]) -> Iterator[Version]:
    """Buckets whose definition keeps old versions of an object."""
    for path in tree.glob("*.tf"):
        text = "" if excluded(path) else tree.text(path) or ""
        if "versioning" not in text:
            continue
        try:
            blocks = hcl.read(text)
        except UnreadableError:
            continue
        for block in blocks:
            if block.kind == "resource" and _keeps_versions(block):
                yield Version(How.BUCKET, ".".join(block.labels), Place(path, block.line))
    for path in tree.glob("*.yaml", "*.yml", "*.json"):
        if (tree.entries[path].size or 0) > 200_000 or excluded(path) or not _may_be_stack(path):
            continue
        text = tree.text(path) or ""
        found = re.search(r"VersioningConfiguration\W+Status\W+Enabled", text)
        if found:
            yield Version(How.BUCKET, "VersioningConfiguration", Place(path, text.count("\n", 0, found.start()) + 1))


def _may_be_stack(path: str) -> bool:
    return bool(re.search(r"cloudformation|\bcfn\b|stack|template|infra|sam", path, re.IGNORECASE))


def _keeps_versions(block: hcl.Block) -> bool:
    for inside in block.walk():
        if inside.kind in ("versioning", "versioning_configuration"):
            return inside.value("enabled").lower() == "true" or inside.value("status").lower() == "enabled"
        if inside.value("versioning_enabled").lower() == "true":
            return True
    return False


def _yaml(tree: Tree, path: str) -> list[object]:
    try:
        return yaml.read(tree.text(path) or "", what=path)
    except UnreadableError:
        return []
