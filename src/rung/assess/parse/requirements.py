"""pip's requirements files."""

from __future__ import annotations

import re

from msgspec import Struct

from rung.assess.parse.unreadable import refuse_large
from rung.assess.regex import regex

MAX_REQUIREMENTS = 20_000
_NAME = regex(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?\s*(.*)", re.S)
_OPTION = regex(r"(-r|-c|-e|--requirement|--constraint|--editable)(?:\s*+=?\s*+)(\S.*)")
_EGG = regex(r"[#&]egg=([A-Za-z0-9][\w.-]*)")
_HASH = regex(r"--hash[= ](\w+:[0-9A-Fa-f]+)")
_COMMENT = regex(r"(?:^|\s)#.*")
_REVISION = regex(r"[0-9a-fA-F]{40}|v?\d+(?:\.\d+)+[\w.+-]*")
_SEPARATORS = regex(r"[-_.]+")


class Requirement(Struct, frozen=True):
    """One line."""

    name: str
    """Lower case with dashes; empty for an include and for a path or URL that names nothing."""
    specifier: str
    """`==1.2`, `>=1,<2`, empty for any version. Without markers."""
    line: int
    exact: bool
    """One version: `==1.2` or `===1.2` without `*`, a wheel's URL, or a Git URL at a tag or full commit."""
    hashed: bool
    extras: tuple[str, ...] = ()
    marker: str = ""
    url: str = ""
    editable: bool = False
    include: str = ""
    """The file named by `-r` or `-c`."""
    constraint: bool = False
    """`include` is a constraints file (`-c`)."""


def read(text: str) -> tuple[Requirement, ...]:
    """The requirements of a file; options of pip such as `--index-url` are passed over."""
    refuse_large(text, "requirements")
    found: list[Requirement] = []
    for number, line in _logical_lines(text.removeprefix("\ufeff")):
        requirement = parse(line, number)
        if requirement and len(found) < MAX_REQUIREMENTS:
            found.append(requirement)
    return tuple(found)


def parse(text: str, line: int = 0) -> Requirement | None:
    """One requirement as it stands in a file, in `pyproject.toml` or behind `pip install`; `None` for none."""
    text = _COMMENT.sub("", text[:20_000]).strip()
    option = _OPTION.match(text)
    if option:
        flag, rest = option.group(1), option.group(2).strip().strip("\"'")
        if flag in ("-e", "--editable"):
            return _from_url(rest, line, editable=True)
        return Requirement("", "", line, False, False, include=rest, constraint=flag in ("-c", "--constraint"))
    if not text or text.startswith("-"):
        return None
    hashed = bool(_HASH.search(text))
    text = text.partition(" --")[0].strip()
    head = text.partition(" @ ")[0]
    if "://" in head or head.startswith((".", "/", "~")) or head.endswith(".whl"):
        return _from_url(text, line, hashed=hashed)
    named = _NAME.match(text)
    if not named:
        return None
    extras = tuple(each.strip() for each in (named.group(2) or "").split(",") if each.strip())
    rest, _, marker = named.group(3).partition(";")
    if rest.startswith("@"):
        url, marker = rest[1:].strip(), marker.strip()
        return _from_url(url, line, name=named.group(1), extras=extras, marker=marker, hashed=hashed)
    specifier = rest.strip().strip("()").replace(" ", "")
    if specifier and specifier[0] not in "=<>!~":
        return None
    return Requirement(
        name=normalised(named.group(1)),
        specifier=specifier,
        line=line,
        exact=specifier.startswith("==") and "*" not in specifier and "," not in specifier,
        hashed=hashed,
        extras=extras,
        marker=marker.strip(),
    )


def normalised(name: str) -> str:
    """A distribution's name in the one form that compares: `Scikit_Learn` is `scikit-learn`."""
    return _SEPARATORS.sub("-", name).lower()


def _from_url(
    url: str,
    line: int,
    *,
    name: str = "",
    extras: tuple[str, ...] = (),
    marker: str = "",
    hashed: bool = False,
    editable: bool = False,
) -> Requirement:
    bare = url.partition("#")[0].partition(";")[0].strip()
    wheel = bare.rpartition("/")[2].partition("-")[0] if bare.endswith(".whl") else ""
    egg = _EGG.search(url)
    name = name or (egg.group(1) if egg else wheel)
    revision = bare.rpartition("@")[2] if bare.startswith(("git+", "hg+")) and "@" in bare.partition("://")[2] else ""
    exact = bool(_REVISION.fullmatch(revision)) if revision else bool(wheel)
    return Requirement(normalised(name), "", line, exact, hashed or "sha256=" in url, extras, marker, bare, editable)


def _logical_lines(text: str) -> list[tuple[int, str]]:
    lines: list[tuple[int, str]] = []
    parts: list[str] = []
    start = 1
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not parts:
            start = number
        if line.endswith("\\"):
            parts.append(line[:-1])
            continue
        lines.append((start, " ".join([*parts, line])))
        parts = []
    if parts:
        lines.append((start, " ".join(parts)))
    return lines
