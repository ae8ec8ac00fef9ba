"""Routes of a web framework that offer metrics as text, and whether a scraper can read what they send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from rung.assess.code.base import place_in
from rung.assess.parse.python_facts import Call, Function, Module
from rung.assess.regex import regex
from rung.domain import Place

_ROUTE = regex(
    r"(?:^|\.)(?:FastAPI|APIRouter|Flask|Blueprint|Starlette|Litestar|Quart|Sanic|Bottle)\(\)\.(?:get|route|api_route)$"
)
_JSON = regex(r"^fastapi\.")
"""Frameworks that send as JSON what a route gives back."""
_EXPOSITION = regex(r"^# (?:TYPE|HELP) \w")
_RESPONSE = regex(r"Response$|^make_response$")


class Exposed(Struct, frozen=True):
    """One such route."""

    place: Place
    own: bool
    """The text is put together by hand."""
    readable: bool
    """Not sent as a JSON string, which Prometheus refuses."""


def exposed(modules: Iterable[Module]) -> Iterator[Exposed]:
    """The routes of these modules that answer with metrics."""
    for module in modules:
        for function in module.functions.values():
            route = next((each for each in function.decorators if _ROUTE.search(each.name)), None)
            if route is None:
                continue
            calls = [each for each in module.calls if each.scope == function.name]
            own = _by_hand(module, function)
            if own or any(each.last == "generate_latest" for each in calls):
                yield Exposed(place_in(module, function.line), own, _readable(route, calls))


def _by_hand(module: Module, function: Function) -> bool:
    return any(function.line <= line <= function.end_line and _EXPOSITION.match(text) for text, line in module.strings)


def _readable(route: Call, calls: list[Call]) -> bool:
    if not _JSON.match(route.name) or "response_class" in route.kwargs:
        return True
    return any(_RESPONSE.search(each.last) for each in calls)
