"""Services that a program starts by name: `uvicorn.run("shop.api:app")`, or a server as a program of its own."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.code.base import Code
from rung.assess.code.reach import CallGraph
from rung.assess.code.scripts_named import STARTS
from rung.assess.parse.python_facts import Call, Items
from rung.assess.regex import regex

SERVING = ("uvicorn.run", "uvicorn.Config", "granian.*", "hypercorn.*", "daphne.*")
"""Calls that are told which application to serve."""
_PROGRAMS = frozenset({"uvicorn", "gunicorn", "hypercorn", "daphne", "granian", "waitress-serve"})
_APPLICATION = regex(r"^[A-Za-z_][\w.]{0,200}:[A-Za-z_]\w{0,100}(?:\(\))?$")


def follow_servers(code: Code, graph: CallGraph) -> None:
    """Add an edge from every scope that starts a server to the application that it serves."""
    for site in code.find(*SERVING):
        for name in _applications((*site.call.args, *site.call.kwargs.values())):
            graph.connect(site.scope, name)
    for site in code.ending(STARTS.search):
        if site.module.language == "python" and not site.module.notebook:
            for name in _of_program(site.call):
                graph.connect(site.scope, name)


def _of_program(call: Call) -> Iterator[str]:
    """The application of a list of words such as `["gunicorn", "shop.api:app"]`."""
    for value in (*call.args, *call.kwargs.values()):
        if isinstance(value, Items) and not _PROGRAMS.isdisjoint(
            each for each in value.values if isinstance(each, str)
        ):
            yield from _applications(value.values)


def _applications(values: tuple[object, ...]) -> Iterator[str]:
    """`shop.api.app` for the first `shop.api:app`."""
    for value in values:
        if isinstance(value, str) and _APPLICATION.match(value):
            yield value.removesuffix("()").replace(":", ".")
            return
