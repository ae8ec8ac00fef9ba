"""What a line of a CODEOWNERS file is about."""

from __future__ import annotations

import pytest

from rung.assess.documents.globs import covers


@pytest.mark.parametrize(
    ("pattern", "path", "about"),
    [
        ("*", "src/train.py", True),
        ("*.py", "src/train.py", True),
        ("*.py", "src/train.pyc", False),
        ("/docs/", "docs/a/b.md", True),
        ("docs/", "src/docs/b.md", True),
        ("/docs/*", "docs/a.md", True),
        ("/docs/*", "docs/a/b.md", False),
        ("src/**/test_?.py", "src/a/b/test_1.py", True),
        ("src/**/test_?.py", "src/a/b/test_12.py", False),
        ("src/*/train.py", "src/a/b/train.py", False),
        ("a*b*c", "x/aXbYc/file", True),
        ("a*b*c", "aX/bYc", False),
    ],
)
def test_as_gitignore_does(pattern: str, path: str, about: bool) -> None:
    assert covers(pattern, path) is about


@pytest.mark.parametrize("stars", ["*a", "**a", "?*"])
def test_many_stars_take_no_longer_than_many_letters(stars: str) -> None:
    assert not covers(stars * 500, "a" * 400 + "b")
