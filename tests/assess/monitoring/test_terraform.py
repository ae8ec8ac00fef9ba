"""What names stand for in Terraform files."""

from __future__ import annotations

import pytest

from rung.assess.monitoring.terraform import read_names

VARIABLE = 'variable "email" {\n  default = null\n}\n'


def test_locals_are_spelled_out_step_by_step() -> None:
    names = read_names([("infra/locals.tf", 'locals {\n  outer = [local.inner]\n  inner = "VariantName"\n}\n')])
    assert "VariantName" in names.spelled("infra", "metrics = local.outer")
    assert "VariantName" not in names.spelled("elsewhere", "metrics = local.outer")


def test_locals_that_name_each_other_end() -> None:
    names = read_names([("main.tf", "locals {\n  a = local.b\n  b = local.a\n}\n")])
    assert names.spelled("", "local.a").count("local.b") == 1


@pytest.mark.parametrize("default", ["null", '""', "[]", "{}"])
def test_a_variable_that_is_empty_by_default_is_set_by_nobody(default: str) -> None:
    names = read_names([("main.tf", f'variable "email" {{\n  default = {default}\n}}\n')])
    assert names.nobody("endpoint = var.email") == "email"


@pytest.mark.parametrize(
    "other",
    [
        ("prod.tfvars", 'email = "team@bank.eu"\n'),
        ("main.tf", 'module "alarms" {\n  source = "./alarms"\n  email  = "team@bank.eu"\n}\n'),
    ],
)
def test_a_value_from_a_caller_or_a_variable_file_counts(other: tuple[str, str]) -> None:
    assert not read_names([("alarms/main.tf", VARIABLE), other]).nobody("endpoint = var.email")


def test_a_value_handed_on_is_still_none() -> None:
    caller = 'module "alarms" {\n  source = "./alarms"\n  email  = var.email\n}\n'
    assert read_names([("alarms/main.tf", VARIABLE), ("main.tf", caller + VARIABLE)]).nobody("var.email") == "email"


def test_a_variable_without_a_default_must_be_given() -> None:
    assert not read_names([("main.tf", 'variable "email" {\n  type = string\n}\n')]).nobody("var.email")
