"""Expectations that stand in code as calls of a tool."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.code import Code, Reach, Site
from rung.assess.contracts.base import Contract
from rung.assess.dataflow.sides import Side, Sides
from rung.assess.invocation import By
from rung.assess.regex import regex

RULE_CALLS: dict[str, tuple[str, ...]] = {
    "Great Expectations": ("*.expect_*", "great_expectations.expectations.*", "*.ExpectationConfiguration"),
    "Deequ": ("*.isComplete", "*.isUnique", "*.isContainedIn", "*.isNonNegative", "*.hasMin", "*.hasMax",
        "*.hasCompleteness"),
    "Evidently": ("evidently.tests.*", "evidently.test_preset.*"),
    "whylogs": ("whylogs.core.constraints.*", "*.add_constraint"),
    "deepchecks": ("deepchecks.*.data_integrity", "deepchecks.*.train_test_validation", "*.add_condition_*"),
    "Pointblank": ("*.col_vals_*", "col_vals_*", "*.rows_distinct", "rows_distinct", "*.col_vals_not_null"),
    "validate": ("validator", "check_that"),
    "assertr": ("verify", "assert_rows", "insist", "assertr.verify"),
    "data.validator": ("validate_if", "validate_cols"),
    "checkmate": ("assert_data_frame", "assertDataFrame", "assert_numeric", "assertNumeric"),
    "Cuallee": ("*.is_complete", "*.is_between", "*.is_contained_in"),
    "Cerberus": ("cerberus.Validator",),
    "Voluptuous": ("voluptuous.Schema",),
    "schema": ("schema.Schema",),
    "JSON Schema": ("jsonschema.validate", "jsonschema.*Validator", "fastjsonschema.compile",
        "fastjsonschema.validate"),
    "Frictionless": ("frictionless.validate", "frictionless.Schema", "frictionless.Checklist"),
    "TFDV": ("tensorflow_data_validation.validate_statistics", "tensorflow_data_validation.infer_schema",
             "tensorflow_data_validation.load_schema_text"),
    "DLT": ("dlt.expect_or_fail", "dlt.expect_or_drop", "dlt.expect", "dlt.expect_all*"),
}  # fmt: skip
"""Calls that each state one rule or one set of rules."""
TYPE_CALLS: dict[str, tuple[str, ...]] = {
    "MLflow signature": ("*.infer_signature", "mlflow.models.ModelSignature", "mlflow.models.signature.ModelSignature"),
    "vetiver prototype": ("*.vetiver_create_ptype", "vetiver_ptype", "vetiver_model", "vetiver.VetiverModel"),
}
"""Calls that record types only, checked where the model is served."""
_TYPES_ONLY = (
    "expect_column_to_exist",
    "be_of_type",
    "table_columns_to_match",
    "expect_table_column_count",
    "be_in_type_list",
)


def in_calls(code: Code, reach: Reach, sides: Sides, away: frozenset[str]) -> Iterator[Contract]:
    """One contract for each tool and module."""
    for tool, patterns in RULE_CALLS.items():
        stated = [site for site in code.find(*patterns) if tool != "Evidently" or not _OF_MODELS.search(site.call.last)]
        for path, sites in _by_module(stated, tool, code, reach, away).items():
            told: frozenset[Side] = frozenset()
            by = By.NOBODY
            for site in sites:
                told |= sides.of(site.scope)
                by |= reach.of(site)
            if sites[0].module.notebook:
                told = frozenset()
            elif path in sides.request_files:
                told &= {Side.SERVING}
            rules = sum(1 for site in sites if not any(word in site.call.name for word in _TYPES_ONLY))
            if tool in _ELSEWHERE:
                rules = sum(1 for each in sites[0].module.dicts if set(each.names) & _RULE_KEYS)
            yield Contract(tool, path.rsplit("/", 1)[-1], sites[0].place, told, len(sites), rules, by)
    for tool, patterns in TYPE_CALLS.items():
        for path, sites in _by_module(code.find(*patterns), tool, code, reach, away).items():
            served = frozenset({Side.SERVING}) if not sites[0].module.notebook else frozenset[Side]()
            by = By.NOBODY
            for site in sites:
                by |= reach.of(site)
            yield Contract(tool, path.rsplit("/", 1)[-1], sites[0].place, served, 1, 0, by)


_OF_MODELS = regex(
    r"Drift|F1|Accuracy|Precision|Recall|Roc|LogLoss|MAE|MAPE|RMSE|R2|Error|Classification|Regression|TPR|FPR"
)
"""Tests that compare two samples or judge a model, and state nothing about one row or column."""
_ELSEWHERE = frozenset({"JSON Schema", "Cerberus", "Voluptuous", "schema", "Frictionless"})
"""Tools whose call names a schema that stands elsewhere in the module."""
_RULE_KEYS = frozenset({
    "minimum", "maximum", "enum", "pattern", "min", "max", "allowed", "regex", "exclusiveMinimum", "exclusiveMaximum",
    "minLength", "maxLength", "minlength", "maxlength", "nullable", "unique", "required",
})  # fmt: skip
_R_ONLY = frozenset({"validate", "assertr", "data.validator", "checkmate"})
_BARE = frozenset({"Deequ", "Pointblank", "Cuallee", "Great Expectations"})
_PACKAGE = {
    "Deequ": ("pydeequ",),
    "Pointblank": ("pointblank",),
    "Cuallee": ("cuallee",),
    "Great Expectations": ("great_expectations",),
}


def _by_module(sites: list[Site], tool: str, code: Code, reach: Reach, away: frozenset[str]) -> dict[str, list[Site]]:
    found: dict[str, list[Site]] = {}
    for site in sites:
        path = site.module.path
        if path in away or reach.from_module(path) == By.TEST:
            continue
        if tool in _R_ONLY and site.module.language != "r":
            continue
        if tool in _BARE and site.module.language != "r" and not _near(code, path, _PACKAGE[tool]):
            continue
        found.setdefault(path, []).append(site)
    return found


def _near(code: Code, path: str, packages: tuple[str, ...]) -> bool:
    """The module, or one that imports it, imports the tool."""
    return (
        code.imports(path, *packages)
        or any(code.imports(each, *packages) for each in code.importers.get(path, ()))
        or any(path in importers and code.imports(each, *packages) for each, importers in code.importers.items())
    )
