"""What several tests of measuring need."""

from __future__ import annotations

import os

import pytest


@pytest.fixture
def born(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that are forked during the test; others may have children of their own here."""
    real, found = os.fork, []

    def fork() -> int:
        pid = real()
        if pid:
            found.append(pid)
        return pid

    monkeypatch.setattr(os, "fork", fork)
    return found
