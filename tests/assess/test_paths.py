"""What a path says about a file."""

from __future__ import annotations

import pytest

from rung.assess.paths import Role, is_aside, is_excluded, is_trial, role


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/train.py", Role.CODE),
        ("R/fit.R", Role.CODE),
        ("tests/test_train.py", Role.TEST),
        ("src/train_test.py", Role.TEST),
        ("tests/testthat/test-fit.R", Role.TEST),
        ("src/latest.py", Role.CODE),
        ("nb/explore.ipynb", Role.NOTEBOOK),
        ("report.Rmd", Role.NOTEBOOK),
        ("README.Rmd", Role.DOC),
        ("README", Role.DOC),
        ("docs/index.md", Role.DOC),
        ("data/iris.csv", Role.DATA),
        ("data/names.txt", Role.DATA),
        ("data/raw.zip", Role.DATA),
        ("dist/raw.zip", Role.OTHER),
        ("data/train.pkl", Role.DATA),
        ("data/models/rf.pkl", Role.MODEL),
        ("rf.pkl", Role.MODEL),
        ("models/rf.rds", Role.MODEL),
        ("models/saved_model.pb", Role.MODEL),
        ("models/train.py", Role.CODE),
        ("images/a.PNG", Role.IMAGE),
        ("requirements-dev.txt", Role.CONFIG),
        ("data/requirements.txt", Role.CONFIG),
        ("Dockerfile.gpu", Role.CONFIG),
        ("conf/base.yaml", Role.CONFIG),
        (".gitignore", Role.CONFIG),
        (".env.example", Role.CONFIG),
        (".github/workflows/ci.yml", Role.CI),
        (".pipelines/a/train.yml", Role.CI),
        ("azure-pipelines-ci.yml", Role.CI),
        ("ops/Jenkinsfile", Role.CI),
        ("bin/thing", Role.OTHER),
    ],
)
def test_role(path, expected):
    assert role(path) is expected


@pytest.mark.parametrize(
    "path",
    [
        "vendor/x.py",
        "a/third_party/b/x.py",
        "lib/python3.11/site-packages/x.py",
        "node_modules/x.js",
        "Archive/train.py",
        "src/legacy/x.py",
        "src/x_pb2.py",
        "static/x.min.js",
        "nb/.ipynb_checkpoints/x-checkpoint.ipynb",
        "renv/library/x/R/x.R",
        "pkg.egg-info/PKG-INFO",
    ],
)
def test_excluded(path):
    assert is_excluded(path)


@pytest.mark.parametrize("path", ["src/train.py", "docs/a.md", "examples/a.py", "library/a.py", "archive.py", "old.py"])
def test_not_excluded(path):
    assert not is_excluded(path)


@pytest.mark.parametrize(
    "path", ["examples/a.py", "Docs/a.md", "tutorial_one/a.py", "x/demo/a.py", "tests/fixtures/a.csv", "{{ x }}/a.py"]
)
def test_aside(path):
    assert is_aside(path)


@pytest.mark.parametrize("path", ["src/demo.py", "notebooks/a.ipynb", "tests/a.py", "democracy/a.py", "a{{b.py"])
def test_not_aside(path):
    assert not is_aside(path)


@pytest.mark.parametrize(
    "path", ["smoke/train.py", "jobs/smoke_train.py", "train_smoke.py", "demo.py", "a/demo_x.ipynb"]
)
def test_trial(path):
    assert is_trial(path)


@pytest.mark.parametrize("path", ["train.py", "smoker/train.py", "democracy.py", "src/smoked.py", "demo.csv"])
def test_not_trial(path):
    assert not is_trial(path)
