"""Commands whose option the program does not know."""

from __future__ import annotations

import pytest
from tests.assess.collectors.test_commands import collect

from rung.assess.collectors.code import CodeCollector
from rung.assess.collectors.files import FilesCollector
from rung.assess.collectors.refused import RefusedCollector
from rung.assess.tree.memory import MemoryTree
from rung.testing.collectors import check_collector

SETUP = "[project]\nname = 'hail'\n[project.scripts]\nhail = 'hail.__main__:app'\n"
MAIN = "from hail.commands import app\n"
TYPER = """
import typer

app = typer.Typer()


@app.command()
def fit(rows: str, max_depth: int = 3, quiet: bool = False, out: str = typer.Option("m", "--target")):
    print(rows)


@app.command("try-out")
def other(rows: str):
    print(rows)
"""
PACKAGE = {"pyproject.toml": SETUP, "hail/__init__.py": "", "hail/__main__.py": MAIN, "hail/commands.py": TYPER}
ARGPARSE = """
from argparse import ArgumentParser

parser = ArgumentParser(description="fit")
parser.add_argument("rows")
parser.add_argument("--max-depth", "-d", type=int)
args = parser.parse_args()
"""


def refused(files: dict[str, str]) -> list[str]:
    tree = MemoryTree(files)
    code = CodeCollector().collect(tree, FilesCollector().collect(tree))
    return [each.option for each in RefusedCollector().collect(collect(files), code).all]


def told(command: str) -> dict[str, str]:
    return {"dvc.yaml": f"stages:\n  train:\n    cmd: {command}\n"}


def test_keeps_the_rules() -> None:
    check_collector(RefusedCollector)


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("hail fit rows.csv --max-depth 4 --no-quiet --target x", []),
        ("hail fit rows.csv --max_depth=4 --help", []),
        ("hail fit rows.csv --depth 4", ["--depth"]),
        ("hail try-out rows.csv --max-depth 4", ["--max-depth"]),
        ("hail elsewhere --depth 4", []),
        ("hail fit rows.csv -- --depth 4", []),
    ],
)
def test_a_command_of_a_package_is_held_against_its_parameters(command: str, options: list[str]) -> None:
    assert refused(PACKAGE | told(command)) == options


def test_a_command_that_takes_what_it_does_not_know_refuses_nothing() -> None:
    settings = '{"ignore_unknown_options": True}'
    opened = TYPER.replace("@app.command()", f"@app.command(context_settings={settings})")
    assert not refused(PACKAGE | {"hail/commands.py": opened} | told("hail fit rows.csv --depth 4"))


@pytest.mark.parametrize(
    ("script", "options"),
    [
        (ARGPARSE, ["--epochs"]),
        (ARGPARSE.replace("parse_args()", "parse_known_args()[0]"), []),
        (ARGPARSE.replace("args = ", "add_more(parser)\nargs = "), []),
        (ARGPARSE.replace('description="fit"', "parents=[common]"), []),
        (ARGPARSE.replace('"--max-depth"', 'f"--{name}"'), []),
        (ARGPARSE.replace("--max-depth", "--epochs-at-most"), []),
        (ARGPARSE.replace('"rows"', '"rows", nargs=argparse.REMAINDER'), []),
    ],
)
def test_a_script_is_held_against_its_parser(script: str, options: list[str]) -> None:
    assert refused({"fit.py": script} | told("python fit.py rows.csv --epochs 3")) == options
