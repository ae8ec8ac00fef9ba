"""Test files that stop at their imports: they ask a module of this tree for something that is not in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from rung.assess.code import Code
from rung.assess.regex import regex
from rung.assess.tree.base import Tree

_FROM = regex(r"(?m)^from[ \t]+([A-Za-z_][\w.]*)[ \t]+import[ \t]+(\([^()]*\)|[^\n()]+)")
"""Imports at the left margin: what stands deeper may be guarded, or wait until a test runs."""
_REMARK = regex(r"#[^\n]*")
_NAME = regex(r"[A-Za-z_]\w*\Z")
_ANYTHING = ("__getattr__", "globals()", "import *", "vars()", "exec(", "sys.modules")
"""What can give a module names that do not stand in it."""


def stopped(paths: Iterable[str], tree: Tree, code: Code) -> Mapping[str, str]:
    """Test file → what it asks for in vain; a `conftest.py` that stops takes the files below its folder with it."""
    found = {path: why for path in paths if (why := _missing(path, tree, code))}
    for path in tree.glob("conftest.py"):
        why = _missing(path, tree, code)
        if why:
            folder = path.removesuffix("conftest.py")
            found.update({each: why for each in paths if each.startswith(folder)})
    return found


def _missing(path: str, tree: Tree, code: Code) -> str:
    text = tree.text(path) or ""
    for dotted, listed in _FROM.findall(text) if "import" in text else ():
        home = code.linker.module_of(dotted, path)
        source = tree.text(home) if home else None
        if home is None or source is None or any(each in source for each in _ANYTHING):
            continue
        for name in _names(listed):
            if not _holds(home, source, name, tree):
                return f"{path} imports {name}, which {home} does not have"
    return ""


def _names(listed: str) -> Iterator[str]:
    for part in _REMARK.sub("", listed).strip("()").split(","):
        name = part.strip().partition(" ")[0]
        if _NAME.match(name):
            yield name


def _holds(home: str, source: str, name: str, tree: Tree) -> bool:
    """Whether the name stands anywhere in the module but behind a dot, or is a module of the package."""
    if re.search(rf"(?<![.\w]){name}\b", source):
        return True
    folder = home.removesuffix("__init__.py")
    if folder == home:
        return False
    return any(each.startswith((f"{folder}{name}.", f"{folder}{name}/")) for each in tree.entries)
