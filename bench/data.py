"""Time and memory of adding a dataset beside copying and hashing it, in one interleaved run.

    python bench/data.py [--rounds 5] [--megabytes 2000] [--files 10000] [--folder DIR]

Two datasets: one large file, and many small ones of 2 to 14 kB. In turn, each into a place that is empty again:

- `rung`: `rung.data.versions.adding.add` into a fresh store, everything on the disk when it ends;
- `rung, again`: the same once more, when nothing has changed;
- `cp + b3sum`: `cp -r --reflink=auto`, then BLAKE3 of the source. Without a `b3sum` on the PATH a Python process with
  the same multi-threaded library over mapped files stands for it, and the table says so;
- `cp + b3sum + sync`: the same, and everything on the disk when it ends;
- `dvc add`: where DVC is installed.

Each is a process of its own, the source is in the page cache, and the disk is idle when it starts. Printed are medians
of wall time, least and most, the largest memory, and the ratio to `cp + b3sum`, round by round.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
ADD = (
    "import sys\nfrom pathlib import Path\n"
    "from rung.data.versions.adding import add\nfrom rung.store.files.opening import open_files\n"
    "add('bench', ['data'], Path('.'), open_files(Path('blobs')), by='bench', index=Path('index'))\n"
)
B3SUM = (
    "import os,sys\nfrom blake3 import blake3\n"
    "for above, _, names in os.walk(sys.argv[1]):\n"
    " for name in names:\n"
    "  path = os.path.join(above, name)\n"
    "  print(blake3(max_threads=blake3.AUTO).update_mmap(path).hexdigest(), path)\n"
)


@dataclass
class Contender:
    """One thing that is timed; it leaves something in the folder, which is taken away before the next time."""

    name: str
    command: list[str]
    leaves: tuple[str, ...] = ()
    before: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    megabytes: float = 0.0

    def run(self, folder: Path) -> None:
        """Start it once, and wait."""
        for name in self.leaves:
            put_aside(folder / name)
        if self.before:
            subprocess.run(self.before, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        os.sync()
        started = time.perf_counter()
        child = subprocess.Popen(self.command, cwd=folder, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(f"{self.name} failed: {child.returncode}")
        self.seconds.append(time.perf_counter() - started)
        self.megabytes = max(self.megabytes, usage.ru_maxrss / 1024)

    def line(self, floor: Contender) -> str:
        """Median, least and most seconds, the largest memory, and the ratio to another."""
        ratio = statistics.median(one / other for one, other in zip(self.seconds, floor.seconds, strict=True))
        return (
            f"  {self.name:20} {statistics.median(self.seconds):8.3f} s  ({min(self.seconds):.3f}–"
            f"{max(self.seconds):.3f})  {self.megabytes:6.0f} MB  {ratio:6.2f} × cp + b3sum"
        )


def put_aside(path: Path) -> None:
    """Out of the way. Files are not deleted before the end: ext4 is slow to make new ones for half a minute after.

    (It looks at every inode that was freed just now, and skips it.) Only the large file goes, for the room it takes.
    """
    if path.exists():
        aside = path.parent / "aside" / str(time.monotonic_ns())
        aside.parent.mkdir(exist_ok=True)
        path.rename(aside)
        for each in aside.rglob("*"):
            if each.is_file() and each.stat().st_size > 10_000_000:
                each.unlink()


def contenders() -> list[Contender]:
    """What is run on one dataset; the floor is the third."""
    hashing = (
        "find data -type f -print0 | xargs -0 b3sum" if shutil.which("b3sum") else f'"{sys.executable}" -c "$0" data'
    )
    copying = f"cp -r --reflink=auto data copy && {hashing}"
    found = [
        Contender("rung", [sys.executable, "-c", ADD], ("blobs", "index")),
        Contender("rung, again", [sys.executable, "-c", ADD]),
        Contender("cp + b3sum", ["sh", "-c", copying, B3SUM], ("copy",)),
        Contender("cp + b3sum + sync", ["sh", "-c", f"{copying} && sync -f copy", B3SUM], ("copy",)),
    ]
    if dvc := shutil.which("dvc"):
        found.append(
            Contender("dvc add", [dvc, "add", "-q", "data"], (".dvc", "data.dvc"), [dvc, "init", "-q", "--no-scm"])
        )
    return found


def measure(folder: Path, what: str, rounds: int) -> None:
    """Run all in turn, once to warm up, and print their table."""
    runners = contenders()
    for number in range(rounds + 1):
        for runner in runners:
            runner.run(folder)
            if not number:
                runner.seconds.clear()
    print(f"\n{what}; medians of {rounds} rounds")
    for runner in runners:
        print(runner.line(runners[2]))


def make_large(folder: Path, megabytes: int) -> None:
    """One file that nothing can compress."""
    chance = random.Random(1)
    with (folder / "large.bin").open("wb") as file:
        for _ in range(megabytes):
            file.write(chance.randbytes(1_000_000))


def make_small(folder: Path, number: int) -> None:
    """Files in folders of a hundred."""
    chance = random.Random(2)
    for each in range(number):
        path = folder / f"{each // 100:04d}" / f"{each:06d}.bin"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(chance.randbytes(chance.randrange(2_000, 14_000)))


def main() -> int:
    """Make the datasets, and measure each."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--megabytes", type=int, default=2000)
    options.add_argument("--files", type=int, default=10_000)
    options.add_argument("--folder", type=Path, help="where there is room; the kind of file system matters")
    args = options.parse_args()
    # Measured as installed: with the bytecode that an installation writes.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE / "src"), os.environ.get("PYTHONPATH", "")])
    print("b3sum:", shutil.which("b3sum") or "not installed; a Python process with the blake3 package in its place")
    print("dvc:", shutil.which("dvc") or "not installed")
    for make, number, what in (
        (make_large, args.megabytes, f"1 file of {args.megabytes} MB"),
        (make_small, args.files, f"{args.files} files of 2–14 kB"),
    ):
        with tempfile.TemporaryDirectory(dir=args.folder) as made:
            (Path(made) / "data").mkdir()
            make(Path(made) / "data", number)
            time.sleep(2.1)  # files that were just written would be read again, and are not what is measured
            measure(Path(made), what, args.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
