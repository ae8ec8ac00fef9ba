"""Time of a pipeline's first run, of a run without changes, and of one changed step, beside DVC, doit and make.

    python bench/pipeline.py [--rounds 5] [--steps 5 100] [--folder DIR] [--peers DIR]

A chain of commands, each of which starts Python, reads the number of the one before and writes one more; the code of
a step is a file of its own. All tools do the same in a folder of their own, in turn, round by round:

- `first`: nothing is there;
- `no-op`: nothing has changed;
- `one changed`: the code of the last step has.

Which steps ran is read from a journal that the steps write, and asserted for every tool: all, none, and one. Rung,
which keeps every result and measures each step, is a Python process that
does what `rung run` does; make and doit look at times or hashes of files alone.

DVC and doit live in environments of their own, made from the package index below `--peers`; one that cannot be made
is left out, and the table says so. Printed are medians of wall time, and ratios to Rung round by round.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path

STEP = """\
import sys
source, target, number = sys.argv[1:4]
with open("journal", "a") as journal:
    journal.write(number + "\\n")
with open(source) as file:
    value = int(file.read())
with open(target, "w") as file:
    file.write(str(value + 1))
"""
KINDS = ("first", "no-op", "one changed")
RUNG = """\
import sys
from pathlib import Path
from rung.pipeline import InputVersion, read_pipeline, run
from rung.project.opening import open_project
from rung.store.files.opening import open_files
project = open_project(Path("."))
pipeline = read_pipeline(project.root, project.file, project.document)
version = InputVersion("start", "1", lambda target: (target / "start.txt").write_text("0"))
home = project.home
result = run(pipeline, {"start": version}, open_files(home.files), home.folder / "pipeline")
sys.exit(0 if result.ok else str(result.failed))
"""


class Tool(ABC):
    """One tool, and the folder it works in."""

    name: str

    def __init__(self, folder: Path, steps: int) -> None:
        self.folder, self.steps = folder / f"{self.name}-{steps}", steps
        self.seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}

    @abstractmethod
    def prepare(self) -> None:
        """Write the pipeline in its language."""

    @abstractmethod
    def command(self) -> list[str]:
        """What runs it."""

    def round(self, number: int) -> None:
        """From nothing to one change."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        (self.folder / "start.txt").write_text("0")
        for step in range(self.steps):
            (self.folder / f"step{step}.py").write_text(STEP)
        self.prepare()
        self._time("first", [str(step) for step in range(self.steps)])
        self._time("no-op", [])
        last = self.steps - 1
        (self.folder / f"step{last}.py").write_text(STEP + f"changed = {number}\n")
        self._time("one changed", [str(last)])

    def _time(self, kind: str, expected: list[str]) -> None:
        journal = self.folder / "journal"
        journal.write_text("")
        started = time.perf_counter()
        done = subprocess.run(self.command(), cwd=self.folder, capture_output=True, text=True, check=False)
        self.seconds[kind].append(time.perf_counter() - started)
        if done.returncode:
            raise SystemExit(f"{self.name} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        ran = journal.read_text().split()
        assert ran == expected, f"{self.name}, {kind}: the steps {ran} ran, and {expected} should have"

    def before(self, step: int) -> str:
        """The file that a step reads."""
        return f"out{step - 1}.txt" if step else "start.txt"


class Rung(Tool):
    """The tool of this house."""

    name = "rung"

    def prepare(self) -> None:
        """Write `rung.yaml`."""
        lines = ["datasets: {start: {source: start.txt}}", "pipeline:"]
        for step in range(self.steps):
            source = f"s{step - 1}" if step else "start"
            lines.append(f'  s{step}: {{run: "{sys.executable} step{step}.py {{{source}}} {{out.txt}} {step}"}}')
        (self.folder / "rung.yaml").write_text("\n".join(lines) + "\n")
        (self.folder / "run.py").write_text(RUNG)

    def command(self) -> list[str]:
        """What runs it."""
        return [sys.executable, "run.py"]


class Make(Tool):
    """GNU make: times of files."""

    name = "make"

    def prepare(self) -> None:
        """Write a Makefile."""
        rules = [f"all: out{self.steps - 1}.txt"]
        for step in range(self.steps):
            call = f"{sys.executable} step{step}.py {self.before(step)} out{step}.txt {step}"
            rules.append(f"out{step}.txt: {self.before(step)} step{step}.py\n\t{call}")
        (self.folder / "Makefile").write_text("\n".join(rules) + "\n")

    def command(self) -> list[str]:
        """What runs it."""
        return ["make", "-s"]


class Doit(Tool):
    """The pydoit of the package index: hashes of files."""

    name = "doit"
    python = Path()

    def prepare(self) -> None:
        """Write a `dodo.py`."""
        (self.folder / "dodo.py").write_text(
            f"def task_step():\n    for step in range({self.steps}):\n"
            "        before = f'out{step - 1}.txt' if step else 'start.txt'\n"
            "        yield {'name': str(step), 'file_dep': [before, f'step{step}.py'], 'targets': [f'out{step}.txt'],\n"
            f"               'actions': [f'{sys.executable} step{{step}}.py {{before}} out{{step}}.txt {{step}}']}}\n"
        )

    def command(self) -> list[str]:
        """What runs it."""
        return [str(self.python), "-m", "doit", "-v0"]


class Dvc(Tool):
    """DVC: hashes of files, results in a cache."""

    name = "dvc"
    python = Path()

    def prepare(self) -> None:
        """Write a `dvc.yaml`."""
        stages = ["stages:"]
        for step in range(self.steps):
            call = f"{sys.executable} step{step}.py {self.before(step)} out{step}.txt {step}"
            stages.append(
                f"  s{step}:\n    cmd: {call}\n"
                f"    deps: [{self.before(step)}, step{step}.py]\n    outs: [out{step}.txt]"
            )
        (self.folder / "dvc.yaml").write_text("\n".join(stages) + "\n")
        for command in (["init", "--no-scm", "-q"], ["config", "core.analytics", "false"]):
            subprocess.run([self.python, "-m", "dvc", *command], cwd=self.folder, check=True, capture_output=True)

    def command(self) -> list[str]:
        """What runs it."""
        return [str(self.python), "-m", "dvc", "repro", "-q"]


def peers(folder: Path) -> list[type[Tool]]:
    """The tools that are here, or can be had."""
    found: list[type[Tool]] = [Rung]
    if shutil.which("make"):
        found.append(Make)
    for tool in (Doit, Dvc):
        tool.python = folder / tool.name / "bin" / "python"
        if not tool.python.exists():
            subprocess.run([sys.executable, "-m", "venv", folder / tool.name], check=True)
        done = subprocess.run([tool.python, "-m", "pip", "install", "-q", tool.name], capture_output=True, check=False)
        if done.returncode == 0:
            found.append(tool)
        else:
            print(f"{tool.name} cannot be installed here and is left out")
    return found


def report(tools: list[Tool], steps: int) -> None:
    """Medians, least and most, and how many times the time of Rung each took."""
    print(f"\n{steps} steps" + " " * 12 + "".join(f"{kind:>32}" for kind in KINDS))
    rung = tools[0]
    for tool in tools:
        cells = []
        for kind in KINDS:
            mine, its = rung.seconds[kind], tool.seconds[kind]
            ratio = statistics.median(b / a for a, b in zip(mine, its, strict=True))
            cells.append(f"{statistics.median(its):8.3f} s ({min(its):.3f}–{max(its):.3f}) {ratio:6.2f}×")
        print(f"  {tool.name:16}" + "".join(f"{cell:>32}" for cell in cells))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, nargs="+", default=[5, 100])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--peers", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        known = peers(options.peers or Path(temporary) / "peers")
        for steps in options.steps:
            tools = [tool(options.folder or Path(temporary), steps) for tool in known]
            for number in range(options.rounds):
                for tool in tools:
                    tool.round(number)
            report(tools, steps)


if __name__ == "__main__":
    main()
