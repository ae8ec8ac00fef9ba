"""Tidying."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from data.versions.project import Project
from rung.data.versions.garbage import remove, unreferenced
from rung.domain.dataset import DatasetVersion
from rung.store.files.local import LocalFiles


@pytest.fixture
def version(project: Project) -> DatasetVersion:
    project.write("data/a", "a")
    return project.add("data")


def grow_old(project: Project) -> None:
    assert isinstance(project.files, LocalFiles)
    for each in project.files.digests():
        os.utime(project.files.local_path(each), (0, 0))


def test_what_something_needs_stays(project: Project, version: DatasetVersion) -> None:
    model = project.files.put_bytes(b"model")
    orphan = project.files.put_bytes(b"orphan")
    grow_old(project)
    found = unreferenced([version], [model], project.files)
    assert [(each.digest, each.size) for each in found] == [(orphan, 6)]
    assert project.files.has(orphan)
    assert remove(found, project.files) == found
    assert set(project.files.digests()) == {model, version.files[0].digest}


def test_young_content_may_be_on_its_way_into_a_version(project: Project, version: DatasetVersion) -> None:
    assert unreferenced([], [], project.files) == []
    assert len(unreferenced([], [], project.files, older_than=timedelta(0))) == 1


def test_content_that_was_wanted_meanwhile_stays(project: Project, version: DatasetVersion) -> None:
    grow_old(project)
    found = unreferenced([], [], project.files)
    project.add("data")
    assert remove(found, project.files) == []
    assert project.files.has(version.files[0].digest)


def test_removing_twice(project: Project, version: DatasetVersion) -> None:
    grow_old(project)
    found = unreferenced([], [], project.files)
    assert remove(found, project.files) == found
    assert remove(found, project.files) == []
