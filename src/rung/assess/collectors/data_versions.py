"""Finds what gives the data of a project a version that can be fetched again, and where it has none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.files import LARGE, Files
from rung.assess.collectors.training import Training
from rung.assess.dataflow.near import training_modules
from rung.assess.invocation import By
from rung.assess.loop.base import Loop
from rung.assess.parse.python_facts import Module
from rung.assess.paths import Role
from rung.assess.regex import regex
from rung.assess.tree.base import Entry, Tree
from rung.assess.versions import calls, pointers
from rung.assess.versions.base import How, Mutable, Version
from rung.domain import Place

MOST_CONFIG = 200_000
"""Bytes. A larger configuration is data."""
_CONFIG = (".yaml", ".yml", ".json", ".toml", ".ini", ".cfg", "MLproject", "Makefile", "Snakefile", ".sh", ".env")
_LOCKS = (".lock", "lock.json")
_BREAK = regex(r"[\s\"'=<>|,;()\[\]]")
_STORES = (
    "boto3", "s3fs", "gcsfs", "adlfs", "google.cloud.storage", "azure.storage.blob", "minio", "sagemaker",
    "awswrangler", "smart_open", "fsspec", "google.cloud.aiplatform", "azureml", "azure.ai.ml",
)  # fmt: skip
_DOWNLOADS = ("*.download_to_filename", "*.download_file", "*.download_fileobj", "*.fget_object", "*.download_blob")
"""Calls that fetch an object: a file of that name in git, which only configuration names, is not what is read."""
_SCHEMES = ("s3://", "s3a://", "gs://", "abfs", "wasbs://", "oss://", "minio://")
BRANCH_HERE = "a branch of this repository"
MOST_ADDRESS = 200
"""Characters of an address before the name of its file."""
_HELD_OUT = ("submission", "prediction", "result", "output", "metrics")


class DataVersions(Struct, frozen=True):
    """How the data of a project is versioned; code that only tests reach is left out."""

    versions: tuple[Version, ...] = ()
    """Files first, then calls, in order of place."""
    mutable: tuple[Mutable, ...] = ()
    """Data that training code reads under a name whose content changes."""
    from_buckets: bool = False
    """Code near training fetches objects from a store."""

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

    def collect(
        self, tree: Tree, files: Files, code: Code, reach: Reach, training: Training, loop: Loop
    ) -> DataVersions:
        """Everything seen, whether it is used for training or not; the practice weighs it."""
        kept = [path for path in files.lfs_pointers if files.role(path) is Role.DATA and not files.excluded(path)]
        found = [*pointers.dvc(tree, files.excluded), *pointers.large_file_storage(kept)]
        data_paths = {site.module.path for site in training.reads}
        near = training_modules(code, reach, training.fits, data_paths)
        committed = _Committed(tree, files)
        trains = training_modules(code, reach, training.fits)
        replaced = any(site.module.path in trains for site in code.find(*_DOWNLOADS))
        read = committed.read(code, reach, trains or near)
        found += [each for each in read if not (replaced and each.by == By.PIPELINE)]
        for each in (
            calls.ids(code, reach),
            calls.artefacts(code, reach),
            calls.outputs(code, reach),
            calls.time_travel(code, reach),
            calls.hashes(code, reach, data_paths),
            calls.records(code, reach),
            calls.copies(code, reach),
            calls.packaged(code, reach),
        ):
            found += [version for version in each if version.by & ~By.TEST]
        found += pointers.buckets(tree, files.excluded)
        found += _of_loop(loop)
        readers = [
            code.modules[path] for path in sorted(near) if not files.aside(path) and reach.from_module(path) & ~By.TEST
        ]
        mutable = (*calls.mutable(readers), *committed.through_a_branch)
        from_buckets = any(_fetches(code, module) for module in readers if module.path in trains)
        return DataVersions(tuple(found), mutable, from_buckets)


def _of_loop(loop: Loop) -> Iterator[Version]:
    """What `rung run` stores before it reads; on one machine alone nobody else can fetch it."""
    for each in loop.datasets if loop.runs else ():
        alone = "" if loop.shared else "its workspace lies on one machine"
        yield Version(How.STORED, f"dataset {each.text} of rung.yaml", each.place, loop.by | By.PIPELINE, alone)


def _fetches(code: Code, module: Module) -> bool:
    """Whether a module speaks to an object store."""
    return code.imports(module.path, *_STORES) or any(text.startswith(_SCHEMES) for text, _ in module.strings)


_FEW_BYTES = 2_000
"""A longer table has rows."""


class _Committed:
    """Small data files in git that training code or its configuration reads from the checkout."""

    def __init__(self, tree: Tree, files: Files) -> None:
        self.tree = tree
        self.files = files
        self.through_a_branch: list[Mutable] = []
        """Found on the way: the same files, fetched by an address that names a branch."""
        self.wanted: dict[str, list[str]] = {}
        """By name: the files of that name."""
        for each in files.data_files:
            small = (each.size or 0) <= LARGE and self._has_rows(each)
            if small and not files.is_lfs_pointer(each.path) and not _is_aside(files, each.path):
                self.wanted.setdefault(each.name, []).append(each.path)

    def _has_rows(self, entry: Entry) -> bool:
        """Whether there is more in a table of text than its header."""
        if entry.size is None or entry.size > _FEW_BYTES or not entry.name.endswith((".csv", ".tsv", ".txt")):
            return entry.size != 0
        return (self.tree.text(entry.path) or "").strip().count("\n") > 0

    def read(self, code: Code, reach: Reach, near: set[str]) -> Iterator[Version]:
        """The files that are named in code near training, or in configuration."""
        if not self.wanted:
            return
        named: dict[str, By] = {}
        said: dict[str, set[str]] = {}
        for path in sorted(near):
            by = reach.from_module(path)
            if by and by != By.TEST and not self.files.aside(path):
                texts = list(_texts(code.modules[path]))
                around = {*_folders(texts), *path.split("/")[:-1]}
                for text in texts:
                    name = text.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
                    if name in self.wanted and "://" not in text:
                        named[name] = named.get(name, By.NOBODY) | by
                        said.setdefault(name, set()).update(_folders([text]) or {"", *around})
        self._in_configuration(named)
        for name, by in named.items():
            told = said.get(name)
            meant = [path for path in self.wanted[name] if told is None or self._is_meant(path, told)]
            yield from (Version(How.COMMITTED, path, Place(path), by) for path in meant)

    def _is_meant(self, path: str, told: set[str]) -> bool:
        """A file of that name in a folder that nothing names is another file."""
        folders = path.split("/")[:-1]
        if not folders:
            return True
        return not told.isdisjoint(folders) or (("" in told or "*" in told) and self._is_configured(folders[-1]))

    def _is_configured(self, folder: str) -> bool:
        """Some configuration names the folder, from which code may take it."""
        pattern = re.compile(rf"(?<![\w-]){re.escape(folder)}(?![\w-])")
        return any(
            pattern.search(self.tree.text(path) or "")
            for path, entry in self.tree.entries.items()
            if path.endswith(_CONFIG) and (entry.size or 0) <= MOST_CONFIG and not self._is_not_settings(path)
        )

    def _in_configuration(self, named: dict[str, By]) -> None:
        for path, entry in self.tree.entries.items():
            if not path.endswith(_CONFIG) or (entry.size or 0) > MOST_CONFIG or self._is_not_settings(path):
                continue
            text = self.tree.text(path) or ""
            for name in [each for each in self.wanted if each in text]:
                for start in (found.start() for found in re.finditer(re.escape(name), text)):
                    token = _BREAK.split(text[max(0, start - MOST_ADDRESS) : start])[-1] + name
                    if "://" not in token:
                        named.setdefault(name, By.PIPELINE)
                    elif calls.BRANCH_URL.match(token) and not path.endswith(_LOCKS):
                        place = Place(path, text.count("\n", 0, start) + 1)
                        self.through_a_branch.append(Mutable(token, BRANCH_HERE, place))

    def _is_not_settings(self, path: str) -> bool:
        files = self.files
        return files.role(path) in (Role.DATA, Role.CI) or files.excluded(path) or files.aside(path)


def _is_aside(files: Files, path: str) -> bool:
    lowered = path.lower()
    return files.aside(path) or "/tests/" in f"/{lowered}" or any(word in lowered for word in _HELD_OUT)


def _folders(texts: Iterable[str]) -> set[str]:
    """Names of folders in texts that may be paths; `*` where a part is filled in at run time."""
    parts = {part for text in texts if len(text) <= MOST_ADDRESS for part in _parts(text)}
    return {"*" if "{" in each or "$" in each else each for each in parts}


def _parts(text: str) -> list[str]:
    pieces = text.replace("\\", "/").split("/")
    *folders, last = pieces
    inside = folders if "." in last else pieces
    return [each for each in inside if each not in ("", ".", "..")]


def _texts(module: Module) -> Iterator[str]:
    """Strings that may name a file; of R only arguments of calls are kept."""
    yield from (text for text, _ in module.strings)
    if module.language == "r":
        for call in module.calls:
            yield from (each for each in (*call.args, *call.kwargs.values()) if isinstance(each, str))
