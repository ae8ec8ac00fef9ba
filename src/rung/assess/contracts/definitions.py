"""Schemas of tables that are written in Python: pandera, patito, TensorFlow Data Validation in code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rung.assess.code import Code, Reach
from rung.assess.code.base import place_in
from rung.assess.contracts.base import Contract
from rung.assess.dataflow.sides import Side, Sides
from rung.assess.invocation import By
from rung.assess.parse.python_facts import Call, Class, Module, Name

CLASS_BASES = {
    "pandera": ("DataFrameModel", "SchemaModel"),
    "patito": ("Model",),
    "dataframely": ("Schema",),
}
SCHEMA_CALLS = ("DataFrameSchema", "SeriesSchema")
RULES = frozenset({
    "ge", "gt", "le", "lt", "eq", "ne", "isin", "notin", "in_range", "str_matches", "str_length", "str_contains",
    "str_startswith", "str_endswith", "unique", "unique_values_eq", "nullable", "min_value", "max_value", "regex_match",
    "pattern", "min_length", "max_length", "primary_key", "min", "max",
})  # fmt: skip
"""Arguments and check names that say something about values."""


def schema_classes(code: Code, reach: Reach, sides: Sides, away: frozenset[str]) -> Iterator[Contract]:
    """Every schema class and schema object that is not only there for tests."""
    found: list[tuple[str, str, Module, int, int, int]] = []
    owners = _owners(code)
    for module in code.modules.values():
        if module.path in away or reach.from_module(module.path) == By.TEST or not _imports(module):
            continue
        for each in module.classes.values():
            tool = _tool(each, module, owners)
            if tool:
                named = [field for field in each.fields if not field[0].startswith("_")]
                found.append((tool, each.name, module, each.line, len(named), _class_rules(module, each)))
        for call in module.calls:
            if call.last in SCHEMA_CALLS and call.name.startswith("pandera"):
                columns, rules = _object_rules(module, call)
                found.append(("pandera", call.target or call.scope, module, call.line, columns, rules))
    uses = used(code, {name for _, name, *_ in found}, away)
    for tool, name, module, line, fields, rules in found:
        nodes = [node for node in uses.get(name, ()) if reach.by(*node) != By.TEST]
        nodes += [(module.path, name)] if tool == "pandera" and name in module.functions else []
        by = By.NOBODY
        seen: frozenset[Side] = frozenset()
        for node in nodes:
            by |= reach.by(*node)
            seen |= sides.of(node)
        yield Contract(tool, name, place_in(module, line), _named_for(name, seen), fields, rules, by)


def used(code: Code, names: set[str], away: frozenset[str]) -> dict[str, list[tuple[str, str]]]:
    """Functions that call, pass on or are typed with one of these names."""
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in names if name}
    if not found:
        return {}
    for module in code.modules.values():
        if module.path in away or module.notebook:
            continue
        for call in module.calls:
            for name in _words(call):
                if name in found and call.scope.partition(".")[0] != name:
                    found[name].append((module.path, call.scope))
        for scope, dotted in module.references:
            last = dotted.rpartition(".")[2]
            if last in found and scope != last:
                found[last].append((module.path, scope))
        for function in module.functions.values():
            for _, annotation in function.params:
                for name, nodes in found.items():
                    if name in annotation:
                        nodes.append((module.path, function.name))
    return found


def _words(call: Call) -> Iterator[str]:
    yield from call.name.replace("()", "").lstrip("?").split(".")
    for value in (*call.args, *call.kwargs.values()):
        if isinstance(value, Name):
            yield value.dotted.replace("()", "").rpartition(".")[2]


def _imports(module: Module) -> bool:
    return any(name.partition(".")[0] in CLASS_BASES for name in module.import_lines) or bool(module.classes)


def _tool(each: Class, module: Module, owners: Mapping[str, list[Module]], depth: int = 0) -> str:
    for base in each.bases:
        head, _, last = base.partition("[")[0].rpartition(".")
        for tool, classes in CLASS_BASES.items():
            if head.partition(".")[0] == tool and last in classes:
                return tool
        if depth < 3:
            for owner in (module, *owners.get(last, ())):
                parent = owner.classes.get(last)
                if parent and parent is not each:
                    return _tool(parent, owner, owners, depth + 1)
    return ""


def _owners(code: Code) -> dict[str, list[Module]]:
    """By name of a class, the modules that define one."""
    found: dict[str, list[Module]] = {}
    for module in code.modules.values():
        for name in module.classes:
            found.setdefault(name, []).append(module)
    return found


def _class_rules(module: Module, each: Class) -> int:
    rules = 0
    for call in module.calls:
        ruled = call.scope == each.name and (set(call.kwargs) & RULES or call.last in RULES)
        checks = call.scope.startswith(each.name) and call.last in ("check", "dataframe_check", "rule")
        if ruled or checks:
            rules += 1
    return rules


def _object_rules(module: Module, schema: Call) -> tuple[int, int]:
    """Columns and rules that follow a schema object up to the next one in the same function."""
    columns = rules = 0
    inside = False
    for call in module.calls:
        if call is schema:
            inside = True
        elif inside and (call.last in SCHEMA_CALLS or call.scope != schema.scope):
            break
        elif inside and call.last == "Column":
            columns += 1
            rules += bool(set(call.kwargs) & RULES)
        elif inside and "Check" in call.name:
            rules += 1
    return columns, rules


_OUTPUT = ("output", "prediction", "result", "response", "score")


def _named_for(name: str, seen: frozenset[Side]) -> frozenset[Side]:
    return frozenset({Side.OUTPUT}) if seen and any(word in name.lower() for word in _OUTPUT) else seen
