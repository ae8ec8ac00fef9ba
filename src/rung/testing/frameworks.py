"""What every mapped framework keeps to."""

from __future__ import annotations

from collections.abc import Collection

from rung.assess.frameworks import Criterion, Framework
from rung.testing.rules import KEBAB, check_documented, rule

_PROMISES = ("complies", "compliant", "compliance with", "fulfils", "certified")
"""Words of a verdict that only a person can give."""


def check_framework(plugin: type[Framework], practices: Collection[str]) -> None:
    """Check one framework: its name, its criteria, and that the practices it names are on the ladder.

    Parameters
    ----------
    practices
        Ids of every practice.

    Raises
    ------
    AssertionError
        Names the first rule that is broken.
    """
    check_documented(plugin)
    rule(KEBAB.match(plugin.id), plugin, f"the id {plugin.id!r} is not in kebab case")
    module = plugin.__module__.rpartition(".")[2]
    rule(module == plugin.id.replace("-", "_"), plugin, f"the file is {module}.py, and the id is {plugin.id}")
    rule(plugin.source.startswith("https://"), plugin, "its source is no address")
    rule(plugin.title and plugin.version and plugin.caveat, plugin, "title, version and caveat are needed")
    criteria = plugin.criteria()
    ids = [each.id for each in criteria]
    rule(len(ids) == len(set(ids)), plugin, "two criteria have one id")
    for each in criteria:
        _check_criterion(each, plugin, practices)


def _check_criterion(criterion: Criterion, plugin: type, practices: Collection[str]) -> None:
    strangers = [each for each in criterion.practices if each not in practices]
    rule(not strangers, plugin, f"{criterion.id} names {', '.join(strangers)}, which the ladder does not have")
    twice = len(criterion.practices) != len(set(criterion.practices))
    rule(not twice, plugin, f"{criterion.id} names a practice twice")
    rule(
        criterion.practices or criterion.beyond,
        plugin,
        f"{criterion.id} says neither what supports it nor what is beyond",
    )
    text = f"{criterion.asks} {criterion.beyond}".lower()
    rule(not any(word in text for word in _PROMISES), plugin, f"{criterion.id} promises what only a person can say")
