"""What sort of evidence a file can hold, told by its path, and how large it may be to be read."""

from __future__ import annotations

from functools import lru_cache

from rung.assess.parse.notebook_large import MAX_NOTEBOOK
from rung.assess.paths import DATA_FOLDERS, Role, role
from rung.assess.regex import regex
from rung.assess.tree.base import MAX_TEXT
from rung.domain.unread import FileKind

_DEPENDENCIES = regex(
    r"^(requirements[^/]*\.(txt|in)|constraints[^/]*\.txt|pyproject\.toml|setup\.cfg|Pipfile|[^/]*\.lock|pylock[^/]*\.toml|"
    r"(environment|conda)[^/]*\.ya?ml|DESCRIPTION)$"
)
_BUILD = regex(
    r"^((Dockerfile|Containerfile|Makefile|GNUmakefile|[Jj]ustfile|Snakefile|Procfile)(\..*)?|[^/]*\.(dockerfile|mk|sh|bash|sql))$"
)
_INFRASTRUCTURE = regex(r"\.(tf|tfvars|bicep)$")
_SUFFIXES = {
    "ipynb": FileKind.NOTEBOOK,
    "py": FileKind.PYTHON,
    "r": FileKind.R,
    "rmd": FileKind.R,
    "qmd": FileKind.R,
    **dict.fromkeys(("yaml", "yml", "toml", "json"), FileKind.SETTINGS),
    **dict.fromkeys(("md", "markdown", "rst"), FileKind.DOCUMENT),
    **dict.fromkeys(("csv", "tsv"), FileKind.DATA),
}
_WRITTEN = frozenset({"results", "reports", "metrics", "outputs", "predictions"})
"""Folders of what programs write: JSON in them is read by people and plots, and configures nothing."""
_LIMITS = {FileKind.NOTEBOOK: MAX_NOTEBOOK, FileKind.INFRASTRUCTURE: 200_000, FileKind.DOCUMENT: 300_000}


@lru_cache(maxsize=65_536)
def file_kind(path: str) -> FileKind | None:
    """The kind; `None` for what holds no evidence in its text: images, models, archives, sources of other languages."""
    folder, _, name = path.rpartition("/")
    suffix = name.rpartition(".")[2].lower()
    what = role(path)
    if what is Role.CI:
        return FileKind.CI
    if what is Role.TEST and suffix in ("py", "r"):
        return FileKind.TEST
    for pattern, kind in (
        (_DEPENDENCIES, FileKind.DEPENDENCIES),
        (_BUILD, FileKind.BUILD),
        (_INFRASTRUCTURE, FileKind.INFRASTRUCTURE),
    ):
        if pattern.search(name):
            return kind
    found = _SUFFIXES.get(suffix)
    held = DATA_FOLDERS | _WRITTEN if suffix == "json" else DATA_FOLDERS
    if found is FileKind.SETTINGS and any(part.lower() in held for part in folder.split("/")):
        return FileKind.DATA
    return found


def size_limit(kind: FileKind) -> int:
    """Bytes above which no reader of that kind looks into a file."""
    return _LIMITS.get(kind, MAX_TEXT)
