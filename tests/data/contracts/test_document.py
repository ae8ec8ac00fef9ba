"""Contracts that people write: what is understood, what is refused and how, and what survives being written again."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.tables import HEAD
from rung.data.contracts.comments import Note, first_paths, read_notes
from rung.data.contracts.document import load_contract, read_contract, write_contract
from rung.data.contracts.emitting import emit
from rung.errors import UsageError
from rung.project.yaml_lines import read_document

WRITTEN = """\
# Flights that left New York.
# Ask ops before you change it.
version: 1.2.0
apiVersion: v3.2.0
kind: DataContract
id: 53581432-6c55-4ba2-a65f-72344a91553a
name: flights
status: active
tags: [aviation]

description:
  purpose: Warn passengers.
  usage: |
    First line.
    Second line, with a # that is no comment.

team:
  name: ops
  members:
    - username: ann@example.org
      role: owner  # since March

schema:
  - name: flights
    physicalName: flights_v2
    properties:
      - name: carrier  # two letters
        logicalType: string
        required: true
        classification: public
        quality:
          # Norway is NO, and a text.
          - {metric: invalidValues, arguments: {validValues: [UA, NO, "1e5"]}, mustBe: 0}
          - type: text
            description: As IATA has it
          - {type: custom, engine: soda, implementation: "type: duplicate_percent"}
      - name: distance
        logicalType: integer
        logicalTypeOptions: {minimum: 0, multipleOf: 1}
    quality:
      - {type: sql, query: SELECT 1, mustBe: 1}

slaProperties:
  - {property: retention, value: 5, unit: y}

customProperties:
  - property: anything
    value: [1, [2, 3], {a: null}]
