"""Datasets that lie in S3, and stores that do."""

from __future__ import annotations

from pathlib import Path

import pytest
from blake3 import blake3

from data.versions.project import Project, content_of
from rung.data.versions.checking import Harm, check
from rung.data.versions.garbage import unreferenced
from rung.data.versions.remote_sources import RemoteSource
from rung.data.versions.restoring import restore
from rung.errors import StorageError, UsageError
from rung.store.files.opening import open_files
from store.files.s3_server import S3Server


def upload(s3: S3Server, **objects: bytes) -> str:
    """A bucket with objects; `__` stands for a slash, `_` for a dot."""
    bucket = s3.new_bucket()
    for name, content in objects.items():
        s3.client.put_object(Bucket=bucket, Key=name.replace("__", "/").replace("_", "."), Body=content)
    return bucket


@pytest.mark.parametrize(
    ("source", "paths"),
    [
        ("data/*.csv", ["a.csv", "b.csv"]),
        ("data", ["a.csv", "b.csv", "deep/c.csv"]),
        ("data/", ["a.csv", "b.csv", "deep/c.csv"]),
        ("data/**", ["a.csv", "b.csv", "deep/c.csv"]),
        ("data/a.csv", ["a.csv"]),
        ("*/deep", ["data/deep/c.csv"]),
    ],
)
def test_objects_as_sources(project: Project, s3: S3Server, source: str, paths: list[str]) -> None:
    bucket = upload(s3, data__a_csv=b"x\n1\n", data__b_csv=b"x\n2\n", data__deep__c_csv=b"x\n3\n", other=b"")
    version = project.add(f"s3://{bucket}/{source}")
    assert [each.path for each in version.files] == paths
    assert version.files[0].digest in project.files.digests()
    assert version.rows == len(paths)


def test_an_object_that_did_not_change_is_not_read(
    project: Project, s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = upload(s3, data__a=b"one", data__b=b"two")
    first = project.add(f"s3://{bucket}/data", index=tmp_path / "index")
    s3.client.put_object(Bucket=bucket, Key="data/b", Body=b"owt")
    read: list[str] = []
    digest = RemoteSource.digest
    monkeypatch.setattr(RemoteSource, "digest", lambda self, tell: (read.append(self.path), digest(self, tell))[1])
    second = project.add(f"s3://{bucket}/data", index=tmp_path / "index", previous=first)
    assert read == ["b"]
    assert second.files[1].digest == blake3(b"owt").hexdigest()


def test_no_object(project: Project, s3: S3Server) -> None:
    bucket = upload(s3, other=b"")
    with pytest.raises(UsageError, match="no file is there"):
        project.add(f"s3://{bucket}/data/*.csv")
    with pytest.raises((StorageError, UsageError)):
        project.add("s3://nowhere/data")


def test_a_name_that_leads_out(project: Project, s3: S3Server) -> None:
    bucket = s3.new_bucket()
    s3.client.put_object(Bucket=bucket, Key="data/a/../../../x", Body=b"x")
    with pytest.raises(StorageError, match="leads out of the dataset"):
        project.add(f"s3://{bucket}/data")


def test_a_store_in_s3(project: Project, s3: S3Server, tmp_path: Path) -> None:
    project.files = open_files(f"s3://{s3.new_bucket()}/blobs")
    for number in range(20):
        project.write(f"data/{number}.bin", b"%d" % (number // 2))
    version = project.add("data", index=tmp_path / "index")
    assert len(list(project.files.digests())) == 10
    assert project.add("data", index=tmp_path / "index", previous=version) is version
    restore(version, tmp_path / "out", project.files)
    assert content_of(tmp_path / "out") == content_of(project.root)
    assert unreferenced([], [], project.files) == []
    project.files.delete(version.files[-1].digest)
    assert {each.harm for each in check(version, project.files)} == {Harm.MISSING}


def test_a_store_that_goes_away(project: Project, s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = s3.new_bucket()
    project.files = open_files(f"s3://{bucket}/blobs")
    s3.client.delete_bucket(Bucket=bucket)
    project.write("data/1.bin", b"one")
    with pytest.raises(StorageError) as caught:
        project.add("data")
    assert "there is no such bucket" in caught.value.what
