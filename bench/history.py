"""How long it takes to look back: 100 commits of a repository of 500 files, with an empty cache and with a full one.

    python bench/history.py [--rounds 3] [--files 500] [--commits 100] [--repository PATH]

Each commit changes three files; the commits lie three days apart. Measured are one commit a month, as by default, and
every commit. Printed are medians of wall time and the largest peak memory of a process.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assess import HERE, Contender, make_repository

START = datetime(2025, 6, 1, 12, tzinfo=UTC)


def make_history(folder: Path, files: int, commits: int) -> None:
    """A repository of that many files, and commits that touch three of them each."""
    make_repository(folder, files, START - timedelta(days=3))
    chance = random.Random(7)
    names = subprocess.run(["git", "ls-files"], cwd=folder, capture_output=True, text=True, check=True).stdout.split()
    for number in range(commits - 1):
        for name in chance.sample(names, 3):
            path = folder / name
            path.write_bytes(path.read_bytes() + f"\n# change {number}\n".encode())
        change(folder, START + timedelta(days=3 * number))


def change(folder: Path, when: datetime) -> None:
    """One more commit, of whatever stands there and a line of its own."""
    with (folder / "notes.txt").open("a", encoding="utf-8") as notes:
        notes.write(f"{when}\n")
    dated = {"GIT_AUTHOR_DATE": when.isoformat(), "GIT_COMMITTER_DATE": when.isoformat()}
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    for command in (["add", "-A"], [*identity, "commit", "-qm", f"Change of {when:%Y-%m-%d}"]):
        subprocess.run(["git", *command], cwd=folder, env={**os.environ, **dated}, check=True)


def measure(folder: Path, rounds: int, cache: Path) -> None:
    """Every way in turn, each with an empty cache and then with a full one."""
    words = [sys.executable, "-m", "rung.cli", "assess", "--history", "--json"]
    ways = {"a month, first": words, "every commit, first": [*words, "--every", "commit"]}
    runners = {name: Contender(name, command) for name, command in ways.items()}
    again = {name: Contender(name.replace("first", "again"), command) for name, command in ways.items()}
    for _ in range(rounds):
        for name in ways:
            shutil.rmtree(cache, ignore_errors=True)
            runners[name].run(folder)
            again[name].run(folder)
    for name in ways:
        for runner in (runners[name], again[name]):
            print(runner.line())


def main() -> int:
    """Make or take the repository, and measure it."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--files", type=int, default=500)
    options.add_argument("--commits", type=int, default=100)
    options.add_argument("--repository", type=Path)
    args = options.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE / "src"), os.environ.get("PYTHONPATH", "")])
    with tempfile.TemporaryDirectory() as made:
        cache = Path(made) / "cache"
        os.environ["RUNG_CACHE"] = str(cache)
        folder = args.repository or Path(made) / "repository"
        if args.repository is None:
            folder.mkdir()
            make_history(folder, args.files, args.commits)
            print(f"{args.commits} commits of {args.files} files")
        measure(folder, args.rounds, cache)
    return 0


if __name__ == "__main__":
    sys.exit(main())
