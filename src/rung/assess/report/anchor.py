"""The file that a result points at when it has none of its own, or none that a viewer can open."""

from __future__ import annotations

from collections.abc import Iterable

from rung.assess.report.links import repository_path
from rung.domain import Assessment, Place

MANIFESTS = ("rung.yaml", "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "makefile", "description")


def anchor_of(folder: str, files: Iterable[str]) -> str | None:
    """The README of the project's folder, else of the repository, else a manifest, else the first file.

    A README is not renamed: hosts that tell results apart by their file see the same one again at every commit. The
    place of a related finding would be nearer and would move.
    """
    paths = sorted(files)
    for home in dict.fromkeys((folder, "")):
        own = [path for path in paths if _parent(path) == home]
        if readme := next((path for path in own if _name(path).startswith("readme")), None):
            return readme
        if manifest := next((path for name in MANIFESTS for path in own if _name(path) == name), None):
            return manifest
    below = [path for path in paths if path.startswith(f"{folder}/")] if folder else []
    return next(iter(below or paths), None)


def known_files(assessment: Assessment) -> frozenset[str]:
    """The files that its findings point at, where nobody has given a list of all."""
    return frozenset(
        repository_path(assessment, place.path)
        for each in assessment.findings
        for place in each.places
        if is_file(place)
    )


def is_file(place: Place) -> bool:
    """Whether the path can be that of a file."""
    return (
        bool(place.path)
        and not place.is_record
        and not place.path.endswith("/")
        and not place.path.startswith(("/", "../"))
    )


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _name(path: str) -> str:
    return path.rpartition("/")[2].lower()
