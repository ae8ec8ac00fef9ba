"""Contracts that lie in files of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from rung.assess.code import Code
from rung.assess.contracts.base import Contract
from rung.assess.dataflow.sides import Side
from rung.assess.parse import yaml
from rung.assess.parse.yaml import YamlMap
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place
from rung.errors import UnreadableError

MOST_BYTES = 400_000
TUTORIAL = regex(r"taxi|yellow_tripdata|getting_started|npi\.|titanic_demo|driver_stats", re.I)
_TRAIN = frozenset({Side.TRAINING})
_ROW_RULES = frozenset({
    "minimum", "maximum", "min", "max", "enum", "pattern", "regex", "unique", "required", "not_null", "accepted_values",
    "relationships", "allowed", "allowed_values", "values", "range", "nullable", "is_nullable", "missing",
    "categories", "minLength",
    "maxLength", "exclusiveMinimum", "exclusiveMaximum", "primaryKey", "quality", "constraints", "between", "domain",
})  # fmt: skip


def declared(tree: Tree, code: Code, away: frozenset[str]) -> Iterator[Contract]:
    """Contract files by their name and shape; those that nothing reads have no side."""
    names = _strings(code)
    dbt = any(True for _ in tree.glob("dbt_project.yml"))
    for path in tree.entries:
        reader = _reader(path, dbt)
        size = tree.entries[path].size or 0
        if reader is None or path in away or size > MOST_BYTES:
            continue
        text = tree.text(path)
        if text:
            yield from reader(path, text, names)


Reader = Callable[[str, str, frozenset[str]], Iterator[Contract]]


def _reader(path: str, dbt: bool) -> Reader | None:
    name = path.rsplit("/", 1)[-1]
    low = name.lower()
    if low.endswith(".json"):
        suite = "expectations/" in path or "expectation" in low
        return _suite if suite else _home if re.search(r"schema|contract|datapackage|constraints", low) else None
    if low.endswith((".pbtxt", ".avsc", ".proto")):
        return _typed if "schema" in low or low.endswith((".avsc", ".proto")) else None
    if not low.endswith((".yml", ".yaml")):
        return None
    if re.search(r"data_?contract|\.odcs\.", low) or "/contracts/" in f"/{path}":
        return _odcs
    if re.search(r"checks?[\w-]{0,60}\.ya?ml$", low) or "soda" in path.lower():
        return _soda
    if dbt and re.search(r"(^|/)(models|seeds|snapshots|sources)/", path):
        return _dbt
    if re.search(r"schema|constraints|expectations|validation|data_?quality", low):
        return _home
    return None


def _suite(path: str, text: str, names: frozenset[str]) -> Iterator[Contract]:
    try:
        found = json.loads(text)
    except ValueError:
        return
    rules = found.get("expectations") if isinstance(found, dict) else None
    if not isinstance(rules, list) or not rules:
        return
    kinds = [str(each.get("expectation_type") or each.get("type") or "") for each in rules if isinstance(each, dict)]
    valued = [
        kind for kind in kinds if not re.search(r"to_exist|of_type|type_list|columns_to_match|column_count", kind)
    ]
    columns = {str((each.get("kwargs") or {}).get("column")) for each in rules if isinstance(each, dict)}
    broken = "the suite of a tutorial" if TUTORIAL.search(path) else ""
    yield Contract("Great Expectations", path, Place(path), _TRAIN, len(columns), len(valued), broken=broken)


def _typed(path: str, text: str, names: frozenset[str]) -> Iterator[Contract]:
    if path.endswith(".pbtxt"):
        fields = len(re.findall(r"^feature \{", text, re.M))
        rules = len(re.findall(r"\b(int_domain|float_domain|string_domain|domain:|min_fraction|bool_domain)", text))
        broken = "the schema of a tutorial" if TUTORIAL.search(text[:3000]) and TUTORIAL.search(path) else ""
        yield Contract("TFDV", path, Place(path), _TRAIN, fields, rules, broken=broken)
    elif path.endswith(".avsc"):
        yield Contract("Avro", path, Place(path), _side(path, names), text.count('"name"'))
    elif re.search(r"\bmessage \w*(Request|Input|Features|Row)\b", text):
        yield Contract("protobuf", path, Place(path), frozenset({Side.SERVING}), len(re.findall(r"= \d+;", text)))


def _odcs(path: str, text: str, names: frozenset[str]) -> Iterator[Contract]:
    document = _first(text)
    if document is None or not ({"kind", "dataContractSpecification"} & document.keys()):
        return
    if document.get("kind") not in ("DataContract", None):
        return
    fields, rules = _count(document)
    yield Contract("a data contract file", path, Place(path), _TRAIN, fields, rules)


def _soda(path: str, text: str, names: frozenset[str]) -> Iterator[Contract]:
    document = _first(text)
    if document is None:
        return
    checks = [value for key, value in document.items() if str(key).startswith(("checks for", "checks"))]
    rules = sum(len(value) for value in checks if isinstance(value, list))
    if rules and ("checks for" in text or "dataset:" in text):
        yield Contract("Soda", path, Place(path), _TRAIN, rules, rules)


def _dbt(path: str, text: str, names: frozenset[str]) -> Iterator[Contract]:
    fields = rules = 0
    try:
        documents = yaml.read(text)
    except UnreadableError:
        return
    for document in documents:
        for columns, _ in yaml.find(document, "columns"):
            for column in columns if isinstance(columns, list) else ():
                if isinstance(column, YamlMap):
                    fields += 1
                    tests = column.get("tests") or column.get("data_tests") or ()
                    rules += len(tests) if isinstance(tests, list) else 0
    if rules:
        yield Contract("dbt tests", path, Place(path), _TRAIN, fields, rules)


def _home(path: str, text: str, names: frozenset[str]) -> Iterator[Contract]:
    """A schema file of a standard or of the project's own, when code reads it by name."""
    side = _side(path, names)
    if path.endswith(".json"):
        try:
            document: object = json.loads(text)
        except ValueError:
            return
    else:
        document = _first(text)
    if not isinstance(document, dict) or "openapi" in document or "pipeline" in document:
        return
    fields, rules = _count(document)
    if fields:
        tool = "JSON Schema" if "$schema" in document else "a schema file"
        yield Contract(tool, path, Place(path), side, fields, rules)


