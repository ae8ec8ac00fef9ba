"""Only what is registered and intact is loaded."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from registry.conftest import ANN
from registry.models import ROWS, fitted, parcel
from rung.domain.dataset import version_id
from rung.domain.model_version import Alias, ModelVersion, Trust
from rung.errors import DamagedBlobError, MissingBlobError, RefusedError
from rung.registry.base import Permission
from rung.registry.loading import load, load_model
from rung.registry.packaging import Package, package
from rung.registry.registering import register
from rung.store.files import BlobStore
from rung.store.transactions import Store
from store.values import a_run, an_evaluation, assert_consistent, digest

WORD = Trust("ann", datetime(2026, 5, 4, tzinfo=UTC), "I made it")
RUN = a_run(datasets={"flights": digest("v")}, environment=digest("e"), dirty=True, params={"train": {"c": 1}})


def test_a_version_knows_what_made_it_and_is_loaded_again(
    made: Package, store: Store, files: BlobStore, tmp_path: Path
) -> None:
    version = register(made, store, files, ANN, model="flights", run=RUN, evaluation=an_evaluation())
    assert (version.name, version.run, version.commit, version.dirty) == ("flights@1", "r1", RUN.commit, True)
    assert (version.datasets, version.environment, version.params) == (RUN.datasets, RUN.environment, RUN.params)
    assert version.digest == version_id(version.files)
    assert version.signature == made.directory.signature
    with store.reading() as reader:
        assert reader.models.aliases("flights") == {Alias.CHALLENGER: 1}
    assert (load_model(version, files, tmp_path / "cache").predict(ROWS) == fitted().predict(ROWS)).all()
    folder = load(version, files, tmp_path / "cache")
    assert {path.name for path in folder.iterdir()} == {path.name for path in made.folder.iterdir()}
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o444 for path in folder.iterdir())
    assert_consistent(store)


def test_done_again_it_is_the_same_version(made: Package, store: Store, files: BlobStore) -> None:
    first = register(made, store, files, ANN, model="flights", run=RUN)
    assert register(made, store, files, ANN, model="flights", run=RUN) == first
    assert register(made, store, files, ANN, model="flights", run=replace(RUN, id="r2")).version == 2


def test_a_pickle_is_registered_and_loaded_on_a_word_only(store: Store, files: BlobStore, tmp_path: Path) -> None:
    source = parcel(tmp_path / "parcel", fitted(), "pickle")
    risky = package(source, tmp_path / "model", permission=Permission(WORD))
    with pytest.raises(RefusedError, match="nobody has answered for it"):
        register(risky, store, files, ANN, model="flights", run=RUN)
    version = register(risky, store, files, ANN, model="flights", run=RUN, trust=WORD)
    assert version.trust == WORD
    assert (load_model(version, files, tmp_path / "cache").predict(ROWS) == fitted().predict(ROWS)).all()
    with pytest.raises(RefusedError, match="is a pickle"):
        load(replace(version, trust=None), files, tmp_path / "cache")


def test_a_word_that_is_not_needed_is_not_kept(made: Package, store: Store, files: BlobStore) -> None:
    assert register(made, store, files, ANN, model="flights", run=RUN, trust=WORD).trust is None


def blob(version: ModelVersion, files: BlobStore, name: str = "model.skops") -> Path:
    (entry,) = [each for each in version.files if each.path == name]
    path = files.local_path(entry.digest)
    assert path
    path.chmod(0o644)
    return path


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)


def test_tampered_content_is_not_loaded(made: Package, store: Store, files: BlobStore, tmp_path: Path) -> None:
    version = register(made, store, files, ANN, model="flights", run=RUN)
    damage(blob(version, files))
    with pytest.raises(DamagedBlobError, match=r"^.*content [0-9a-f]{64} is damaged"):
        load(version, files, tmp_path / "cache")
    assert list((tmp_path / "cache").glob("*/MLmodel")) == []
    blob(version, files).unlink()
    with pytest.raises(MissingBlobError, match="is not stored"):
        load(version, files, tmp_path / "cache")


def test_a_forged_record_is_not_loaded(made: Package, store: Store, files: BlobStore, tmp_path: Path) -> None:
    version = register(made, store, files, ANN, model="flights", run=RUN)
    entries = (replace(version.files[0], digest=version.files[1].digest), *version.files[1:])
    with pytest.raises(DamagedBlobError, match="does not fit its digest"):
        load(replace(version, files=entries), files, tmp_path / "cache")
    outside = (replace(version.files[0], path="../../outside"), *version.files[1:])
    escaping = replace(version, files=outside, digest=version_id(outside))
    with pytest.raises(DamagedBlobError, match="may not hold a file named"):
        load(escaping, files, tmp_path / "cache")
    assert not list(tmp_path.rglob("outside"))


@pytest.mark.parametrize(
    "meddle",
    [
        lambda folder: damage(folder / "model.skops"),
        lambda folder: (folder / "sklearn.py").write_text("raise SystemExit"),
        lambda folder: (folder / "MLmodel").unlink(),
        lambda folder: ((folder / "MLmodel").unlink(), (folder / "MLmodel").symlink_to(folder / "conda.yaml")),
    ],
)
def test_a_folder_that_somebody_changed_is_made_anew(
    made: Package, store: Store, files: BlobStore, tmp_path: Path, meddle: Callable[[Path], Any]
) -> None:
    version = register(made, store, files, ANN, model="flights", run=RUN)
    folder = load(version, files, tmp_path / "cache")
    meddle(folder)
    assert load(version, files, tmp_path / "cache") == folder
    assert {path.name for path in folder.iterdir()} == {each.path for each in version.files}
    assert (load_model(version, files, tmp_path / "cache").predict(ROWS) == fitted().predict(ROWS)).all()
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [version.digest]
