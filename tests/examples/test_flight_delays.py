"""The example as a stranger finds it: cloned, without data, and judged like any other project."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from conftest import GitRepo
from house.source import ROOT
from rung.cli import main

EXAMPLE = ROOT / "examples" / "flight-delays"
FLIGHTS = 336_776


def committed(under: str = ".") -> list[Path]:
    """Files that are or would be committed; data and stores that somebody made there are not."""
    shown = subprocess.run(
        ["git", "-C", EXAMPLE, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", under],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [Path(each) for each in shown.split("\0") if each and (EXAMPLE / each).is_file()]


def copied(to: Path, under: str = ".") -> Path:
    for each in committed(under):
        target = to / each.relative_to(under)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(EXAMPLE / each, target)
    return to


@pytest.fixture
def project(make_repo: Callable[..., GitRepo]) -> Path:
    repo = make_repo(name="flight-delays")
    copied(repo.path)
    repo.commit(message="Flight delays")
    return repo.path


def level(folder: Path, capsys: pytest.CaptureFixture[str]) -> int:
    capsys.readouterr()
    assert main(["assess", str(folder), "--json", "--as-of", "2026-11-28"]) == 0
    return int(json.loads(capsys.readouterr().out)["configured_level"])


def test_a_fresh_clone_passes_its_checks_without_data(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ci", "--quiet", "--rows", "400", "-C", str(project)]) == 0
    said = {line.split()[1]: line for line in capsys.readouterr().out.splitlines() if line.startswith("passed")}
    assert set(said) == {"gate", "contracts", "tests", "pipeline"}
    assert "2 read, 0 held against data" in said["contracts"]
    assert "passed in" in said["tests"]
    assert "2 steps ran, and flight-delays answers" in said["pipeline"]
    assert not (project / "data").exists()
    assert not (project / ".rung").exists()


def test_the_real_flights_keep_their_contracts(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run([sys.executable, "-m", "flight_delays.fetch"], cwd=project, check=True, capture_output=True)
    assert main(["data", "add", "-C", str(project)]) == 0
    assert f"{FLIGHTS:,} rows" in capsys.readouterr().out
    for name in ("flights", "weather"):
        assert main(["data", "check", name, "-C", str(project)]) == 0


def test_fetching_twice_writes_the_same_bytes(project: Path) -> None:
    written = []
    for _ in range(2):
        subprocess.run([sys.executable, "-m", "flight_delays.fetch"], cwd=project, check=True, capture_output=True)
        written.append({each.name: each.read_bytes() for each in (project / "data").rglob("*.parquet")})
        shutil.rmtree(project / "data")
    assert len(written[0]) == 13
    assert written[0] == written[1]


def test_the_notebook_is_level_1_as_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert level(copied(tmp_path / "before", "before"), capsys) == 1


def test_the_notebook_is_level_1_in_a_repository(
    make_repo: Callable[..., GitRepo], capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo(name="before")
    copied(repo.path, "before")
    repo.commit(message="Try it in a notebook")
    assert level(repo.path, capsys) == 1


def test_what_it_became_is_level_2(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert level(project, capsys) == 2


def test_the_notebook_was_run_from_top_to_bottom() -> None:
    notebook = json.loads((EXAMPLE / "before" / "delays.ipynb").read_text())
    code = [each for each in notebook["cells"] if each["cell_type"] == "code"]
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert [each["execution_count"] for each in code] == list(range(1, len(code) + 1))
    assert len({each["id"] for each in notebook["cells"]}) == len(notebook["cells"])


def test_the_package_knows_nothing_of_rung() -> None:
    modules = [EXAMPLE / each for each in committed() if each.suffix == ".py"]
    assert len(modules) > 5
    assert not [each for each in modules if "rung" in each.read_text()]


def test_every_file_that_the_manifest_names_is_committed() -> None:
    manifest = yaml.safe_load((EXAMPLE / "rung.yaml").read_text())
    named = {Path(each["contract"]) for each in manifest["datasets"].values()}
    assert named <= set(committed())
