"""What happens when the model, its features or a service behind it fails."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.code.base import place_in
from rung.assess.collectors.serving import Serving
from rung.assess.parse.python_facts import CONDITIONAL, SWALLOWED, Module
from rung.assess.signs import ForNames
from rung.domain import Place

_BREAKERS = (
    "pybreaker.*", "circuitbreaker.*", "aiobreaker.*", "tenacity.*", "backoff.*", "stamina.*", "asyncio.wait_for",
    "async_timeout.*", "func_timeout.*",
)  # fmt: skip
_FLAG = ForNames(
    r"^(?:is_|was_|used_|from_|served_by_)?(?:fall_?back|degraded|abstain(?:ed)?|default_used)(?:_used|_mode|_reason|_served)?$",
    re.I,
    "back",
    "degraded",
    "abstain",
    "default",
)
"""A field of the answer. An option named `fallback_action` that a rule weighs is none."""
_SUBSTITUTE = ForNames(
    r"(?:fall_?back|default|degraded|backup|emergency)_?(?:predict|answer|scor|respon|model|recommend|rule|result|forecast)"
    r"|(?:predict|scor|answer|respon|recommend|forecast|infer)\w{0,60}_?fall_?back|last_good|^_?fall_?back$|abstain",
    re.I,
    "back",
    "default",
    "degraded",
    "backup",
    "emergency",
    "last_good",
    "abstain",
)
"""A function that answers instead of the model."""
_NEAR = 60


class Fallbacks(Struct, frozen=True):
    """Second answers in the serving path."""

    flagged: tuple[Place, ...]
    """The caller can tell that the answer is a substitute."""
    silent: tuple[Place, ...]
    """A substitute that looks like a real answer."""
    guards: tuple[Place, ...]
    """Time-outs, retries and circuit breakers."""


class FallbacksCollector(Collector):
    """Looks only into what answering a request runs."""

    def collect(self, code: Code, reach: Reach, serving: Serving) -> Fallbacks:
        """A field that names the substitute, or a function that gives it, where something can fail."""
        scopes = serving.scopes
        if not scopes:
            return Fallbacks((), (), ())

        def serves(module: Module, scope: str) -> bool:
            return bool(reach.upstream((module.path, scope), _NEAR) & scopes)

        modules = list(code.python())
        flagged = [
            place_in(module, line)
            for module in modules
            for line, scope in _flags(module)
            if _fails(module, scope) and serves(module, scope)
        ]
        silent = [
            place_in(module, function.line)
            for module in modules
            for function in module.functions.values()
            if _SUBSTITUTE.search(function.name.rpartition(".")[2]) and serves(module, function.name)
        ]
        guards = [
            site.place
            for site in code.find(*_BREAKERS)
            if serves(site.module, site.call.scope) or (site.module.path, site.call.target) in scopes
        ]
        return Fallbacks(tuple(flagged), tuple(silent), tuple(guards))


def _flags(module: Module) -> Iterator[tuple[int, str]]:
    """Lines and scopes where a record or an answer is made that has a flag."""
    for keys in module.dicts:
        if any(_FLAG.search(name) for name in keys.names):
            yield keys.line, keys.scope
    for call in module.calls:
        if any(_FLAG.search(name) and value is not False for name, value in call.kwargs.items()):
            yield call.line, call.scope


def _fails(module: Module, scope: str) -> bool:
    """Something in the function can fail without ending it, or the function itself is the substitute."""
    if _SUBSTITUTE.search(scope.rpartition(".")[2]):
        return True
    return any(call.scope == scope and call.flags & (SWALLOWED | CONDITIONAL) for call in module.calls) or any(
        branch.scope == scope for branch in module.branches
    )
