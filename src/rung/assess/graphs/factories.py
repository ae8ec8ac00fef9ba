"""Graphs that a function of the project makes for its callers: `weekly_dag(dag_id="prices", schedule="@daily", …)`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rung.assess.code.base import Site
from rung.assess.code.reach import Node
from rung.assess.graphs.base import Sources
from rung.assess.parse.python_facts import Name


def made_by_own(declared: Iterable[Site], sources: Sources) -> Iterator[Site]:
    """Calls of functions that declare a graph whose name they are given."""
    makers = {site.scope for site in declared if _is_given_its_name(site)}
    for maker in sorted(makers):
        last = maker[1].rpartition(".")[2]
        for site in sources.code.find(last, f"*.{last}"):
            if site.call.last == last and _means(site, maker, sources):
                yield site


def _is_given_its_name(site: Site) -> bool:
    """The name is a parameter of the function around; one with a type is known by its type."""
    function = site.module.functions.get(site.call.scope)
    label = site.call.kwargs.get("dag_id", site.call.args[0] if site.call.args else None)
    if function is None or not isinstance(label, Name):
        return False
    return any(label.dotted in (name, f"{kind}()") for name, kind in function.params)


def _means(site: Site, maker: Node, sources: Sources) -> bool:
    """The call is one of this function, in its own module or where it is imported."""
    if site.module.path == maker[0]:
        return site.call.name == maker[1] and site.call.scope != maker[1]
    name = site.module.imports.get(site.call.name, site.call.name)
    _, home, rest = sources.code.linker.follow(name, site.module.path)
    return (home, rest) == maker
