"""A folder whose files are added and restored."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from blake3 import blake3

from rung.data.base import Progress
from rung.data.versions.adding import add
from rung.domain.dataset import DatasetVersion
from rung.store.files import BlobStore


@dataclass
class Project:
    """What it heard while it worked is kept."""

    root: Path
    files: BlobStore
    heard: list[Progress] = field(default_factory=list)

    def write(self, path: str, content: bytes | str) -> Path:
        """A file of the project."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def add(self, *sources: str, name: str = "flights", by: str = "ann", **options: Any) -> DatasetVersion:
        """Add a version."""
        self.heard.clear()
        return add(name, sources, self.root, self.files, by=by, tell=self.heard.append, **options)

    @property
    def said(self) -> list[str]:
        """What a person was told."""
        return [each.says for each in self.heard if each.says]


def damaged(files: BlobStore) -> list[str]:
    """Digests under which something else lies."""
    wrong = []
    for each in files.digests():
        with files.open(each) as content:
            if blake3(content.read()).hexdigest() != each:
                wrong.append(each)
    return wrong


def content_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        os.path.relpath(os.path.join(above, name), folder): Path(above, name).read_bytes()
        for above, _, names in os.walk(folder)
        for name in names
    }
