"""Finds what gives the data of a project a version that can be fetched again, and where it has none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.files import LARGE, Files
from rung.assess.collectors.training import Training
from rung.assess.invocation import By
from rung.assess.parse.python_facts import Module
from rung.assess.paths import Role
from rung.assess.tree.base import Tree
from rung.assess.versions import calls, pointers
from rung.assess.versions.base import How, Mutable, Version
from rung.domain import Place

MOST_CONFIG = 200_000
"""Bytes. A larger configuration is data."""
_CONFIG = (".yaml", ".yml", ".json", ".toml", ".ini", ".cfg", "MLproject", "Makefile", "Snakefile", ".sh", ".env")
_HELD_OUT = ("submission", "prediction", "result", "output", "metrics")


@dataclass(frozen=True, slots=True)
class DataVersions:
    """How the data of a project is versioned; code that only tests reach is left out."""

    versions: tuple[Version, ...] = ()
    """Files first, then calls, in order of place."""
    mutable: tuple[Mutable, ...] = ()
    """Data that training code reads under a name whose content changes."""

    def of(self, *how: How) -> list[Version]:
        """The versions of these kinds."""
        return [each for each in self.versions if each.how in how]

    @property
    def immutable(self) -> list[Version]:
        """Versions with one content for ever that can be fetched."""
        return [each for each in self.versions if each.immutable]

    @property
    def committed(self) -> frozenset[str]:
        """Paths of data files in git that the project reads from the checkout."""
        return frozenset(each.what for each in self.versions if each.how is How.COMMITTED)


class DataVersionsCollector(Collector):
    """Looks at pointers and definitions by name, and through the calls once."""

    def collect(self, tree: Tree, files: Files, code: Code, reach: Reach, training: Training) -> DataVersions:
        """Everything seen, whether it is used for training or not; the practice weighs it."""
        found = [*pointers.dvc(tree, files), *pointers.large_file_storage(files), *_committed(tree, files, code, reach)]
        data_paths = {site.module.path for site in training.reads}
        for each in (
            calls.ids(code, reach),
            calls.artefacts(code, reach),
            calls.time_travel(code, reach),
            calls.hashes(code, reach, data_paths),
            calls.records(code, reach),
            calls.copies(code, reach),
            calls.packaged(code, reach),
        ):
            found += [version for version in each if version.by & ~By.TEST]
        found += pointers.buckets(tree, files)
        readers = [code.modules[path] for path in sorted(data_paths | set(training.paths()))]
        return DataVersions(tuple(found), tuple(calls.mutable(readers)))


def _committed(tree: Tree, files: Files, code: Code, reach: Reach) -> Iterator[Version]:
    """Small data files in git that code or its configuration names."""
    wanted = {
        each.name: each.path
        for each in files.data_files
        if (each.size or 0) <= LARGE and not files.is_lfs_pointer(each.path) and not _is_aside(files, each.path)
    }
    if not wanted:
        return
    named: dict[str, By] = {}
    for module in code.modules.values():
        by = reach.from_module(module.path)
        if by and by != By.TEST and not files.aside(module.path):
            for text in _texts(module):
                name = text.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
                if name in wanted:
                    named[name] = named.get(name, By.NOBODY) | by
    for path, entry in tree.entries.items():
        if path.endswith(_CONFIG) and (entry.size or 0) <= MOST_CONFIG and files.role(path) is not Role.DATA:
            if files.excluded(path) or files.aside(path) or files.role(path) is Role.CI:
                continue
            text = tree.text(path) or ""
            for name in wanted.keys() - named.keys():
                if name in text:
                    named[name] = By.PIPELINE
    for name, by in named.items():
        yield Version(How.COMMITTED, wanted[name], Place(wanted[name]), by)


def _is_aside(files: Files, path: str) -> bool:
    lowered = path.lower()
    return files.aside(path) or "/tests/" in f"/{lowered}" or any(word in lowered for word in _HELD_OUT)


def _texts(module: Module) -> Iterator[str]:
    """Strings that may name a file; of R only arguments of calls are kept."""
    yield from (text for text, _ in module.strings)
    if module.language == "r":
        for call in module.calls:
            yield from (each for each in (*call.args, *call.kwargs.values()) if isinstance(each, str))
