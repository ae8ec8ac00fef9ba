"""How long a portfolio takes: 40 repositories of 100 to 1,000 files, with an empty cache and with a full one.

    python bench/portfolio.py [--rounds 3] [--projects 40]

Measured once as it stands today, and once with a campaign and a comparison with 90 days ago, on all processors.
Printed are medians of wall time and the largest peak memory of a process.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from history import change

from assess import HERE, Contender, make_repository


def make_portfolio(folder: Path, projects: int) -> None:
    """Projects of growing size in four teams, and one campaign that began half a year ago."""
    now = datetime.now(UTC)
    sizes = [100 + 900 * number // max(1, projects - 1) for number in range(projects)]
    lines = ["projects:"]
    for number, size in enumerate(sizes):
        path = folder / f"project{number:02d}"
        path.mkdir()
        make_repository(path, size, now - timedelta(days=200))
        change(path, now - timedelta(days=30))
        lines.append(f"  - {{path: {path.name}, team: team{number % 4}}}")
    (folder / "portfolio.yaml").write_text("\n".join(lines) + "\n")
    today = now.date()
    start, due = today - timedelta(days=180), today + timedelta(days=60)
    campaign = f"  - {{name: gates, practices: [model-quality-gate], start: {start}, due: {due}}}\n"
    (folder / "campaign.yaml").write_text("\n".join([*lines, "campaigns:", campaign]))


def main() -> int:
    """Make the repositories, and measure them in turn."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--projects", type=int, default=40)
    args = options.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE / "src"), os.environ.get("PYTHONPATH", "")])
    words = [sys.executable, "-m", "rung.cli", "assess", "--json", "--portfolio"]
    with tempfile.TemporaryDirectory() as made:
        folder, cache = Path(made), Path(made) / "cache"
        os.environ["RUNG_CACHE"] = str(cache)
        make_portfolio(folder, args.projects)
        today = Contender("as it stands", [*words, "portfolio.yaml"])
        first = Contender("campaign, first", [*words, "campaign.yaml", "--since", "90d"])
        again = Contender("campaign, again", first.command)
        for _ in range(args.rounds):
            shutil.rmtree(cache, ignore_errors=True)
            for each in (today, first, again):
                each.run(folder)
        print(f"{args.projects} projects of 100 to 1,000 files")
        for each in (today, first, again):
            print(each.line())
    return 0


if __name__ == "__main__":
    sys.exit(main())
