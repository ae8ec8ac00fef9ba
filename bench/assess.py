"""Time and memory of `rung assess` beside the floors nobody can go below, in one interleaved run.

    python bench/assess.py [--rounds 5] [--sizes 100 1000 10000] [--repository PATH ...]

For every repository, in turn: `rung assess`, `rung --help`, reading every tracked byte, ripgrep (or grep) for 30
words, and parsing the same Python files with `ast`. Each is a process of its own. Printed are medians of wall time, the
largest peak memory of one process, and the ratio of `rung assess` to parsing, round by round; last, what its two
processes hold together. Without `--repository`, repositories are
made from this project's own files: three of ten files are Python.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
WORDS = (
    "mlflow", "wandb", "drift", "registry", "airflow", "dvc", "kubeflow", "sklearn", "torch", "train", "predict",
    "deploy", "monitor", "alert", "schema", "validate", "feature", "pipeline", "docker", "terraform", "canary",
    "rollback",
    "lineage", "prometheus", "grafana", "evidently", "retrain", "champion", "model", "dataset",
)  # fmt: skip
READ = "import os,sys\nfor line in sys.stdin: open(line.rstrip('\\n'),'rb').read()"
PARSE = (
    "import ast,sys,warnings\nwarnings.simplefilter('ignore')\nfor line in sys.stdin:\n"
    " try: ast.parse(open(line.rstrip('\\n'),'rb').read())\n"
    " except Exception: pass"
)


@dataclass
class Contender:
    """One thing that is timed."""

    name: str
    command: list[str]
    stdin: str = ""
    seconds: list[float] = field(default_factory=list)
    megabytes: float = 0.0

    def run(self, folder: Path) -> None:
        """Start it once, and wait."""
        started = time.perf_counter()
        child = subprocess.Popen(
            self.command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        assert child.stdin
        try:
            child.stdin.write(self.stdin.encode("utf-8", "surrogateescape"))
            child.stdin.close()
        except BrokenPipeError:
            pass
        _, _, usage = os.wait4(child.pid, 0)
        child.returncode = 0
        self.seconds.append(time.perf_counter() - started)
        self.megabytes = max(self.megabytes, usage.ru_maxrss / 1024)

    def together(self, folder: Path) -> float:
        """The most megabytes that it and its children hold at once, shared pages counted once; 0 where none can tell.

        In a run of its own, because whoever looks takes a part of a processor.
        """
        most = 0
        child = subprocess.Popen(self.command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        while child.poll() is None:
            most = max(most, sum(map(proportional, [child.pid, *children(child.pid)])))
            time.sleep(0.003)
        return most / 1024

    def line(self) -> str:
        """Median, least and most seconds, and the largest memory."""
        least, most = min(self.seconds), max(self.seconds)
        return (
            f"  {self.name:22} {statistics.median(self.seconds):7.3f} s  ({least:.3f}–{most:.3f})"
            f"  {self.megabytes:6.0f} MB"
        )


def children(pid: int) -> list[int]:
    """Processes that this one has started, where Linux tells."""
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def proportional(pid: int) -> int:
    """Kilobytes of memory, with its part of what it shares with others; 0 where Linux does not tell."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def contenders(folder: Path) -> list[Contender]:
    """What is run on one repository."""
    tracked = subprocess.run(["git", "ls-files"], cwd=folder, capture_output=True, text=True, check=True).stdout
    python = "".join(line for line in tracked.splitlines(keepends=True) if line.endswith(".py\n"))
    searcher = ["rg", "-c", "|".join(WORDS), "."] if shutil.which("rg") else ["grep", "-rcE", "|".join(WORDS), "."]
    return [
        Contender("rung assess", [sys.executable, "-m", "rung.cli", "assess", "--json"]),
        Contender("rung --help", [sys.executable, "-m", "rung.cli", "--help"]),
        Contender("read every byte", [sys.executable, "-c", READ], tracked),
        Contender(searcher[0], searcher),
        Contender("parse with ast", [sys.executable, "-c", PARSE], python),
    ]


def make_repository(folder: Path, size: int, when: datetime | None = None) -> None:
    """A repository of about that many files, three of ten in Python, in one commit."""
    sources = sorted((HERE / "src").rglob("*.py"))
    others = sorted(
        path
        for path in (HERE / "tests" / "specimens").rglob("*")
        if path.is_file() and path.suffix in (".yml", ".yaml", ".md", ".toml", ".txt", ".json")
    )
    for number in range(size):
        pool = sources if number % 10 < 3 else others
        source = pool[number % len(pool)]
        target = folder / f"part{number // 200:03d}" / f"{source.stem}_{number}{source.suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    (folder / "train.py").write_text(
        "from sklearn.linear_model import LogisticRegression\n\nLogisticRegression().fit([[1]], [1])\n"
    )
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    dated = {"GIT_AUTHOR_DATE": when.isoformat(), "GIT_COMMITTER_DATE": when.isoformat()} if when else {}
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "bench"]):
        subprocess.run(["git", *command], cwd=folder, env={**os.environ, **dated}, check=True)


def measure(folder: Path, rounds: int) -> None:
    """Run all in turn, and print their table."""
    runners = contenders(folder)
    for runner in runners:
        runner.run(folder)
        runner.seconds.clear()
    for _ in range(rounds):
        for runner in runners:
            runner.run(folder)
    names = subprocess.run(
        ["git", "ls-files"], cwd=folder, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    print(f"\n{len(names)} files, {sum(name.endswith('.py') for name in names)} of them Python")
    floor = runners[-1]
    for runner in runners:
        ratio = statistics.median(one / other for one, other in zip(runner.seconds, floor.seconds, strict=True))
        print(f"{runner.line()}  {ratio:6.2f} × parsing")
    print(f"  rung assess with the second process: {runners[0].together(folder):.0f} MB at most")


def main() -> int:
    """Make or take the repositories, and measure each."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--sizes", type=int, nargs="*", default=[100, 1000, 10_000])
    options.add_argument("--repository", type=Path, nargs="*", default=[])
    args = options.parse_args()
    # Measured as installed: with the bytecode that an installation writes.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE / "src"), os.environ.get("PYTHONPATH", "")])
    for folder in args.repository:
        measure(folder, args.rounds)
    if not args.repository:
        for size in args.sizes:
            with tempfile.TemporaryDirectory() as made:
                make_repository(Path(made), size)
                measure(Path(made), args.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
