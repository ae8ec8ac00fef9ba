"""What the README and the guides tell people to type exists."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from house.source import ROOT, name
from rung.cli import app

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
RUNG = re.compile(r"(?:^\$ |^\s*- (?:run: )?|`|uvx |pipx run )rung ((?:[a-z][a-z-]*)(?: [^`#\n|>]*)?)", re.MULTILINE)
MAKE = re.compile(r"(?:^\$ |run: |`)make ([a-z-]+)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def written(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Page and first group of every match."""
    return [
        (name(page), found.strip())
        for page in PAGES
        # The reference speaks of the reader's own Makefile.
        if "reference" not in page.parts or pattern is not MAKE
        for found in dict.fromkeys(pattern.findall(page.read_text(encoding="utf-8")))
    ]


@pytest.mark.parametrize(("page", "words"), written(RUNG), ids=str)
def test_a_command_exists_with_its_options(page: str, words: str) -> None:
    command, rest = typer.main.get_command(app), words.split()
    while hasattr(command, "commands") and rest:
        verb, *rest = rest
        assert verb in command.commands, f"{page} says `rung {words}`, and there is no verb {verb}"
        command = command.commands[verb]
    known = {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
    unknown = {word.partition("=")[0] for word in rest if word.startswith("-")} - known - {"--help"}
    assert not unknown, f"{page} says `rung {words}`, and it does not know {unknown}"


def every_command(root: Any) -> Iterator[Any]:
    """The command and everything below it."""
    yield root
    for each in getattr(root, "commands", {}).values():
        yield from every_command(each)


def test_every_option_says_what_it_does() -> None:
    root = typer.main.get_command(app)
    silent = [
        f"rung {verb.name} {'/'.join(each.opts)}"
        for verb in every_command(root)
        for each in verb.params
        if not getattr(each, "help", None)
    ]
    assert not silent, f"without help nobody finds what they do: {silent}"


@pytest.mark.parametrize(("page", "target"), written(MAKE), ids=str)
def test_a_make_target_exists(page: str, target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE), (
        f"{page} says `make {target}`, and there is no such target"
    )


@pytest.mark.parametrize(("page", "link"), written(LINK), ids=str)
def test_a_link_leads_somewhere(page: str, link: str) -> None:
    target = (ROOT / page).parent / link
    generated = Path("docs/reference") in target.resolve().relative_to(ROOT).parents
    assert target.exists() or generated, f"{page} links to {link}, which does not exist"


def test_the_shell_scripts_parse() -> None:
    for script in (*(ROOT / "scripts").glob("*.sh"), ROOT / ".ci" / "run"):
        shell = "sh" if script.read_text().startswith("#!/bin/sh") else "bash"
        done = subprocess.run([shell, "-n", str(script)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{name(script)}: {done.stderr}"
