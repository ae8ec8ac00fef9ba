"""Whether the store has what versions list."""

from __future__ import annotations

import pytest

from data.versions.project import Project, damaged
from rung.data.versions.checking import Harm, check, mend
from rung.domain.dataset import DatasetVersion
from rung.store.files.local import LocalFiles


@pytest.fixture
def version(project: Project) -> DatasetVersion:
    for name in ("a", "b", "c", "twin-of-a"):
        project.write(f"data/{name}", name[-1])
    return project.add("data")


def harm(project: Project, version: DatasetVersion) -> None:
    assert isinstance(project.files, LocalFiles)
    blob = project.files.local_path(version.files[0].digest)
    blob.chmod(0o600)
    blob.write_text("A")
    project.files.delete(version.files[1].digest)


def test_nothing_wrong(project: Project, version: DatasetVersion) -> None:
    project.heard.clear()
    assert check(version, project.files, project.heard.append) == []
    assert (project.heard[-1].files, project.heard[-1].all_files) == (3, 3)


def test_what_is_wrong(project: Project, version: DatasetVersion) -> None:
    harm(project, version)
    found = check(version, project.files)
    assert [(each.entry.path, each.harm) for each in found] == [
        ("data/a", Harm.DAMAGED), ("data/b", Harm.MISSING), ("data/twin-of-a", Harm.DAMAGED),
    ]  # fmt: skip
    assert found[0].where == project.files.address(found[0].entry.digest)


def test_the_files_of_the_project_mend_it(project: Project, version: DatasetVersion) -> None:
    harm(project, version)
    project.write("data/b", "other")
    left = mend(check(version, project.files), project.root, project.files)
    assert [each.entry.path for each in left] == ["data/b"]
    assert damaged(project.files) == []
    (project.root / "data/b").unlink()
    assert mend(left, project.root, project.files) == left
    project.write("data/b", "b")
    assert mend(left, project.root, project.files) == []
    assert check(version, project.files) == []