_TYPE_KEYS = frozenset({"type", "dtype", "logicalType", "physicalType", "data_type"})


def _count(value: object, depth: int = 0) -> tuple[int, int]:
    """How many typed or ruled fields there are, and how many rules."""
    if depth > 12:
        return 0, 0
    fields = rules = 0
    if isinstance(value, dict):
        own = len(value.keys() & _ROW_RULES) if not isinstance(value.get("properties"), dict) else 0
        if value.keys() & _TYPE_KEYS or own:
            fields += 1
            rules += own
        elif value and all(isinstance(each, str) for each in value.values()) and depth:
            typed = [
                each for each in value.values() if re.match(r"(int|float|str|obj|bool|num|date|cat|double)", str(each))
            ]
            fields += len(typed)
        for each in value.values():
            more, ruled = _count(each, depth + 1)
            fields, rules = fields + more, rules + ruled
    elif isinstance(value, list):
        for each in value:
            more, ruled = _count(each, depth + 1)
            fields, rules = fields + more, rules + ruled
    return fields, rules


def _side(path: str, names: frozenset[str]) -> frozenset[Side]:
    name = path.rsplit("/", 1)[-1]
    if name not in names:
        return frozenset()
    if re.search(r"request|input|serving|api|payload", path, re.I):
        return frozenset({Side.SERVING})
    return _TRAIN


def _strings(code: Code) -> frozenset[str]:
    return frozenset(
        text.rsplit("/", 1)[-1]
        for module in code.modules.values()
        for text, _ in module.strings
        if text.endswith((".json", ".yaml", ".yml", ".avsc", ".pbtxt"))
    )


def _first(text: str) -> YamlMap | None:
    try:
        documents = yaml.read(text)
    except UnreadableError:
        return None
    return documents[0] if documents and isinstance(documents[0], YamlMap) else None
