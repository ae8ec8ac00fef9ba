"""How firmly a reference to an image names one content."""

from __future__ import annotations

import re
from enum import StrEnum

from rung.assess.regex import regex


class Firm(StrEnum):
    """What the tag of an image says."""

    DIGEST = "a digest"
    UNIQUE = "a tag of its own"
    """Made from the commit, the build or the release."""
    FIXED = "a fixed version"
    FLOATING = "a tag that moves"
    OPEN = "a tag that is filled in"
    """By a variable whose name does not say with what."""


_FLOATING = regex(
    r"^(latest|main|master|stable|default|dev|develop|prod|production|staging|stage|test|edge|nightly|live|current|local|v?\d)$",
    re.I,
)
_UNIQUE = regex(
    r"sha|commit|build[._-]?(id|num|number)|run_?(number|id|attempt)|ref_?name|tag_?name|git_?tag|version|revision|release|semver|digest"
    r"|rev-parse|git describe|timestamp|date \+|build_?tag|pipeline_?i?id|metadata|steps\.meta|github\.ref\b|\bref\b",
    re.I,
)


def firm(image: str) -> Firm:
    """What a reference such as `registry/name:tag` says; `${VERSION}` counts by the name of its variable."""
    if "@sha256:" in image or "digest" in image.lower():
        return Firm.DIGEST
    bare = re.sub(
        r"\$\{\{[^}]{0,200}\}\}|\$\{[^}]{0,200}\}|\$\([^)]{0,200}\)|\{\{[^}]{0,200}\}\}",
        lambda m: m[0].replace(":", "%").replace("/", "%"),
        image,
    )
    tag = bare.rpartition("/")[2].partition(":")[2]
    if not tag:
        return Firm.OPEN if re.fullmatch(r"\$.*|\{\{.*|<.*|%.*", bare.strip()) else Firm.FLOATING
    if _FLOATING.match(tag):
        return Firm.FLOATING
    if re.search(r"[$%{<]", tag):
        return Firm.UNIQUE if _UNIQUE.search(tag) else Firm.OPEN
    return Firm.UNIQUE if re.fullmatch(r"[0-9a-f]{7,40}", tag) else Firm.FIXED
