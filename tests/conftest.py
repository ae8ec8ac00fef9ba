"""Fixtures for every test."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Examples are drawn the same way every time, so that a change fails for what it did; `make fuzz` looks for new ones.
# How long it takes to draw them depends on what else the machine does, and says nothing.
SLOW = [HealthCheck.too_slow]
settings.register_profile("test", deadline=None, derandomize=True, database=None, suppress_health_check=SLOW)
settings.register_profile("fuzz", deadline=None, max_examples=5_000, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))

ANN = "Ann Example <ann@example.org>"
BEN = "Ben Example <ben@example.org>"


@dataclass
class GitRepo:
    """A real repository that a test fills; people and dates are given, nothing depends on the machine."""

    path: Path

    def git(self, *words: str, author: str = ANN, committer: str | None = None, date: str = "2026-01-01T12:00") -> str:
        """What `git` prints."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.path.parent),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
            **_identity("AUTHOR", author, date),
            **_identity("COMMITTER", committer or author, date),
        }
        done = subprocess.run(
            ["git", "-C", str(self.path), *words], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def write(self, files: dict[str, str | bytes]) -> None:
        """Put files on disk."""
        for name, content in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(
        self,
        files: dict[str, str | bytes] | None = None,
        message: str = "Change something here",
        *,
        author: str = ANN,
        committer: str | None = None,
        date: str = "2026-01-01T12:00",
    ) -> str:
        """Write files, add everything, commit; the id of the commit."""
        self.write(files or {})
        self.git("add", "--all", "--force")
        self.git("commit", "--allow-empty", "-qm", message, author=author, committer=committer, date=date)
        return self.git("rev-parse", "HEAD")

    def merge(self, branch: str, *, author: str = ANN, date: str = "2026-01-01T12:00") -> str:
        """Merge a branch with a merge commit; the id of the commit."""
        self.git("merge", "--no-ff", "-qm", f"Merge branch {branch}", branch, author=author, date=date)
        return self.git("rev-parse", "HEAD")

    def clone(self, to: Path, *options: str) -> GitRepo:
        """A clone through the file protocol, as from a server."""
        self.git("config", "uploadpack.allowFilter", "true")
        self.git("clone", "-q", *options, self.path.as_uri(), str(to))
        return GitRepo(to)


def _identity(role: str, person: str, date: str) -> dict[str, str]:
    name, _, email = person.rstrip(">").partition(" <")
    return {f"GIT_{role}_NAME": name, f"GIT_{role}_EMAIL": email, f"GIT_{role}_DATE": f"{date}:00+0000"}


@pytest.fixture
def make_repo(tmp_path: Path) -> Callable[..., GitRepo]:
    """Make an empty repository, or one with a first commit of the files given."""

    def make(files: dict[str, str | bytes] | None = None, name: str = "repo") -> GitRepo:
        repo = GitRepo(tmp_path / name)
        repo.path.mkdir()
        repo.git("init", "-q", "-b", "main")
        if files is not None:
            repo.commit(files, "Start")
        return repo

    return make
