"""Steps that judge a model whatever they are called: their function measures predictions."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.code.base import Site, place_in
from rung.assess.code.vocabulary import MEASURING
from rung.assess.graphs.base import Role, Sources, Step
from rung.assess.parse.python_facts import Call, Name
from rung.assess.regex import regex

_OF_TRAINING = regex(r"(?<![a-z])train")
"""Names of rows that the model has seen: measuring on them judges nothing."""
_SPLITS = frozenset({"cross_val_score", "cross_validate"})


def judging(calls: list[Call], path: str, sources: Sources) -> Iterator[Step]:
    """A step for each function that these calls run or hand on and that measures rows which are not training's."""
    scopes = {scope for scope in (_scope(name, path, sources) for name in _named(calls)) if scope}
    if not scopes:
        return
    for site in sources.code.find(*MEASURING):
        if site.scope in scopes and site.call.last not in _SPLITS and _unseen(site):
            name = site.call.scope.rpartition(".")[2]
            yield Step(name, place_in(site.module, site.call.line), Role.EVALUATE, f"{site.module.path}::{name}")


def _named(calls: list[Call]) -> Iterator[str]:
    for call in calls:
        yield call.name
        yield call.name.rpartition(".")[0]  # `measure.submit(…)`
        yield from (each.dotted for each in (*call.args, *call.kwargs.values()) if isinstance(each, Name))


def _scope(name: str, path: str, sources: Sources) -> tuple[str, str] | None:
    """Path and name of the function of this tree that a name means in a module."""
    module = sources.code.modules[path]
    if name in module.functions:
        return path, name
    _, home, rest = sources.code.linker.follow(module.imports.get(name, name), path)
    return (home, rest) if home and rest in sources.code.modules[home].functions else None


def _unseen(site: Site) -> bool:
    rows = [each.dotted for each in site.call.args if isinstance(each, Name)]
    return not any(_OF_TRAINING.search(each) for each in rows)
