"""What differs from the commit can be had again, bit for bit, and never holds a secret."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import GitRepo
from rung.errors import RefusedError, StorageError
from rung.registry.working_tree import apply_diff, keep_working_diff, working_diff
from rung.store.files import BlobStore

MakeRepo = Callable[..., GitRepo]
KEY = "AKIA" + "IOSFODNN7QWERTYU"
TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


@pytest.fixture
def repo(make_repo: MakeRepo) -> GitRepo:
    return make_repo(
        {
            "train.py": "fit()\n",
            "gone.py": "old()\n",
            "data.bin": b"\0\1\2" * 50,
            ".gitignore": "ignored/\n",
            "run.sh": "x\n",
        }
    )


def state(folder: Path) -> dict[str, tuple[bytes, bool]]:
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), os.access(path, os.X_OK))
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts and path.name != "x"
    }


def test_a_clean_tree_has_no_difference(repo: GitRepo, files: BlobStore) -> None:
    assert keep_working_diff(repo.path, files) is None
    (repo.path / "ignored").mkdir()
    (repo.path / "ignored" / "x").write_text("x")
    assert keep_working_diff(repo.path, files) is None


def test_every_change_is_had_again(repo: GitRepo, files: BlobStore, tmp_path: Path) -> None:
    repo.write({
        "train.py": "fit(better=True)\r\nno end of line", "new/modul ü.py": "import x\n", "data.bin": bytes(random.Random(1).randbytes(500)),
        "staged.py": "staged()\n", "empty.py": "", 'odd "name".txt': "t\n", "ignored/x": "x",
    })  # fmt: skip
    repo.git("add", "staged.py")
    repo.write({"ignored/forced.py": "forced()\n"})
    repo.git("add", "--force", "ignored/forced.py")
    (repo.path / "gone.py").unlink()
    (repo.path / "run.sh").chmod(0o755)
    index = (repo.path / ".git" / "index").read_bytes()
    objects = {path for path in (repo.path / ".git" / "objects").rglob("*") if path.is_file()}
    digest = keep_working_diff(repo.path, files)
    assert digest
    assert (repo.path / ".git" / "index").read_bytes() == index
    assert {path for path in (repo.path / ".git" / "objects").rglob("*") if path.is_file()} == objects
    assert keep_working_diff(repo.path / "new", files) == digest  # of the whole repository, from anywhere in it
    clean = repo.clone(tmp_path / "clean")
    with files.open(digest) as patch:
        apply_diff(patch.read(), clean.path)
    assert state(clean.path) == state(repo.path)


def test_what_is_too_large_is_left_out_and_named(repo: GitRepo) -> None:
    repo.write({"big.csv": "x" * 2_000, "small.csv": "x" * 1_000})
    found = working_diff(repo.path, largest=1_500)
    assert found
    assert found.left_out == ("big.csv",)
    assert b"small.csv" in found.patch
    assert b"big.csv" not in found.patch


def test_without_a_commit_there_is_none(tmp_path: Path, files: BlobStore, make_repo: MakeRepo) -> None:
    (tmp_path / "plain").mkdir()
    if working_diff(tmp_path / "plain") is None:  # unless the tests themselves run inside of a repository
        assert keep_working_diff(tmp_path / "plain", files) is None
    assert keep_working_diff(make_repo(name="unborn").path, files) is None


@pytest.mark.parametrize(
    ("name", "content", "line", "kind"),
    [
        ("train.py", f'import os\nfit()\nkey = "{KEY}"\n', 3, "AWS access key"),
        ("new.py", f'\n\ntoken = "{TOKEN}"\n', 3, "GitHub token"),
        (".env", "# local\nDB_PASSWORD=hunter22x\n", 2, "value in .env"),
        ("conf ü.yaml", 'a: 1\npassword: "kJ8s9Dk2LmQ7xZ1w"\n', 2, "password or key"),
        ("notes.bin", b"\0\0\n" + TOKEN.encode() + b"\n\0", 2, "GitHub token"),
    ],
)
def test_a_secret_is_refused_and_never_repeated_or_stored(
    repo: GitRepo, files: BlobStore, name: str, content: str | bytes, line: int, kind: str
) -> None:
    repo.write({name: content})
    with pytest.raises(RefusedError) as caught:
        keep_working_diff(repo.path, files)
    assert caught.value.where == f"{name}:{line}"
    assert kind in caught.value.what
    for secret in (KEY, TOKEN, "hunter22x", "kJ8s9Dk2LmQ7xZ1w"):
        assert secret not in f"{caught.value} {caught.value.fix}"
    assert list(files.digests()) == []


def test_a_secret_that_was_removed_would_be_in_the_patch_too(make_repo: MakeRepo, files: BlobStore) -> None:
    repo = make_repo({"train.py": f'a\nkey = "{KEY}"\nb\n'})
    repo.write({"train.py": "a\nb\n"})
    with pytest.raises(RefusedError, match=r"train\.py:2 \(AWS access key\)"):
        keep_working_diff(repo.path, files)
    repo.commit()
    assert keep_working_diff(repo.path, files) is None


def test_what_somebody_allowed_is_none(repo: GitRepo, files: BlobStore) -> None:
    repo.write({"train.py": f'key = "{KEY}"  # pragma: allowlist secret\n'})
    assert keep_working_diff(repo.path, files)


def test_a_patch_that_does_not_fit_is_said(repo: GitRepo, tmp_path: Path) -> None:
    repo.write({"train.py": "other()\n"})
    found = working_diff(repo.path)
    assert found
    repo.commit({"train.py": "third()\n"})
    with pytest.raises(StorageError, match="git apply failed"):
        apply_diff(found.patch, repo.path)
