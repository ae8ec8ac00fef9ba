"""What happens when the model, its features or a service behind it fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.code.base import place_in
from rung.assess.collectors.serving import Serving
from rung.domain import Place

_BREAKERS = (
    "pybreaker.*",
    "circuitbreaker.*",
    "aiobreaker.*",
    "tenacity.*",
    "backoff.*",
    "stamina.*",
    "asyncio.wait_for",
    "async_timeout.*",
    "func_timeout.*",
)
_WORD = re.compile(r"fall_?back|degrad|default_(?:prediction|answer|score|response)|last_good|abstain", re.I)


@dataclass(frozen=True, slots=True)
class Fallbacks:
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
        """Names of functions and of fields in the answer tell a fallback."""
        scopes = {each.scope for each in serving.endpoints if each.predicts}
        flagged = [Place(path, line) for path, line in _flags(code, reach, scopes)]
        silent = [
            place_in(module, function.line)
            for module in code.modules.values()
            for function in module.functions.values()
            if _WORD.search(function.name) and reach.upstream((module.path, function.name), 60) & scopes
        ]
        guards = [
            site.place
            for site in code.find(*_BREAKERS)
            if reach.upstream(site.scope, 60) & scopes or (site.module.path, site.call.target) in scopes
        ]
        return Fallbacks(tuple(flagged), tuple(silent), tuple(guards))


def _flags(code: Code, reach: Reach, scopes: set[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    for module in code.modules.values():
        for keys in module.dicts:
            if (
                any(_WORD.search(name) for name in keys.names)
                and reach.upstream((module.path, keys.scope), 60) & scopes
            ):
                yield module.path, keys.line
        for call in module.calls:
            if any(_WORD.search(key) for key in call.kwargs) and reach.upstream((module.path, call.scope), 60) & scopes:
                yield module.path, call.line
