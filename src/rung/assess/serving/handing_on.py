"""Functions that hand a request on to a service of the same repository, as a gateway before it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rung.assess.code import Code, Site
from rung.assess.regex import regex

Scope = tuple[str, str]

_POSTS = (
    "requests.*post", "requests.*request", "httpx.*post", "httpx.*request", "aiohttp.*post", "aiohttp.*request",
    "urllib.request.Request", "urllib.request.urlopen", "urllib3.*request",
)  # fmt: skip
_ROUTE = regex(r"^/[\w/.-]*[A-Za-z][\w/.-]*$")
_ADDRESS = regex(r"^(?:https?://|\{\})")


def handing_on(code: Code, answering: Iterable[Scope]) -> Iterator[Scope]:
    """Functions that post to a route which one of `answering` has."""
    routes = {route for path, name in answering for route in _routes(code, path, name)}
    for site in code.find(*_POSTS) if routes else ():
        if not site.module.notebook and any(text.endswith(route) for text in _addresses(site) for route in routes):
            yield site.scope


def _routes(code: Code, path: str, name: str) -> Iterator[str]:
    function = code.modules[path].functions.get(name)
    for decorator in function.decorators if function else ():
        route = decorator.args[0] if decorator.args else decorator.kwargs.get("path")
        if isinstance(route, str) and _ROUTE.match(route):
            yield route


def _addresses(site: Site) -> Iterator[str]:
    """What the call is told, or what stands in its function or at the top of its module."""
    given = [each for each in (*site.call.args, *site.call.kwargs.values()) if isinstance(each, str)]
    yield from (each for each in given if each.startswith("/"))
    functions = site.module.functions
    own = functions.get(site.call.scope)
    for text, line in site.module.strings:
        if not _ADDRESS.match(text):
            continue
        around = [each for each in functions.values() if each.line <= line <= each.end_line]
        if not around or own in around:
            yield text
