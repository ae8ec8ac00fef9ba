"""Output that cannot be written: gone, full, closed, forbidden. One sentence each time, and never half a file."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rung.__main__ import main as script
from rung.cli import main

SOURCE = str(Path(__file__).parents[2] / "src")
FULL = Path("/dev/full")
VERBS = [
    ["assess"],
    ["assess", "--json"],
    ["assess", "--format", "html"],
    ["assess", "--history"],
    ["assess", "--portfolio", "many.yaml"],
    ["assess", "--questionnaire"],
    ["explain"],
    ["explain", "model-card", "--here"],
    ["plan"],
    ["gate", "--min-level", "1"],
    ["gate", "--min-level", "5", "--format", "github"],
    ["report", "--from", "HEAD"],
    ["attest"],
    ["waive", "--list"],
    ["schema", "assessment"],
    ["records", "import", "github"],
    ["--help"],
    ["gate", "--help"],
    ["--version"],
]


@pytest.fixture
def folder(make_repo: Callable[..., Any]) -> Path:
    many = "name: many\nprojects:\n  - {name: one, path: .}\n"
    path: Path = make_repo({"a.py": "from sklearn.svm import SVC\nSVC().fit(1, 2)\n", "many.yaml": many}).path
    return path


def rung(folder: Path, *words: str, **streams: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "rung", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": SOURCE, "XDG_CACHE_HOME": str(folder.parent / "cache")},
        check=False,
        **{"stderr": subprocess.PIPE, **streams},
    )


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_full_disk_behind_standard_output(folder: Path, words: list[str]) -> None:
    with FULL.open("wb") as full:
        done = rung(folder, *words, stdout=full)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "error: cannot write: No space left on device\n"
        "  at: standard output\n"
        "  hint: make room there, or write elsewhere\n"
    )


@pytest.mark.parametrize("words", [["assess", "--json"], ["gate", "--min-level", "1"], ["explain"]], ids=" ".join)
def test_reader_that_has_left_is_no_refusal(folder: Path, words: list[str]) -> None:
    """A gate that holds must not read as refused because `head` had enough."""
    read, written = os.pipe()
    os.close(read)
    done = rung(folder, *words, stdout=written)
    os.close(written)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("words", [["assess"], ["gate", "--min-level", "1"], ["--help"]], ids=" ".join)
def test_closed_standard_output_is_no_traceback(folder: Path, words: list[str]) -> None:
    done = rung(folder, *words, preexec_fn=lambda: os.close(1))
    assert b"Traceback" not in done.stderr
    assert b"standard output is closed" in done.stderr or words == ["--help"]


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_error_that_nobody_can_read_keeps_its_exit_code(folder: Path) -> None:
    with FULL.open("wb") as full:
        assert rung(folder, "assess", "nowhere", stderr=full).returncode == 3
        assert rung(folder, "assess", "--no-such-option", stderr=full).returncode == 2
    assert rung(folder, "assess", "nowhere", stderr=None, preexec_fn=lambda: os.close(2)).returncode == 3


@pytest.mark.parametrize(
    "words", [["assess", "--format", "html"], ["assess", "--json"], ["report", "--from", "HEAD"]], ids=" ".join
)
def test_disk_that_fills_up_leaves_the_old_report_whole(folder: Path, words: list[str]) -> None:
    old = folder / "out.html"
    old.write_text("old\n")
    limit = 50
    done = rung(
        folder, *words, "-o", old.name, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    )
    assert done.returncode == 2
    assert b"error: cannot write: File too large\n  at: out.html\n  hint: make room there" in done.stderr
    assert old.read_text() == "old\n"
    assert sorted(each.name for each in folder.iterdir()) == [".git", "a.py", "many.yaml", "out.html"]


@pytest.mark.parametrize("name", ["no/such/folder/x", ".", "a.py/x"])
def test_place_that_cannot_be_written_to_is_named(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["assess"], ["assess", "--questionnaire"], ["report", "--from", "HEAD"]):
        place = ["-C", str(folder)] if words[-1] != "--questionnaire" else []
        assert main([*words, *place, "-o", str(folder / name)]) == 2
        assert "error: cannot write: " in capsys.readouterr().err


@pytest.mark.parametrize("words", [["assess"], ["assess", "--history", "--every", "commit"]], ids=" ".join)
@pytest.mark.parametrize("after", [0.0, 0.1, 0.3, 0.6])
def test_interruption_is_silent_at_any_moment(
    make_repo: Callable[..., Any], tmp_path: Path, words: list[str], after: float
) -> None:
    """Ctrl-C in a terminal reaches every process that works on it."""
    repo = make_repo({})
    for number in range(6):
        repo.commit({"a.py": f"from sklearn.svm import SVC\nSVC().fit(1, {number})\n"})
    code = (
        # A test run in the background is deaf to Ctrl-C, and what it starts would be too.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "import sys, rung.cli, rung.__main__; verbs = rung.cli.main; "
        "rung.cli.main = lambda: print('ready', flush=True) or verbs(); sys.exit(rung.__main__.main())"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, *words],
        cwd=repo.path,
        env={**os.environ, "PYTHONPATH": SOURCE, "XDG_CACHE_HOME": str(tmp_path / "cache")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        time.sleep(after)
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGINT)
        error = running.communicate(timeout=60)[1]
    assert b"Traceback" not in error
    # The signal itself ends a process that was on its way out already.
    assert running.returncode in (0, 130, -signal.SIGINT)


@pytest.mark.parametrize("wrapped", [False, True])
def test_interruption_while_modules_are_loaded(monkeypatch: pytest.MonkeyPatch, wrapped: bool) -> None:
    """Python 3.11 raises `RuntimeError` from what happens while the attributes of a class get their names."""

    def interrupt() -> int:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as error:
            if wrapped:
                raise RuntimeError("Error calling __set_name__") from error
            raise

    monkeypatch.setattr("rung.cli.main", interrupt)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    assert script() == 130


def test_what_is_no_interruption_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise RuntimeError("a bug")

    monkeypatch.setattr("rung.cli.main", fail)
    with pytest.raises(RuntimeError, match="a bug"):
        script()


def test_process_that_is_lost_is_told(
    monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from concurrent.futures.process import BrokenProcessPool

    def lost(*_: object, **__: object) -> None:
        raise BrokenProcessPool("a child was killed")

    monkeypatch.setattr("rung.workspace.Workspace.assess", lost)
    assert main(["assess", str(folder)]) == 3
    assert "ended before its work was done" in capsys.readouterr().err
