"""What stands around a computation: the words, the writes and the limits of the functions that lead to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from rung.assess.code import Code, Reach
from rung.assess.graphs.base import Graph
from rung.assess.invocation import By
from rung.assess.parse.python_facts import Module, Name
from rung.assess.regex import regex

Node = tuple[str, str]

_MOST = 12
_TOP = ("", "__main__")
_DEMO = regex(r"demo|simulat|generate_|fake|synthetic|seed_|inject", re.I)
_TEST = regex(r"(^|/)(tests?/|test_[^/]*$|conftest)")
_DOTTED = regex(r"[A-Za-z_]\w*(?:\.\w+)+$")
_QUERY = regex(
    r"\b(?:select|from|join|insert|update)\b.{0,2000}\b(?:from|join|into|where|set|on)\b|^[^\S\n]*+select\b",
    re.I | re.S,
)
_LIMIT = regex(r"thresh|limit|alpha|p_?val|psi|drift|tolerance|max_|min_|cutoff|degrad|below|above|sla", re.I)
STORING = (
    "*.to_parquet", "*.to_csv", "*.to_sql", "*.to_gbq", "*.saveAsTable", "*.save_html", "*.save_json", "*.save",
    "json.dump", "*.dump",
    "*.log_metric", "*.log_metrics", "*.log_artifact*", "*.log_dict", "*.insert*", "*.execute", "*.executemany",
    "*.put_object",
    "*.upload_*", "*.put_metric_data", "*.push_to_gateway", "*.add_run", "*.add_snapshot", "*.write", "*.write_text",
    "*.writerow",
    "*.write_parquet", "*.create_time_series", "*.to_json", "*.commit", "write.csv", "write_csv", "saveRDS",
    "*.pin_write", "vetiver_pin_metrics",
)  # fmt: skip
EXPORTING = (
    "*.put_metric_data",
    "*.push_to_gateway",
    "*.create_time_series",
    "prometheus_client.Gauge().*set",
    "*.gauge",
    "*Gauge().set",
)
STARTING = (
    "prefect.deployments.run_deployment", "*.run_deployment", "*.trigger_dag*", "*TriggerDagRunOperator",
    "*.create_workflow_dispatch",
    "*.start_pipeline_execution", "*.repository_dispatch", "*.submit_run", "*.run_now", "*.start_execution",
    "*.create_run_from_*",
)  # fmt: skip


class Near(Struct):
    """The functions around one computation, in the order from near to far."""

    nodes: list[Node]
    """With those that lead to it and, in its own module, those beside it that something reaches."""
    entries: frozenset[str]
    """Paths of the files in which the way to it begins."""
    text: str
    core: str = ""
    """The words of the function itself and of those that call it, two steps up."""
    modules: list[Module] = field(default_factory=list)

    @property
    def demo(self) -> bool:
        """Only demonstrations and generators lead to it."""
        return bool(self.entries) and all(_DEMO.search(path.rpartition("/")[2]) for path in self.entries)

    @property
    def paths(self) -> frozenset[str]:
        """The files of the functions."""
        return frozenset(path for path, _ in self.nodes)


class Surroundings(Struct):
    """Answers what stands around a call; built once."""

    code: Code
    reach: Reach
    scheduled: frozenset[str]
    """Files that a live schedule starts."""
    _stores: set[Node] = field(default_factory=set)
    _exports: set[Node] = field(default_factory=set)
    _starts: set[Node] = field(default_factory=set)
    _known: dict[Node, Near] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._stores = self.users({site.scope for site in self.code.find(*STORING)})
        self._exports = self.users(self.users({site.scope for site in self.code.find(*EXPORTING)}))
        self._starts = {site.scope for site in self.code.find(*STARTING)}

    def users(self, nodes: set[Node]) -> set[Node]:
        """The functions and those that call them; the top level of a file calls too much to say anything."""
        callers = {each for node in nodes if node[1] not in _TOP for each in self.reach.callers.get(node, ())}
        return nodes | {each for each in callers if each[1] not in _TOP}

    def near(self, node: Node) -> Near:
        """The functions around a function."""
        if node not in self._known:
            self._known[node] = self._look(node)
        return self._known[node]

    def _look(self, node: Node) -> Near:
        from_notebook = self.code.modules[node[0]].notebook
        up = [
            each
            for each in self.reach.upstream(node, 200)
            if not _TEST.search(each[0]) and self.code.modules[each[0]].notebook <= from_notebook
        ]
        entries = frozenset(path for path, scope in up if scope in _TOP and not self._imported_only(path, node[0]))
        own = self.code.modules[node[0]]
        beside = [(own.path, name) for name in ("", *own.functions) if (own.path, name) in self.reach.flags]
        callers = [each for each in up if each[0] != own.path][:_MOST]
        nodes = list(dict.fromkeys([node, *(each for each in up if each[0] == own.path), *beside, *callers]))
        modules = [self.code.modules[path] for path in dict.fromkeys(path for path, _ in nodes)]
        direct = [node, *self.reach.callers.get(node, ())]
        close = list(dict.fromkeys([*direct, *(up for each in direct for up in self.reach.callers.get(each, ()))]))
        core = [each for each in close if not _TEST.search(each[0]) and (each == node or each[1] not in _TOP)]
        return Near(nodes, entries, "\n".join(self._words(nodes)), "\n".join(self._words(core)), modules)

    def _imported_only(self, path: str, own: str) -> bool:
        """A module that is passed through, not started."""
        module = self.code.modules[path]
        return not (module.main_guard or module.top_level_work or module.notebook) or (
            path == own and not module.main_guard
        )

    def _words(self, nodes: Iterable[Node]) -> Iterator[str]:
        by_path: dict[str, dict[str, None]] = {}
        for path, scope in nodes:
            by_path.setdefault(path, {})[scope] = None
        for path, scopes in by_path.items():
            module = self.code.modules[path]
            yield path
            spans = [(f.line, f.end_line) for f in module.functions.values() if f.name in scopes]
            yield from (
                text
                for text, line in module.strings
                if not _prose(text) and ("" in scopes or any(first <= line <= last for first, last in spans))
            )
            yield from (scope for scope in scopes if scope)
            for call in module.calls:
                if call.scope in scopes:
                    yield call.last
                    yield from call.kwargs
                    yield from (v.dotted for v in (*call.args, *call.kwargs.values()) if isinstance(v, Name))
                    yield from (v for v in (*call.args, *call.kwargs.values()) if isinstance(v, str))
            for keys in module.dicts:
                if keys.scope in scopes:
                    yield from keys.names

    def on_schedule(self, near: Near) -> bool:
        """Something starts it again and again without a person."""
        return any(self.reach.flags.get(node, By.NOBODY) & By.SCHEDULE for node in near.nodes[:1]) or bool(
            near.paths & self.scheduled
        )

    def stored(self, near: Near) -> bool:
        """A result is written by one of the functions."""
        return bool(self._stores & set(near.nodes))

    def exported(self, near: Near) -> bool:
        """A result becomes a metric."""
        return bool(self._exports & set(near.nodes))

    def starts_something(self, near: Near) -> bool:
        """One of the functions starts another pipeline."""
        return bool(self._starts & set(near.nodes))

    def limited(self, near: Near) -> bool:
        """One of the functions compares with a limit."""
        scopes = set(near.nodes)
        for module in near.modules:
            conditions = [(each.scope, each.names) for each in module.branches]
            conditions += [(each.scope, each.names) for each in module.comparisons]
            conditions += [(stop.scope, stop.names) for stop in module.stops]
            if any(
                (module.path, scope) in scopes and any(_LIMIT.search(name) for name in names)
                for scope, names in conditions
            ):
                return True
        return False

    def refuses(self, near: Near) -> bool:
        """One of the functions fails on purpose when a limit is crossed."""
        scopes = set(near.nodes)
        return any(
            (module.path, stop.scope) in scopes
            and not stop.swallowed
            and any(_LIMIT.search(name) for name in stop.names)
            for module in near.modules
            for stop in module.stops
        )


def _prose(text: str) -> bool:
    """A sentence for people; what it mentions is not what the code does. Queries are kept."""
    return text.count(" ") > 3 and not _QUERY.search(text)


def scheduled_files(graphs: Iterable[Graph], code: Code) -> frozenset[str]:
    """Files of the graphs that a schedule starts, of their steps, and of the modules they name in a string."""
    found: set[str] = set()
    for graph in graphs:
        if graph.by & By.SCHEDULE or any(not each.disabled for each in graph.schedules):
            found.add(graph.place.path)
            for step in graph.steps:
                found.add(step.place.path)
                found.add(step.runs.partition("::")[0])
    named = [
        text for path in found if path in code.modules for text, _ in code.modules[path].strings if _DOTTED.match(text)
    ]
    files = {text.replace(".", "/") + ".py" for text in named}
    return frozenset((found | (files & code.modules.keys())) - {""})
