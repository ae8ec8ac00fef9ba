"""What an address means, and what is said when there is nothing behind it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rung.errors import StorageError, UsageError
from rung.store.files.local import LocalFiles
from rung.store.files.opening import open_files, plain_address
from store.files.s3_server import ENVIRONMENT, S3Server


@pytest.mark.parametrize("form", ["{0}", "file://{0}"])
def test_a_path_is_a_folder(tmp_path: Path, form: str) -> None:
    files = open_files(form.format(tmp_path / "with space"))
    assert isinstance(files, LocalFiles)
    assert files.folder == tmp_path / "with space"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="is a file, and content needs a folder"):
        open_files(tmp_path / "file")


def test_no_bucket(s3: S3Server) -> None:
    with pytest.raises(StorageError) as caught:
        open_files("s3://nowhere/prefix")
    assert str(caught.value) == "s3://nowhere: there is no such bucket"
    assert caught.value.fix == "create it, or correct the address in workspace:"


def test_a_bucket_and_a_prefix(s3: S3Server) -> None:
    bucket = s3.new_bucket()
    files = open_files(f"s3://{bucket}/team/blobs/")
    digest = files.put_bytes(b"rung")
    assert files.address(digest) == f"s3://{bucket}/team/blobs/{digest[:2]}/{digest[2:]}"
    (only,) = s3.client.list_objects_v2(Bucket=bucket)["Contents"]
    assert only["Key"] == f"team/blobs/{digest[:2]}/{digest[2:]}"


def test_no_bucket_named() -> None:
    with pytest.raises(UsageError, match="names no bucket"):
        open_files("s3://")


def test_no_credentials(s3: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    with pytest.raises(StorageError, match="no credentials") as caught:
        open_files(f"s3://{s3.new_bucket()}")
    assert caught.value.fix == "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"


@pytest.mark.parametrize("listening", [True, False])
def test_no_answer_takes_some_seconds_only(monkeypatch: pytest.MonkeyPatch, listening: bool) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        if listening:
            deaf.listen()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{deaf.getsockname()[1]}")
        started = time.monotonic()
        with pytest.raises(StorageError, match="no answer") as caught:
            open_files("s3://bucket/prefix", patience=0.2)
    assert time.monotonic() - started < 10
    assert caught.value.where == "s3://bucket/prefix"
    assert "AWS_ENDPOINT_URL" in (caught.value.fix or "")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(StorageError) as caught:
        open_files("s3://bucket")
    assert caught.value.fix == "pip install 'rung[s3]'"


def test_an_unknown_kind_of_address() -> None:
    with pytest.raises(UsageError, match="no storage is known for gopher://"):
        open_files("gopher://hole")


def test_credentials_in_an_address_are_not_shown() -> None:
    assert plain_address("s3://key:secret@bucket/prefix") == "s3://bucket/prefix"
    assert plain_address("s3://bucket/a@b") == "s3://bucket/a@b"


def test_a_local_store_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from rung.store.files.opening import open_files; open_files(sys.argv[1]).put_bytes(b'');"
        "print(sorted({'fsspec', 's3fs', 'botocore', 'polars', 'sqlalchemy', 'asyncio'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"
