"""How a repository introduces itself: the opening of its README, its name and its package metadata.

Words are weak evidence, and used for one thing only: telling a template, an example or a library from a project.
Each phrase gives points; three decide. Lists of links to other repositories are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from rung.assess.regex import regex
from rung.assess.tree.base import Tree

_OPENING = 50_000
OPENING_LINES = 45
"""Lines of prose that count as the opening."""

_NAMES_TEMPLATE = regex(
    r"\b(template|starter|boilerplate|scaffold(?:ing)?|skeleton|accelerator|cookiecutter|quick-?start kit)s?\b", re.I
)
_NAMES_EXAMPLE = regex(
    r"\b(examples?|tutorials?|course|workshop|bootcamp|zoomcamp|samples?|book|hands?-?on\w*|lessons?|lectures?|exercises?|"
    r"get-started|getting-started|playground|cheat-?sheets?|notes)\b",
    re.I,
)
Phrases = tuple[tuple[int, re.Pattern[str]], ...]


def _phrases(*weighed: tuple[int, str]) -> Phrases:
    return tuple((points, regex(pattern, re.I)) for points, pattern in weighed)


_TEMPLATE = _phrases(
    (3, r"\bthis (?:\w+ )?(?:template|starter|boilerplate|accelerator)\b|\b(?:repository|repo|project) template\b"),
    (3, r"\buse this (?:repo(?:sitory)? as a )?template\b|\bas a template\b|^project name\b"),
    (3, r"\b(?:repo(?:sitory)?|project|solution|implementation|code ?base)\b[^.]{0,80}\bstarting point\b"),
    (2, r"\bstart(?:er|ing) (?:kit|pack|project|code)s?\b|\bproject structure for\b|\bproject template\b"),
    (2, r"\bbootstrap(?:ping)? (?:a |your |new )|\bstarting new (?:\w+ )?projects\b|\bsolution accelerator\b"),
    (1, r"\breference (?:implementation|architecture)\b|\b(?:easily|can be) (?:adapted|customi[sz]ed)\b"),
)
_EXAMPLE = _phrases(
    (
        3,
        r"(?<!\bhere )(?<!\bbelow )\b(?:this|is) (?:is )?an? (?:\w+[ -]){0,2}"
        r"(?:example|tutorial|course|workshop|sample|exercise|lesson)\b",
    ),
    (3, r"\bthis (?:tutorial|example|course|workshop|book|samples?)\b|\bin this book\b|\bmy (?:\w+ ){0,2}book\b"),
    (3, r"\bof this book\b"),
    (
        3,
        r"\b(?:solutions?|implementations?|answers|code|my) (?:(?:of|to|for|from|all|the|my) ){0,4}"
        r"(?:sessions|lectures|lessons|assignments|home-?works?|exercises|course-?work)\b(?:[^.]|\.\S){0,60}"
        r"\b(?:course|bootcamp|zoomcamp|workshop|nanodegree|specialization|syllabus|curriculum)\b",
    ),
    (2, r"\b(?:an|this) example (?:project|implementation|repository)\b|\bexample (?:code|notebooks|solutions?)\b"),
    (3, r"\bsamples? repository\b|\bcode (?:from|for|of|in|accompanying) (?:the|my|our) (?:\w+ ){0,3}book\b"),
    (3, r"\b(?:collection|gallery|set) of (?:\w+[ -]){0,4}(?:projects|examples|tutorials|notebooks|demos)\b"),
    (2, r"\bteach(?:es|ing)? (?:you|users|people)\b|\blearn(?:ing)? how to\b|\bstep[- ]by[- ]step\b|\bhands-on\b"),
    (2, r"\bcode base with best practices\b|\bdesigned to support your\b|\bauto-generated repository\b"),
    (1, r"\bblog post\b|\bwalk-?through\b|\bcourse\b|\btutorial\b|\blessons?\b|\bbest practices\b|\bas part of your\b"),
)
_LIBRARY = _phrases(
    (2, r"\b(?:library|framework|toolkit|toolbox|sdk)\b"),
    (2, r"\bpip install (?:--?\w+ )*(?!-r|-e|\.)[\w-]+|\binstall\.packages\(|\bconda install\b|\bpak::pak"),
    (1, r"\bpackage\b|\bapi reference\b|\bdocumentation\b"),
)
_PUBLISHED = regex(
    r"pypi\.(?:org|python\.org)/(?:project|p)/|badge\.fury\.io/py|shields\.io/pypi|anaconda\.org/|"
    r"cran\.r-project\.org|CRAN|r-universe|"
    r"pypi-publish|Development Status ::|Intended Audience ::|twine upload|(?:poetry|uv|hatch|flit) publish|R-CMD-check"
)
_ML = regex(r"\b(machine[- ]learning|ml|mlops|deep learning|data science|models?|neural|kedro)\b", re.I)
_LINKED = regex(r"!?\[([^\]]{0,300})\]\([^)]{0,500}\)|<[^>]{1,500}>|https?://\S+")
_ELSEWHERE = regex(
    r"(?<!!)\[(?!(?:this|use) )[^\[\]\n]{0,120}\]\(https?://(?:www\.)?(?:github|gitlab|bitbucket)\.\w+/([^)/\s]{1,80}/[^)/#?\s]{1,120})[^)\n]{0,200}\)"
)
_LIST_OF_LINKS = regex(r"^\s*[-*|]\s*\**\[")
_UNIT = regex(
    r"^[\s#>*|\[-]{0,12}(?:\d+\.\s)?\[?(session|lecture|lesson|assignment|home-?work|exercise)\s{0,3}#?(\d{1,2})\b",
    re.I | re.M,
)
"""A heading or an entry of a table of contents that is one unit of a course."""
_UNITS = 3
"""Units from which on a README follows a course; one or two may be where a thing was learnt."""


class Introduction(Struct, frozen=True):
    """Points for what a repository says of itself, with the words they came from."""

    template: int
    template_words: str
    example: int
    example_words: str
    library: int
    library_words: str
    published: bool
    about_ml: bool


def introduce(tree: Tree, docs: Sequence[str], ci: Sequence[str]) -> Introduction:
    """Read the opening of the root README, the project's name and its packaging."""
    home = re.escape(f"{tree.home}/") if tree.home else ""
    readme = next((path for path in docs if re.fullmatch(home + r"readme(\.\w+)?", path, re.I)), None)
    text = (tree.text(readme) or "") if readme else ""
    name = _name(tree)
    title, opening = _opening(_without_others(text[:_OPENING], name))
    heading = re.sub(r"[_/.-]+", " ", name) + " · " + title
    template, template_words = _points(_TEMPLATE, opening)
    example, example_words = _points(_EXAMPLE, opening)
    named = _NAMES_TEMPLATE.search(heading)
    if named:
        template, template_words = template + 3, [named.group(), *template_words]
    named = _NAMES_EXAMPLE.search(heading)
    if named:
        example, example_words = example + 3, [named.group(), *example_words]
    units = _units(text[:20_000])
    if len(units) >= _UNITS:
        example, example_words = example + 3, [units[0], *example_words]
    library, library_words = _points(_LIBRARY, text[:20_000])
    published = _published(tree, ci, text)
    return Introduction(
        template=template,
        template_words=_quote(template_words),
        example=example,
        example_words=_quote(example_words),
        library=library + (2 if published else 0),
        library_words=_quote(library_words),
        published=published,
        about_ml=bool(_ML.search(heading + " " + opening)),
    )


