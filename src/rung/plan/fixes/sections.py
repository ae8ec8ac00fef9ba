"""Lines that are added to a person's file, between lines that say who wrote them."""

from __future__ import annotations

from rung.assess.tree import Tree
from rung.plan.fixes.base import Edit
from rung.plan.fixes.known import written


def page(tree: Tree, path: str, title: str, name: str, body: str) -> Edit:
    """A section of a Markdown page: a new page, or added at the end of the one that is there; once."""
    before = written(tree, path)
    begin, end = f"<!-- rung apply {name}: yours to change from here -->", f"<!-- rung apply {name}: to here -->"
    if before is not None and begin in before:
        return Edit(path, before, before)
    section = f"{begin}\n{body.strip()}\n{end}\n"
    if before is None:
        return Edit(path, None, f"# {title}\n\n{section}")
    return Edit(path, before, _behind(before, section), adds=True)


def target(tree: Tree, path: str, name: str, goal: str, recipe: str) -> Edit:
    """A target at the end of a Makefile that has none of that name yet."""
    before = written(tree, path) or ""
    section = f"# rung apply {name}\n.PHONY: {goal}\n{goal}:\n\t{recipe}\n"
    return Edit(path, before, _behind(before, section), adds=True)


def lines(tree: Tree, path: str, name: str, wanted: list[str]) -> Edit:
    """Lines of a file in which `#` starts a comment, added at its end unless they stand there already."""
    before = written(tree, path)
    there = {each.strip() for each in (before or "").splitlines()}
    missing = [each for each in wanted if each.strip() not in there]
    if not missing:
        return Edit(path, before, before or "")
    section = "\n".join([f"# rung apply {name}", *missing]) + "\n"
    if before is None:
        return Edit(path, None, section)
    return Edit(path, before, _behind(before, section), adds=True)


def _behind(before: str, section: str) -> str:
    """The text with a section behind it, with its own ends of lines."""
    newline = "\r\n" if "\r\n" in before else "\n"
    start = before if before.endswith("\n") or not before else before + newline
    gap = newline if start.strip() else ""
    return start + gap + section.replace("\n", newline)
