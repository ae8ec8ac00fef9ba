"""What holds for any files."""

from __future__ import annotations

import os
import random
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from data.versions.project import Project, content_of, damaged
from rung.data.versions.restoring import restore
from rung.domain.dataset import version_id
from rung.store.files.local import LocalFiles

NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="/\0\\"), min_size=1, max_size=12
).filter(lambda name: name not in (".", "..", ".git", ".rung") and len(name.encode()) < 200)  # fmt: skip
FILES = st.dictionaries(
    st.lists(NAMES, min_size=1, max_size=3).map(lambda parts: "/".join(["data", *parts])), st.binary(max_size=300), min_size=1, max_size=8,
).filter(lambda files: not any(one != other and one.startswith(f"{other}/") for one in files for other in files))  # fmt: skip


def fill(folder: Path, files: dict[str, bytes]) -> Project:
    project = Project(folder / "project", LocalFiles(folder / "blobs"))
    for path, content in files.items():
        project.write(path, content)
    return project


@given(FILES)
def test_what_was_added_is_restored_bit_for_bit(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as above:
        project = fill(Path(above), files)
        version = project.add("data")
        written = restore(version, Path(above, "target"), project.files)
        assert sorted(written) == sorted(files)
        assert content_of(Path(above, "target")) == files


@given(FILES)
def test_adding_twice_stores_nothing_new(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as above:
        project = fill(Path(above), files)
        index = Path(above, "index")
        first = project.add("data", index=index)
        stored = set(project.files.digests())
        assert len(stored) == len(set(files.values()))
        assert project.add("data", index=index, previous=first) is first
        assert project.add("data").id == first.id
        assert set(project.files.digests()) == stored


@given(FILES, st.randoms())
def test_the_id_depends_on_content_and_names_only(files: dict[str, bytes], chance: random.Random) -> None:
    paths = list(files)
    chance.shuffle(paths)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        first = fill(Path(one), files).add("data", by="ann")
        again = fill(Path(other), {path: files[path] for path in paths}).add(*paths, by="ben", note="other", name="x")
        assert again.id == first.id == version_id(reversed(first.files))
        changed = paths[0]
        fill(Path(other), {changed: files[changed] + b"!"})
        assert Project(Path(other, "project"), LocalFiles(Path(other, "blobs"))).add("data").id != first.id


@given(FILES, FILES)
def test_going_back_and_forth_loses_nothing(before: dict[str, bytes], after: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as above:
        project = fill(Path(above), before)
        first = project.add("data")
        for path in before:
            os.unlink(project.root / path)
        for folder, _, _ in os.walk(project.root, topdown=False):
            os.rmdir(folder)
        second = fill(Path(above), after).add("data", previous=first)
        (target := Path(above, "target")).mkdir()
        restore(first, target, project.files)
        if not any(one.startswith(f"{other}/") for one in {*before, *after} for other in {*before, *after}):
            restore(second, target, project.files, known=[first])
            assert content_of(target) == before | after
        assert damaged(project.files) == []