def _without_others(text: str, name: str) -> str:
    """The text without the names of other repositories: what it says of them it does not say of itself."""
    own = name.partition(" ")[0].removesuffix(".git").lower()
    return _ELSEWHERE.sub(lambda found: found[0] if own and found[1].lower().endswith(f"/{own}") else "", text)


def _opening(text: str) -> tuple[str, str]:
    """Title and the first lines of prose, without badges, code, addresses and lists of links."""
    title = ""
    kept: list[str] = []
    fenced = False
    for line in text.splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
            continue
        if fenced or _LIST_OF_LINKS.match(line):
            continue
        plain = _LINKED.sub(lambda match: match.group(1) or " ", line).strip(" #*_=-|>")
        if not plain or plain.lower().startswith(("build status", "badge")):
            continue
        if not title:
            title = plain
        kept.append(plain)
        if len(kept) >= OPENING_LINES:
            break
    return title, " ".join(kept)


def _name(tree: Tree) -> str:
    """Name of the repository, where the remote tells it, and of the MLproject."""
    name = (tree.remote or "").rstrip("/").rpartition("/")[2]
    project = tree.text("MLproject") if "MLproject" in tree else None
    match = re.search(r"^name:\s*(\S+)", project or "", re.M)
    return f"{name} {match.group(1)}" if match else name


def _points(phrases: Phrases, text: str) -> tuple[int, list[str]]:
    total, words = 0, []
    for points, pattern in phrases:
        match = pattern.search(text)
        if match:
            total += points
            words.append(match.group())
    return total, words


def _units(readme: str) -> list[str]:
    """The units of a course that the README goes through, where they are of one sort: `Session 4`, `Session 5`."""
    found: dict[str, dict[str, str]] = {}
    for match in _UNIT.finditer(readme):
        found.setdefault(match.group(1).lower(), {}).setdefault(match.group(2), " ".join(match.groups()))
    return max((list(each.values()) for each in found.values()), key=len, default=[])


def _quote(words: list[str]) -> str:
    return ", ".join(f"“{word.strip()}”" for word in words[:2])


def _published(tree: Tree, ci: Sequence[str], readme: str) -> bool:
    """Whether a package index gets this package."""
    packaged = any(path in tree for path in ("setup.py", "pyproject.toml", "setup.cfg", "DESCRIPTION"))
    if not packaged:
        return False
    if "DESCRIPTION" in tree and "NAMESPACE" in tree:
        return True
    told_in = [path for path in ("setup.py", "setup.cfg", "pyproject.toml", *ci) if path in tree]
    return bool(_PUBLISHED.search(readme)) or any(_PUBLISHED.search(tree.text(path) or "") for path in told_in)
