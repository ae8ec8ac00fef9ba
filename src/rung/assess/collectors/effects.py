"""Records that hold the metric of a model and its effect on people or business side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.files import Files
from rung.assess.invocation import RUNNABLE
from rung.assess.regex import regex
from rung.assess.signs import ForNames
from rung.assess.tree.base import Tree
from rung.domain import Place

_OFFLINE = ForNames(
    r"offline|(?:^|[_ ])(?:val|test|holdout)_?(?:auc|f1|rmse|mae|ndcg|accuracy|score|metric)"
    r"|(?:^|[_ ])(?:auc|f1|rmse|ndcg)(?:$|[_ ])",
    re.I,
)
_ONLINE = ForNames(
    r"online|(?:ab_?test|experiment)_?(?:lift|effect|uplift|delta|result)"
    r"|(?:conversion|revenue|retention|ctr|churn)_?(?:lift|effect|uplift|delta|change)"
    r"|kpi_?(?:delta|effect|change)|business_(?:effect|metric|outcome)",
    re.I,
)
_NOT_EFFECTS = ForNames(
    r"online_?(?:store|serving|feature|endpoint|learning|deployment|api|users?|inference)|offline_?(?:store|feature)",
    re.I,
)
_NAMED = regex(r"offline|online|experiment|ab[-_]?test|release|impact|effect|launch", re.I)
_MOST = 200_000
PAIRS = 3
"""So many pairs show a relation."""


class Effects(Struct, frozen=True):
    """Where both numbers stand together."""

    recorded: tuple[Place, ...] = ()
    """Code that something starts and that writes both into one record."""
    tables: tuple[tuple[Place, int], ...] = ()
    """Committed tables with a column for each, and how many rows they have."""


class EffectsCollector(Collector):
    """Looks for both names in one record or in one table header."""

    def collect(self, tree: Tree, files: Files, code: Code, reach: Reach) -> Effects:
        """Feature stores are called online and offline too; they are left out."""
        recorded = [
            Place(module.path, keys.line)
            for module in code.python()
            if not files.aside(module.path) and reach.from_module(module.path) & RUNNABLE
            for keys in module.dicts
            if _pair(keys.names) and reach.by(module.path, keys.scope) & RUNNABLE
        ]
        return Effects(tuple(recorded), tuple(_tables(tree, files)))


def _pair(names: tuple[str, ...] | list[str]) -> bool:
    """One of the names is an offline metric and another one an online effect."""
    plain = [name for name in names if not _NOT_EFFECTS.search(name)]
    online = {name for name in plain if _ONLINE.search(name)}
    return bool(online) and any(_OFFLINE.search(name) for name in plain if name not in online)


def _tables(tree: Tree, files: Files) -> Iterator[tuple[Place, int]]:
    for path in tree.glob("*.csv", "*.md"):
        if not _NAMED.search(path) or files.excluded(path) or (tree.entries[path].size or 0) > _MOST:
            continue
        lines = (tree.text(path) or "").splitlines()
        if path.endswith(".csv"):
            if lines and _pair(lines[0].replace('"', "").split(",")):
                yield Place(path, 1), sum(bool(re.search(r"\d", line)) for line in lines[1:])
            continue
        for number, line in enumerate(lines):
            if line.startswith("|") and _pair([cell.strip() for cell in line.split("|")]):
                rows = [each for each in _following(lines, number + 2) if re.search(r"\d", each)]
                yield Place(path, number + 1), len(rows)


def _following(lines: list[str], start: int) -> Iterator[str]:
    """The rows of a Markdown table from there on."""
    for line in lines[start:]:
        if not line.startswith("|"):
            return
        yield line
