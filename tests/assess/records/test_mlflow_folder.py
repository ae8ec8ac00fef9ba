"""The file store of MLflow, as a stranger may have prepared it."""

from __future__ import annotations

from pathlib import Path

from rung.assess.records.mlflow.folder import Folder


def run(root: Path) -> Path:
    folder = root / "1" / "abc"
    for name in ("tags", "params", "metrics"):
        (folder / name).mkdir(parents=True)
    (root / "1" / "meta.yaml").write_text("name: flights\nlifecycle_stage: active\n")
    (folder / "meta.yaml").write_text("lifecycle_stage: active\nstatus: 3\nstart_time: 1\nend_time: 2\n")
    (folder / "params" / "depth").write_text("3")
    return folder


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key").write_text("s3cret")
    (secret / "meta.yaml").write_text("name: s3cret\nlifecycle_stage: active\nstatus: 3\nstart_time: 1\n")
    folder = run(tmp_path / "mlruns")
    (folder / "tags" / "file").symlink_to(secret / "key")
    (folder / "tags" / "folder").symlink_to(secret)
    (tmp_path / "mlruns" / "1" / "other").symlink_to(secret)
    (tmp_path / "mlruns" / "2").symlink_to(tmp_path / "mlruns" / "1")
    (found,) = Folder(tmp_path / "mlruns").runs()
    assert (found.params, found.tags) == ({"depth": "3"}, {})
    assert "s3cret" not in repr(found)
