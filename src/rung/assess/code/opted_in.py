"""Classes that are made only where a variable of the environment asks for them, and that are by default not asked.

`Store() if os.getenv("AUDIT_STORE", "memory") == "postgres" else None` keeps nothing where nobody sets the variable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rung.assess.code.base import Code, Site
from rung.assess.code.reach import Node, Reach
from rung.assess.invocation import By
from rung.assess.parse.python_facts import Module, Name, Value
from rung.assess.regex import regex
from rung.assess.tree.base import Tree

_OFF = regex(r"^(?:(?:in[-_ ]?)?memory|none|noop|null|off|false|no|0|disabled?|dummy|fake|stdout|console)?$", re.I)
_SETTING = (
    "Dockerfile*", "*.Dockerfile", "*.env", ".env*", "*.env.*", "*.yml", "*.yaml", "*.sh", "Makefile", "*.mk",
    "justfile", "*.tf", "*.tfvars", "*.toml", "*.json", "*.service", "*.cfg", "*.ini", "Procfile",
)  # fmt: skip
"""Files that can set a variable for a program."""
_MOST = 200_000


def opted_in(tree: Tree, code: Code, reach: Reach) -> Mapping[Node, str]:
    """By class: the variable that nothing in the tree sets, without which nobody makes it."""
    found: dict[Node, str] = {}
    for site in code.find("os.getenv", "os.environ.get"):
        variable = _variable(site)
        if not variable or site.module.notebook or reach.from_module(site.module.path) == By.TEST:
            continue
        makers = {site.scope, *reach.callers.get(site.scope, ())} - {(site.module.path, "")}
        classes = [each for each in _made(code, makers) if _makers(reach, each) <= makers]
        if classes and not _is_set(tree, variable):
            found.update(dict.fromkeys(classes, variable))
    return found


def _variable(site: Site) -> str:
    """What is looked up with a default that means nothing or memory; empty otherwise."""
    given = [_constant(site.module, each) for each in (*site.call.args, site.call.kwargs.get("default"))]
    name, default = (*given, None, None)[:2]
    return name if isinstance(name, str) and isinstance(default, str) and _OFF.match(default) else ""


def _constant(module: Module, value: Value | None) -> Value | None:
    if not isinstance(value, Name):
        return value
    return next((each.value for each in module.assigns if each.name == value.dotted and not each.scope), None)


def _made(code: Code, makers: set[Node]) -> list[Node]:
    """Classes of the project that one of these functions makes."""
    names = {call.last for path, scope in makers for call in code.modules[path].calls if call.scope == scope}
    return [(path, name) for path, module in code.modules.items() for name in module.classes if name in names]


def _makers(reach: Reach, node: Node) -> set[Node]:
    """Who makes a class, besides itself and tests."""
    others = (each for each in reach.callers.get(node, ()) if each[1].partition(".")[0] != node[1])
    return {each for each in others if reach.by(*each) != By.TEST}


def _is_set(tree: Tree, variable: str) -> bool:
    word = re.compile(rf"\b{re.escape(variable)}\b")
    small = (path for path in tree.glob(*_SETTING) if (tree.entries[path].size or 0) <= _MOST)
    return any(word.search(tree.text(path) or "") for path in small)