# The end.
"""


def test_all_that_was_written_is_written_again() -> None:
    contract = read_contract(WRITTEN)
    again = write_contract(contract)
    assert read_document(again).value == read_document(WRITTEN).value
    for comment in ("Flights that left", "Ask ops", "since March", "two letters", "Norway is NO", "The end."):
        assert again.count(comment) == 1
    assert write_contract(read_contract(again)) == again
    assert read_contract(again).rules == contract.rules


def test_the_text_is_as_a_person_would_write_it() -> None:
    again = write_contract(read_contract(WRITTEN))
    assert again.splitlines()[:10] == WRITTEN.splitlines()[:10]
    assert "      - name: carrier  # two letters\n        logicalType: string\n" in again
    assert "          - {metric: invalidValues, arguments: {validValues: [UA, 'NO', \"1e5\"]}, mustBe: 0}\n" in again


def test_what_nobody_checks_is_said() -> None:
    assert read_contract(WRITTEN).unchecked == (
        "carrier: a rule of type text is not checked",
        "carrier: a rule of type custom for soda is not checked",
        "flights: a rule of type sql is not checked",
        "distance: multipleOf is not checked",
    )


def refusal(text: str, **options: str) -> tuple[str, str | None]:
    with pytest.raises(UsageError) as refused:
        read_contract(text, file="contracts/t.yaml", **options)
    return str(refused.value), refused.value.fix


def column(entry: str) -> str:
    return f"{HEAD}schema:\n  - name: t\n    properties:\n      - name: x\n        {entry}\n      - name: other\n"


@pytest.mark.parametrize(
    ("text", "what", "fix"),
    [
        ("a: [", "2: not valid YAML: ", None),
        ("- a\n", "1: not a mapping of keys to values", None),
        ("id: t\n", "1: a data contract needs version, apiVersion, kind", "apiVersion is v3.2.0, kind DataContract"),
        (HEAD.replace("DataContract", "Deployment"), "3: kind is Deployment, not DataContract", None),
        (HEAD.replace("v3.2.0", "v2.2.2"), "2: apiVersion v2.2.2 is not read here", "write it in version 3 of the standard"),
        (f"{HEAD}schemas: []\n", "5: unknown key schemas", "did you mean schema?"),
        (HEAD, "1: the contract has 0 tables", None),
        (f"{HEAD}schema: [{{name: a}}, {{name: b}}]\n", "5: the contract has 2 tables", "name one: a, b"),
        (f"{HEAD}schema: [{{properties: []}}]\n", "5: a table needs a name", None),
        (f"{HEAD}schema: [{{name: t, properties: [{{name: a}}, {{name: a}}]}}]", "5: column a stands twice", None),
        (column("requird: true"), "9: unknown key requird", "did you mean required?"),
        (column("required: 1"), "9: required must be true or false, not 1", None),
        (column("logicalType: int"), "9: no logicalType int", "did you mean integer?"),
        (column("logicalType: number\n        logicalTypeOptions: {minimun: 1}"), "10: unknown option minimun", "did you mean minimum?"),
        (column("logicalTypeOptions: {minimum: a}"), "9: minimum must be a number", None),
        (column("logicalType: date\n        logicalTypeOptions: {minimum: soon}"), "10: minimum of a date must be written as in ISO 8601, not 'soon'", None),
        (column("logicalTypeOptions: {minimum: 1, exclusiveMinimum: 1}"), "9: minimum and exclusiveMinimum exclude each other", None),
        (column("logicalTypeOptions: {minLength: 1.5}"), "9: minLength must be a whole number, not 1.5", None),
        (column("logicalTypeOptions: {pattern: '(?=a)'}"), "9: pattern (?=a) cannot be used: ", None),
        (column("quality: [{metric: nullValue, mustBe: 0}]"), "9: no metric nullValue", "did you mean nullValues?"),
        (column("quality: [{metric: nullValues}]"), "9: a metric needs a number to compare with", None),
        (column("quality: [{metric: nullValues, mustBe: few}]"), "9: mustBe must be a number", None),
        (column("quality: [{metric: nullValues, mustBeBetween: 3}]"), "9: mustBeBetween must be a list of two numbers", None),
        (column("quality: [{metric: nullValues, mustBe: 0, unit: share}]"), "9: unit share is not known", "write rows or percent"),
        (column("quality: [{metric: invalidValues, mustBe: 0}]"), "9: invalidValues cannot tell which values are invalid", None),
        (column("quality: [{metric: invalidValues, arguments: {validValues: []}, mustBe: 0}]"), "9: this metric needs a list of validValues", None),
        (column("quality: [{metric: rowCount, mustBe: 0}]"), "9: rowCount belongs to the table, not to a column", None),
        (column("quality: [{type: librarry, metric: nullValues, mustBe: 0}]"), "9: no type librarry", "did you mean library?"),
        (column("quality:\n          - type: custom\n            engine: rung\n            implementation:\n              rule: nul-pattern"), "13: no rule nul-pattern", "did you mean null-pattern?"),
        (column("quality: [{type: custom, engine: rung, implementation: {rule: null-pattern, exactlywhen: other}}]"), "9: unknown key exactlywhen", "did you mean exactlyWhen?"),
        (column("quality: [{type: custom, engine: rung, implementation: {rule: null-pattern, exactlyWhen: othr}}]"), "9: t has no column othr", "did you mean other?"),
        (column("quality: [{type: custom, engine: rung, implementation: {rule: null-pattern}}]"), "9: null-pattern needs exactly one of exactlyWhen and onlyWhen", None),
        (f"{column('required: true')}slaProperties: [{{property: latency, value: soon, element: t.x}}]\n", "11: the value of a latency must be a number", None),
        (f"{column('required: true')}slaProperties: [{{property: latency, value: 1, unit: fortnight, element: x}}]\n", "11: unit fortnight is not known", None),
        (f"{column('required: true')}slaProperties: [{{property: latency, value: 1, element: t.y}}]\n", "11: t has no column y", None),
    ],
)  # fmt: skip
def test_bad_contracts_are_refused_with_line_and_nearest_key(text: str, what: str, fix: str | None) -> None:
    said, advice = refusal(text)
    assert said.startswith(f"contracts/t.yaml:{what}")
    assert fix is None or advice == fix


def test_one_of_several_tables_is_named() -> None:
    text = f"{HEAD}schema: [{{name: a, properties: [{{name: x}}]}}, {{name: b, properties: [{{name: y}}]}}]\n"
    assert list(read_contract(text, table="b").columns) == ["y"]
    assert refusal(text, table="c")[0] == "contracts/t.yaml:5: the contract has no table c"


def test_keys_of_a_newer_version_are_kept() -> None:
    text = f"{HEAD.replace('v3.2.0', 'v3.9.0')}new: 1\nschema: [{{name: t, properties: [{{name: x, newer: 2}}]}}]\n"
    assert yaml.safe_load(write_contract(read_contract(text))) == yaml.safe_load(text)


def test_the_physical_name_is_the_one_in_the_data() -> None:
    text = f"{HEAD}schema: [{{name: t, properties: [{{name: start, physicalName: dep_ts}}]}}]\n"
    assert list(read_contract(text).columns) == ["dep_ts"]


def test_a_text_can_hold_the_implementation() -> None:
    text = column('quality: [{type: custom, engine: rung, implementation: "rule: null-pattern\\nonlyWhen: other"}]')
    assert "null-pattern" in [each.id for each in read_contract(text).rules]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the contract cannot be read: No such file"):
        load_contract(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"id: \xff")
    with pytest.raises(UsageError, match="not UTF-8"):
        load_contract(tmp_path / "latin.yaml")
    (tmp_path / "good.yaml").write_text(WRITTEN)
    assert load_contract(tmp_path / "good.yaml").name == "flights"


KEYS = st.text(st.characters(categories=["L", "N"], max_codepoint=0x24F), min_size=1, max_size=8)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.dates(),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20),
    st.sampled_from(["NO", "yes", "1e5", "0x1F", "007", "2024-01-01", "a # b", "a: b", "- a", "", " a ", "null", "1_000", "12:30", "~", "a\nb\n", "\ttab", "'", '"']),
)  # fmt: skip
DOCUMENTS = st.dictionaries(
    KEYS,
    st.recursive(
        SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
    ),
    max_size=4,
)
WORDS = st.text("abc #:'x", min_size=1, max_size=12).map(str.strip).filter(lambda words: words and words[0] != "#")


@settings(max_examples=200)
@given(DOCUMENTS)
def test_any_document_survives(document: dict[str, object]) -> None:
    text = emit(document, {})
    assert read_document(text).value == document
    assert (yaml.safe_load(text) or {}) == document, "read as YAML 1.1, as other tools do"


@settings(max_examples=100)
@given(DOCUMENTS.filter(bool), st.data())
def test_any_comment_survives(document: dict[str, object], data: st.DataObject) -> None:
    paths = list(first_paths(read_document(emit(document, {}))).values())
    notes = {
        path: Note(tuple(data.draw(st.lists(WORDS, max_size=2))), data.draw(st.just("") | WORDS))
        for path in data.draw(st.lists(st.sampled_from(paths), max_size=3, unique=True))
    }
    text = emit(document, notes)
    again = read_document(text)
    assert again.value == document
    said = sorted(words for note in notes.values() for words in (*note.above, note.beside) if words)
    kept = sorted(words for note in read_notes(text, again).values() for words in (*note.above, note.beside) if words)
    assert kept == said
    assert emit(again.value, read_notes(text, again)) == text
