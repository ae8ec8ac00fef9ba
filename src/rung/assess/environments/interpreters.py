"""Installations that cannot work: a version of a package that needs a newer Python than the image has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rung.assess.environments.base import BaseImage, Install
from rung.assess.parse import requirements
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place

Version = tuple[int, ...]
_IMAGE = regex(r"(?:^|/)python:(3)\.(\d{1,2})(?![\d.]*[a-z]\d)")
_NEEDS: dict[str, tuple[tuple[Version, Version], ...]] = {
    "numpy": (((1, 20), (3, 7)), ((1, 22), (3, 8)), ((1, 25), (3, 9)), ((2, 1), (3, 10)), ((2, 3), (3, 11))),
    "pandas": (((1, 2), (3, 7)), ((1, 4), (3, 8)), ((2, 1), (3, 9))),
    "scikit-learn": (((1, 0), (3, 7)), ((1, 1), (3, 8)), ((1, 4), (3, 9)), ((1, 7), (3, 10))),
    "scipy": (((1, 6), (3, 7)), ((1, 8), (3, 8)), ((1, 11), (3, 9)), ((1, 14), (3, 10)), ((1, 16), (3, 11))),
    "tensorflow": (((2, 8), (3, 7)), ((2, 12), (3, 8)), ((2, 14), (3, 9))),
    "torch": (((2, 0), (3, 8)), ((2, 5), (3, 9))),
    "mlflow": (((2, 0), (3, 8)),),
}
"""From which version on a package says that it needs which Python; what its makers published, and no guess."""


def impossible(tree: Tree, installs: Iterable[Install], bases: Iterable[BaseImage]) -> Iterator[tuple[str, Place]]:
    """What cannot be installed, and the step that would."""
    interpreters = _interpreters(bases)
    for install in installs:
        have = interpreters.get(install.image)
        for path in install.files if have else ():
            said = _too_new(tree.text(path) or "", have) if path.endswith(".txt") else ""
            if said and have:
                yield f"{path} names {said}, and the image has {'.'.join(map(str, have))}", install.place


def _interpreters(bases: Iterable[BaseImage]) -> dict[str, Version]:
    """The Python of each Dockerfile whose stages agree on one."""
    found: dict[str, set[Version]] = {}
    for base in bases:
        match = _IMAGE.search(base.image)
        found.setdefault(base.place.path, set()).add((int(match[1]), int(match[2])) if match else ())
    return {path: next(iter(versions)) for path, versions in found.items() if len(versions) == 1 and () not in versions}


def _too_new(text: str, have: Version | None) -> str:
    for each in requirements.read(text):
        version = _numbers(each.specifier) if each.exact else ()
        needed = [python for since, python in _NEEDS.get(each.name, ()) if version >= since]
        if have and needed and max(needed) > have:
            return (
                f"{each.name} {each.specifier.removeprefix('==')}, which needs Python {'.'.join(map(str, max(needed)))}"
            )
    return ""


def _numbers(specifier: str) -> Version:
    found = _RELEASE.match(specifier)
    return tuple(int(part) for part in found[1].split(".")[:3]) if found else ()


_RELEASE = regex(r"==\s*(\d{1,6}(?:\.\d{1,6}){0,4})")
