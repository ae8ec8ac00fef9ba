"""The sorted listing."""

from __future__ import annotations

import pytest

from rung.assess.collectors.files import FilesCollector
from rung.assess.tree.memory import MemoryTree

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"


def collect(files):
    return FilesCollector().collect(MemoryTree(files))


def test_lists():
    paths = [
        "src/a.py", "vendor/b.py", "nb/a.ipynb", "R/a.R", "r.Rmd", "q.sql", "run.sh", "README.md", "LICENSE",
        "data/a.csv", "models/m.onnx", ".github/workflows/ci.yml", "tests/test_a.py",
    ]  # fmt: skip
    files = collect(dict.fromkeys(paths, "x"))
    assert files.python == ("src/a.py", "tests/test_a.py")
    assert files.notebooks == ("nb/a.ipynb",)
    assert files.r_files == ("R/a.R", "r.Rmd")
    assert (files.sql, files.shell) == (("q.sql",), ("run.sh",))
    assert files.docs == ("LICENSE", "README.md")
    assert files.markdown == ("README.md",)
    assert [entry.path for entry in files.data_files] == ["data/a.csv"]
    assert [entry.path for entry in files.model_files] == ["models/m.onnx"]
    assert files.ci == (".github/workflows/ci.yml",)
    assert files.tests == ("tests/test_a.py",)
    assert files.role("vendor/b.py") == "code"


def test_environments_are_named_once_and_excluded_wherever_they_lie():
    files = collect(
        {
            "env/pyvenv.cfg": "",
            "env/lib/a.py": "",
            "tools/conda/conda-meta/history": "",
            "ui/node_modules/x/node_modules/y.js": "",
            ".venv/bin/python": "",
            "environment/a.py": "",
        }
    )
    assert files.environment_folders == (".venv", "env", "tools/conda", "ui/node_modules")
    assert files.excluded("env/lib/a.py")
    assert files.python == ("environment/a.py",)


def test_junk():
    files = collect(
        dict.fromkeys(
            [
                ".DS_Store",
                "a/__pycache__/b.pyc",
                "mlruns/0/meta.yaml",
                "mlruns/.gitkeep",
                "outputs/x.log",
                "src/wandb/__init__.py",
                "wandb/run-1/x",
                "terraform/outputs/x.tf",
                "src/a.py",
            ],
            "",
        )
    )
    assert files.junk == (".DS_Store", "a/__pycache__/b.pyc", "mlruns/0/meta.yaml", "outputs/x.log", "wandb/run-1/x")


def test_large_files_unless_lfs_keeps_them():
    big = b"0" * 10_000_001
    rule = "*.bin filter=lfs -text\n"
    files = collect({"a.bin": big, "b.csv": big + b"0", "kept/c.bin": big, "kept/.gitattributes": rule})
    assert [entry.path for entry in files.large] == ["b.csv", "a.bin"]
    assert files.lfs_patterns == ("kept/*.bin",)


def test_pointers():
    files = collect({"m.onnx": POINTER, "n.onnx": "real", "a.csv": "/annex/objects/x\n"})
    assert files.is_lfs_pointer("m.onnx")
    assert files.is_lfs_pointer("a.csv")
    assert not files.is_lfs_pointer("n.onnx")


@pytest.mark.parametrize(
    ("place", "pattern", "word", "ignored"),
    [
        (".gitignore", "data/", "data", True),
        (".gitignore", "/data/raw/*.csv", "data", True),
        (".gitignore", "database", "data", False),
        (".gitignore", "!data/", "data", False),
        (".gitignore", "# data/", "data", False),
        (".gitignore", ".env*", ".env", True),
        (".gitignore", "**/models", "models", True),
        (".gitignore", "*.pkl", "*.pkl", True),
        ("data/.gitignore", "*", "data", True),
        ("data/.gitignore", "*", "models", False),
        (".gitignore", "*", "models", True),
    ],
)
def test_ignores(place, pattern, word, ignored):
    assert collect({place: f"{pattern}\n"}).ignores(word) is ignored


def test_links_and_submodules_have_no_role(make_repo):
    from rung.assess.tree import open_tree

    repo = make_repo({"a.py": ""})
    (repo.path / "b.py").symlink_to("a.py")
    repo.commit()
    assert set(FilesCollector().collect(open_tree(repo.path)).roles) == {"a.py"}


def test_a_template_lies_aside_in_a_project_and_is_the_matter_of_what_offers_it() -> None:
    path = "{{ x.repo }}/train.py"
    many = {f"src/part_{number}.py": "" for number in range(30)}
    assert collect({path: "", **many}).aside(path)
    assert not collect({path: "", "cookiecutter.json": "{}", **many}).aside(path)
    assert collect({f"docs/{path}": "", "cookiecutter.json": "{}"}).aside(f"docs/{path}")
