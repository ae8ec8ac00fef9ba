"""Where a place lies in the repository, and where it can be opened in a browser."""

from __future__ import annotations

from urllib.parse import quote

from rung.assess.tree.forge import permalink
from rung.assess.tree.shared import lent, lent_link
from rung.domain import Assessment, Place


def repository_path(assessment: Assessment, path: str) -> str:
    """The path from the root of the repository; places start at the folder that was measured."""
    return f"{assessment.prefix}/{path}" if assessment.prefix and not lent(path) else path


def url_of(assessment: Assessment, place: Place) -> str | None:
    """The page of that line at the commit that was read; `None` without a known forge or a commit."""
    if not assessment.remote or not assessment.commit or place.is_record:
        return None
    if lent(place.path):
        return lent_link(assessment.remote, place.path, max(1, place.line))
    path = repository_path(assessment, place.path)
    return permalink(assessment.remote, assessment.commit, path, max(1, place.line))


def quoted(path: str) -> str:
    """The path percent-encoded byte by byte, also when it is not UTF-8."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="/")
