"""A data scientist keeps versions of a growing dataset, promises something of it, and gets a day back that was lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rung.cli import main

MANIFEST = """\
project: flights
datasets:
  flights:
    source: data/flights/*.csv
    contract: contracts/flights.yaml
    key: id
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "rung.yaml").write_text(MANIFEST)
    (tmp_path / "data" / "flights").mkdir(parents=True)
    month(tmp_path, 1)
    return tmp_path


def month(project: Path, number: int, carrier: str = "UA") -> Path:
    rows = [f"{number * 1000 + row},{carrier if row % 3 else 'AA'},{100 + row * 7 % 900}" for row in range(300)]
    file = project / "data" / "flights" / f"m{number}.csv"
    file.write_text("\n".join(["id,carrier,distance", *rows]) + "\n")
    return file


def rung(project: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main([*words, "-C", str(project)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_versions_are_kept_shown_compared_and_restored(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = rung(project, capsys, "data", "add", "flights", "--note", "january")
    assert (code, out.split("  ")[1:]) == (0, ["1 file, 3.6 kB, 300 rows", "first version\n"])
    assert rung(project, capsys, "data", "add")[1].endswith("unchanged\n")
    month(project, 2)
    assert "new: 1 file, 3.6 kB" in rung(project, capsys, "data", "add", "--note", "february")[1]
    listed = rung(project, capsys, "data", "list")[1].splitlines()
    assert [line.split()[-1] for line in listed] == ["flights", "february", "january"]
    assert "rows 300 → 600 (+300)" in rung(project, capsys, "data", "diff", "flights")[1]

    first = listed[2].split()[0]
    lost = (project / "data" / "flights" / "m1.csv").read_bytes()
    (project / "data" / "flights" / "m1.csv").unlink()
    assert rung(project, capsys, "data", "restore", "flights", first)[1].endswith("1 file written\n")
    assert (project / "data" / "flights" / "m1.csv").read_bytes() == lost
    code, out, _ = rung(project, capsys, "data", "check", "flights", "--content")
    assert (code, out.endswith("all as they were put in\n")) == (0, True)


def test_what_nobody_kept_is_not_overwritten(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rung(project, capsys, "data", "add")
    file = month(project, 1, "DL")
    edited = file.read_bytes()
    code, _, error = rung(project, capsys, "data", "restore", "flights")
    assert (code, file.read_bytes()) == (1, edited)
    assert "m1.csv" in error
    assert "rung data add flights" in error
    assert rung(project, capsys, "data", "restore", "flights", "--force")[0] == 0
    assert file.read_bytes() != edited


def test_a_contract_is_learned_kept_and_broken(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "rung data contract flights --infer" in rung(project, capsys, "data", "contract", "flights")[2]
    rung(project, capsys, "data", "add")
    code, out, _ = rung(project, capsys, "data", "contract", "flights", "--infer")
    assert code == 0
    assert "one of AA, UA" in out
    assert rung(project, capsys, "data", "contract", "flights", "--infer")[0] == 2
    assert "keeps contract" in rung(project, capsys, "data", "check", "flights")[1]

    bad = month(project, 2, "ZZ")
    code, out, _ = rung(project, capsys, "data", "check", "flights", str(bad))
    assert code == 1
    assert 'carrier: 200 of 300 values not among the 2 allowed (first: row 2: "ZZ")' in out
    rung(project, capsys, "data", "add")
    assert rung(project, capsys, "data", "check", "flights")[0] == 1
    shown = rung(project, capsys, "audit", "show")[1]
    assert [line.split()[4] for line in shown.splitlines()] == [
        "dataset.added", "contract.checked", "dataset.added", "contract.checked",
    ]  # fmt: skip
    assert rung(project, capsys, "audit", "verify")[0] == 0


@pytest.mark.parametrize(
    ("manifest", "words", "says"),
    [
        ("project: p\n", ["add"], "rung.yaml names no datasets"),
        (MANIFEST, ["add", "trains"], "there is no dataset trains"),
        (MANIFEST, ["show", "flights"], "no version of dataset flights is stored"),
        (MANIFEST, ["diff", "flights"], "no version of dataset flights is stored"),
        ("datasets: {a: {}}\n", ["add"], "dataset a has no source"),
        ("datasets: {a: {source: nothing/*.csv}}\n", ["add"], "nothing/*.csv"),
        ("datasets: {a: {source: '${env:RUNG_TEST_UNSET}/x'}}\n", ["add"], "RUNG_TEST_UNSET is not set"),
        (MANIFEST, ["check", "flights", "f.csv", "--content"], "--content"),
    ],
)
def test_what_cannot_be_done_is_told(
    project: Path, capsys: pytest.CaptureFixture[str], manifest: str, words: list[str], says: str
) -> None:
    (project / "rung.yaml").write_text(manifest)
    code, _, error = rung(project, capsys, "data", *words)
    assert code == 2
    assert says in error


def test_a_damaged_store_is_told_and_mended_from_the_files(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rung(project, capsys, "data", "add")
    (blob,) = [
        each for each in (project / ".rung" / "blobs").rglob("*") if each.is_file() and each.stat().st_size > 1_000
    ]
    blob.chmod(0o644)
    blob.write_bytes(b"x" * blob.stat().st_size)
    assert rung(project, capsys, "data", "check", "flights", "--content")[0] == 0
    file = project / "data" / "flights" / "m1.csv"
    file.unlink()
    blob.chmod(0o644)
    blob.write_bytes(b"x" * blob.stat().st_size)
    code, out, _ = rung(project, capsys, "data", "check", "flights", "--content")
    assert code == 1
    assert "damaged  data/flights/m1.csv" in out
    assert rung(project, capsys, "data", "restore", "flights")[0] == 3
    assert not file.exists()


def test_nothing_is_removed_that_a_version_needs(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rung(project, capsys, "data", "add")
    assert rung(project, capsys, "data", "gc", "--dry-run")[1] == "0 files, 0 B would be removed\n"
    assert rung(project, capsys, "data", "gc")[1] == "0 files, 0 B removed\n"


def test_nothing_is_removed_that_a_model_or_a_run_needs(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from msgspec.structs import replace

    from rung.domain.dataset import FileEntry, version_id
    from rung.domain.event import Actor
    from rung.store.files.opening import open_files
    from rung.store.opening import open_store
    from store.values import a_model, a_run

    files = open_files(project / ".rung" / "blobs")
    model, diff, lock, nobodys = (files.put_bytes(each) for each in (b"model", b"diff", b"lock", b"nobody's"))
    entries = (FileEntry("MLmodel", 5, model),)
    with open_store(project / ".rung" / "store.db") as store, store.writing(Actor("ann")) as writer:
        writer.models.register(replace(a_model(), files=entries, digest=version_id(entries)))
        writer.runs.begin(a_run(diff=diff, lock=lock))
    for digest in (model, diff, lock, nobodys):
        path = files.local_path(digest)
        assert path
        os.utime(path, (0, 0))
    assert rung(project, capsys, "data", "gc")[1] == "1 file, 8 B removed\n"
    assert set(files.digests()) == {model, diff, lock}
