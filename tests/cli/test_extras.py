"""A base installation says what to install, and does not show where an import failed."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path
from typing import Any

import pytest

from rung.cli import main
from rung.cli.extras import EXTRAS, missing


def test_the_verb_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rung.yaml").write_text("project: p\n")
    for name in [each for each in sys.modules if each.startswith(("rung.store.", "sqlalchemy"))]:
        monkeypatch.delitem(sys.modules, name)
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] == "sqlalchemy":
            raise ModuleNotFoundError("No module named 'sqlalchemy'", name="sqlalchemy")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    assert main(["audit", "show", "-C", str(tmp_path)]) == 2
    assert "pip install 'rung[run]'" in capsys.readouterr().err


def test_every_extra_is_declared() -> None:
    import tomllib

    declared = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert set(EXTRAS.values()) <= set(declared["optional-dependencies"])


def test_a_mistake_of_our_own_is_not_explained_away() -> None:
    assert missing(ModuleNotFoundError("No module named 'rung.nothing'", name="rung.nothing")) is None
