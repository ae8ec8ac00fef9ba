"""Time and memory of a contract check beside a plain scan of the same table, in one interleaved run.

    python bench/contracts.py [--rounds 5] [--rows 10000000] [--csv-rows 1000000]

The table has 20 columns: an id, a time, six floats (two with nulls), six whole numbers, four categories, a code and a
flag. The contract is inferred from it, with the id as its key. For every file, in turn: the check, the check of a copy
that breaks five rules, the inference, and reading all columns with Polars for their largest values. Each is a process
of its own that imports what it needs. Printed are medians of wall time, the largest peak memory, rows per second, and
the ratio to the plain scan, round by round.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from assess import HERE, Contender

if TYPE_CHECKING:
    import polars as pl

PIECE = 500_000
LIMIT_MB = 2_048
NOW = "datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds={rows})"
START = (
    "import sys\nfrom datetime import UTC, datetime, timedelta\nfrom pathlib import Path\nimport polars as pl\n"
    "from rung.data.contracts.document import load_contract, write_contract\n"
    "from rung.data.contracts.inferring import infer\n"
    "from rung.data.contracts.opening import check_files, open_files\n"
)
SCAN = (
    "import sys\nimport polars as pl\npl.scan_{kind}(sys.argv[1]).select(pl.all().max()).collect(engine='streaming')\n"
)
CHECK = (
    START + "r = check_files(load_contract(Path(sys.argv[2])), sys.argv[1], now={now})\n"
    "assert len(r.violations) == {broken}, [each.sentence for each in r.violations]\n"
)
INFER = START + "c = infer(open_files(sys.argv[1]), name='big', key='id', time='t')\n"
WRITE = INFER + "Path(sys.argv[2]).write_text(write_contract(c))\n"


def make_piece(first: int, rows: int, *, broken: bool) -> pl.DataFrame:
    """Some rows of the table; the broken one has a new category, nulls, a lost sign, text too long and repeats."""
    import numpy as np  # noqa: PLC0415 - see make_tables
    import polars as pl  # noqa: PLC0415

    chance = np.random.default_rng(first + 1)
    ids = np.arange(first, first + rows)
    columns: dict[str, object] = {"id": ids, "t": np.datetime64("2024-01-01", "us") + ids.astype("timedelta64[s]")}
    columns |= {f"f{each}": chance.normal(size=rows).round(3) for each in range(6)}
    columns |= {f"i{each}": chance.integers(0, 10 ** (each + 1), rows) for each in range(6)}
    names = np.array([f"c{each:02}" for each in range(16)])
    columns |= {f"s{each}": names[chance.integers(0, 16, rows)] for each in range(4)}
    codes = np.char.add("x", chance.integers(10**7, 10**8, rows).astype(str))
    columns |= {"code": codes, "flag": chance.random(rows) < 0.3}
    empty = pl.col("f0") > 2
    frame = pl.DataFrame(columns).with_columns(pl.when(~empty).then(each).alias(each) for each in ("f4", "f5"))
    if not broken:
        return frame
    rare = pl.int_range(pl.len()) % 1_000 == 17
    return frame.with_columns(
        pl.when(rare).then(pl.lit("c99")).otherwise("s0").alias("s0"),
        pl.when(rare).then(None).otherwise("s1").alias("s1"),
        pl.when(rare).then(-pl.col("i5")).otherwise("i5").alias("i5"),
        pl.when(rare).then(pl.col("code") + "0").otherwise("code").alias("code"),
        pl.when(rare).then(pl.col("id") - 1).otherwise("id").alias("id"),
    )


def make_table(path: Path, rows: int, *, broken: bool = False) -> None:
    """Write it in pieces, so that making it needs little memory."""
    from pyarrow import parquet  # noqa: PLC0415 - see make_tables

    writer = None
    with path.open("wb") as file:
        for first in range(0, rows, PIECE):
            frame = make_piece(first, min(PIECE, rows - first), broken=broken)
            if path.suffix == ".csv":
                frame.write_csv(file, include_header=first == 0)
                continue
            table = frame.to_arrow()
            writer = writer or parquet.ParquetWriter(file, table.schema)
            writer.write_table(table)
        if writer is not None:
            writer.close()


def make_tables(folder: Path, kind: str, rows: int) -> None:
    """Both, in a process of its own: what a child is said to have used begins with the size of its parent."""
    spawn = multiprocessing.get_context("spawn")
    for name, broken in (("good", False), ("bad", True)):
        child = spawn.Process(target=make_table, args=(folder / f"{name}.{kind}", rows), kwargs={"broken": broken})
        child.start()
        child.join()
        assert child.exitcode == 0


def contenders(folder: Path, kind: str, rows: int) -> list[Contender]:
    """What is run on one table."""
    good, bad, contract = str(folder / f"good.{kind}"), str(folder / f"bad.{kind}"), str(folder / f"{kind}.yaml")
    now = NOW.format(rows=rows)

    def python(code: str, *words: str) -> list[str]:
        return [sys.executable, "-c", code, *words]

    subprocess.run(python(WRITE, good, contract), check=True)
    return [
        Contender("check", python(CHECK.format(now=now, broken=0), good, contract)),
        Contender("check, 5 rules broken", python(CHECK.format(now=now, broken=5), bad, contract)),
        Contender("infer", python(INFER, good)),
        Contender("plain scan", python(SCAN.format(kind=kind), good)),
    ]


def measure(folder: Path, kind: str, rows: int, rounds: int) -> bool:
    """Run all in turn, print their table, and say whether memory stayed below the limit."""
    runners = contenders(folder, kind, rows)
    for runner in runners:
        subprocess.run(runner.command, check=True)
    for _ in range(rounds):
        for runner in runners:
            runner.run(folder)
    size = (folder / f"good.{kind}").stat().st_size / 2**20
    print(f"\n{kind}: {rows:,} rows × 20 columns, {size:,.0f} MB")
    floor = runners[-1]
    for runner in runners:
        ratio = statistics.median(one / other for one, other in zip(runner.seconds, floor.seconds, strict=True))
        rate = rows / statistics.median(runner.seconds) / 1e6
        print(f"{runner.line()}  {rate:6.1f} M rows/s  {ratio:5.2f} × plain scan")
    return all(runner.megabytes < LIMIT_MB for runner in runners)


def main() -> int:
    """Make the tables, and measure each; exit code 1 where the check needed more memory than it may."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--rows", type=int, default=10_000_000)
    options.add_argument("--csv-rows", type=int, default=1_000_000)
    args = options.parse_args()
    os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE / "src"), os.environ.get("PYTHONPATH", "")])
    bounded = True
    with tempfile.TemporaryDirectory() as made:
        for kind, rows in (("parquet", args.rows), ("csv", args.csv_rows)):
            make_tables(Path(made), kind, rows)
            bounded &= measure(Path(made), kind, rows, args.rounds)
    if not bounded:
        print(f"\nmore than {LIMIT_MB:,} MB", file=sys.stderr)
    return 0 if bounded else 1


if __name__ == "__main__":
    sys.exit(main())
