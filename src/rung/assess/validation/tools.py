"""Which calls and commands check data, and what happens when the data is bad."""

from __future__ import annotations

RAISING: dict[str, tuple[str, ...]] = {
    "pandera": ("pandera.*.validate", "pandera.DataFrameSchema().validate", "pandera.check_types",
        "pandera.check_input",
                "pandera.check_io"),
    "Great Expectations": ("*.GreatExpectationsOperator", "*.GXValidateDataFrameOperator",
        "*.GXValidateCheckpointOperator",
                           "*.GXValidateBatchOperator"),
    "Soda": ("*.assert_no_checks_fail", "*.assert_no_error_logs", "*.SodaScanOperator"),
    "dbt": ("*.DbtTestOperator", "*.DbtBuildOperator", "*.DbtTaskGroup"),
    "JSON Schema": ("jsonschema.validate", "fastjsonschema.validate"),
    "DLT": ("dlt.expect_or_fail", "dlt.expect_all_or_fail"),
    "SQL checks": ("*.SQLColumnCheckOperator", "*.SQLTableCheckOperator", "*.SQLCheckOperator",
        "*.SQLValueCheckOperator"),
    "SageMaker": ("*.QualityCheckStep",),
    "pandas testing": ("*.assert_frame_equal",),
    "Frictionless": ("*.raise_for_errors",),
    "Pointblank": ("*.assert_passing", "stop_if_not", "*.assert_below_threshold"),
    "assertr": ("assertr.verify", "verify", "insist", "assert_rows", "chain_end"),
    "R assertions": ("stopifnot", "assert_that", "assertthat.assert_that", "assertDataFrame", "assert_data_frame"),
    "vetiver": ("hardhat.scream", "scream"),
}  # fmt: skip
"""Calls that fail by themselves on bad data."""
REPORTING: dict[str, tuple[str, ...]] = {
    "Great Expectations": ("*heckpoint().run", "?checkpoint.run", "*.run_checkpoint", "*.run_validation_operator",
                           "?validator.validate", "*.get_validator().validate", "?batch.validate", "*.expect_*"),
    "Soda": ("*Scan().execute", "?scan.execute"),
    "Deequ": ("*VerificationSuite*.run", "*.checkResultsAsDataFrame"),
    "Evidently": ("*TestSuite().run", "?test_suite.run", "?suite.run", "?data_stability.run"),
    "deepchecks": ("deepchecks.*.data_integrity().run", "*.full_suite().run", "*.train_test_validation().run"),
    "whylogs": ("*.generate_constraints_report", "?constraints.validate", "*.build().validate"),
    "TFDV": ("tensorflow_data_validation.validate_statistics", "tensorflow_data_validation.validate_instance"),
    "Cerberus": ("cerberus.Validator().validate",),
    "Frictionless": ("frictionless.validate",),
    "Pointblank": ("*.all_passed", "*.interrogate", "interrogate", "all_passed"),
    "validate": ("confront", "check_that"),
}  # fmt: skip
"""Calls whose result says whether the data is bad; somebody must look at it."""
NOT_WAITED_FOR: dict[str, tuple[str, ...]] = {
    "TFX": ("*.ExampleValidator",),
    "DLT": ("dlt.expect", "dlt.expect_all"),
}
"""Calls that only write the finding down."""
PACKAGES: dict[str, tuple[str, ...]] = {
    "Great Expectations": ("great_expectations",),
    "Pointblank": ("pointblank",),
    "Evidently": ("evidently",),
    "DLT": ("dlt",),
    "Soda": ("soda",),
    "whylogs": ("whylogs",),
}
"""What a module imports that uses names which others use as well; R modules name their functions bare."""
R_ONLY = frozenset({"assertr", "R assertions", "vetiver", "validate"})
VERDICTS = frozenset({
    "success", "passed", "all_passed", "anomaly_info", "failed", "has_errors", "errors", "valid",
    "is_valid", "ok", "report",
    "summary", "status", "validated", "passed_checks", "failures", "anomalies", "evaluated_expectations",
})  # fmt: skip
"""What results of checks call their outcome."""
COMMANDS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("dbt", ("test",), "dbt tests"),
    ("dbt", ("build",), "dbt tests"),
    ("soda", ("scan",), "Soda"),
    ("great_expectations", ("checkpoint", "run"), "Great Expectations"),
    ("great_expectations", ("--v3-api", "checkpoint", "run"), "Great Expectations"),
    ("datacontract", ("test",), "a data contract file"),
    ("frictionless", ("validate",), "Frictionless"),
    ("rung", ("data", "check"), "a data contract file"),
)
"""Program, first arguments, and the tool they stand for; each ends with a failure on bad data."""
