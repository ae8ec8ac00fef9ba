"""Fills the samples of the README with real output; with `--check` it fails when one is stale and writes nothing.

A sample stands between `<!-- sample: COMMAND -->` and `<!-- end of sample -->`. The command is run on the example
project, put into a repository of its own with fixed dates, so that the same code always prints the same; only the
seconds it took may differ.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
EXAMPLE = ROOT / "examples" / "flight-delays"
SAMPLE = re.compile(r"(<!-- sample: (.+?) -->\n).*?(<!-- end of sample -->)", re.DOTALL)
SECONDS = re.compile(r"in \d+\.\d+ s\b")
HISTORY = (
    ("2026-10-26T16:05:00+00:00", "Try it in a notebook", ["before"]),
    (
        "2026-11-02T09:10:00+00:00",
        "Fetch the data, and write down what they promise",
        [
            *(f"flight_delays/{each}.py" for each in ("__init__", "source", "fetch")),
            *("contracts", "docs", "requirements.in", "requirements.txt", ".python-version", ".gitignore"),
        ],
    ),
    ("2026-11-04T14:25:00+00:00", "Features and training as functions", ["flight_delays", "rung.yaml", "Makefile"]),
    ("2026-11-09T10:40:00+00:00", "Test, describe, and check every change", ["."]),
)
AS_OF = "2026-11-10"
"""The day the samples speak of; without it a page would go stale by waiting."""


def main() -> int:
    page = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        project = make_project(Path(folder))
        fresh = SAMPLE.sub(lambda found: found[1] + sample(found[2], project) + found[3], page)
    if SECONDS.sub("", fresh) == SECONDS.sub("", page):
        return 0
    if "--check" in sys.argv[1:]:
        print("a sample in README.md is stale: run `make docs`", file=sys.stderr)
        return 1
    README.write_text(fresh, encoding="utf-8")
    return 0


def make_project(folder: Path) -> Path:
    """The example's committed files, in a repository of their own."""
    project = folder / EXAMPLE.name
    shown = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", EXAMPLE.as_posix())
    for path in filter(None, shown.split("\0")):
        target = project / (ROOT / path).relative_to(EXAMPLE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, target)
    git(project, "init", "-q", "-b", "main")
    for date, message, paths in HISTORY:
        git(project, "add", "--", *paths)
        git(project, "commit", "-qm", message, date=date)
    return project


def sample(command: str, project: Path) -> str:
    """The command and what it prints, as a code block."""
    words = command.split()[1:]
    done = subprocess.run(
        [sys.executable, "-m", "rung.cli", *words, "--as-of", AS_OF, "--no-color"],
        cwd=project,
        env=os.environ | {"COLUMNS": "100", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        sys.exit(f"{command} left with {done.returncode}: {done.stderr}")
    lines = [line.rstrip() for line in done.stdout.strip("\n").splitlines()]
    return "\n".join(["```console", f"$ {command}", *lines, "```", ""])


def git(folder: Path, *words: str, date: str = HISTORY[0][0]) -> str:
    """What git prints, whoever runs it and however their git is set up."""
    who = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "Ann Example"), ("EMAIL", "ann@example.org"), ("DATE", date))
    }
    plain = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")} | who | plain
    done = subprocess.run(
        ["git", *words], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
