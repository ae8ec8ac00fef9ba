"""Fails when a lock does not cover what `pyproject.toml` and `requirements/dev.in` declare. Needs no network."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    base = project["project"]["dependencies"]
    dev = (ROOT / "requirements/dev.in").read_text().splitlines()
    dev = [line for line in dev if line.strip() and not line.startswith("#")]
    extras = [each for group in project["project"].get("optional-dependencies", {}).values() for each in group]
    base_pins, dev_pins = pins("base.txt"), pins("dev.txt")
    problems = [
        *uncovered("base.txt", base, base_pins),
        *uncovered("dev.txt", [*base, *extras, *dev, *project["build-system"]["requires"]], dev_pins),
        *(
            f"{name} is {version} in base.txt and {dev_pins.get(name, 'missing')} in dev.txt"
            for name, version in base_pins.items()
            if dev_pins.get(name) != version
        ),
    ]
    for problem in problems:
        print(f"{problem}: run `make lock`", file=sys.stderr)
    return bool(problems)


def pins(lock: str) -> dict[str, str]:
    """Version by normalised name."""
    text = (ROOT / "requirements" / lock).read_text()
    return {canonicalize_name(name): version for name, version in PINNED.findall(text)}


def uncovered(lock: str, declared: list[str], pinned: dict[str, str]) -> list[str]:
    """One sentence for each declared requirement that the lock misses or contradicts."""
    problems = []
    for requirement in map(Requirement, declared):
        version = pinned.get(canonicalize_name(requirement.name))
        if version is None:
            problems.append(f"{requirement.name} is declared and not in {lock}")
        elif not requirement.specifier.contains(version, prereleases=True):
            problems.append(f"{lock} pins {requirement.name} {version}, declared is {requirement}")
    return problems


if __name__ == "__main__":
    sys.exit(main())
