"""What a path alone says about a file."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from rung.assess.regex import regex


class Role(StrEnum):
    """What a file is for, told by its name and folders."""

    CODE = "code"
    TEST = "test"
    NOTEBOOK = "notebook"
    DOC = "doc"
    DATA = "data"
    MODEL = "model"
    IMAGE = "image"
    CONFIG = "config"
    CI = "ci"
    OTHER = "other"


EXCLUDED_FOLDERS = frozenset(
    {
        ".eggs",
        ".ipynb_checkpoints",
        ".nox",
        ".tox",
        ".venv",
        "3rdparty",
        "__pycache__",
        "_generated",
        "_old",
        "_vendor",
        "archive",
        "archived",
        "archives",
        "attic",
        "autogen",
        "backup",
        "backups",
        "bower_components",
        "deprecated",
        "generated",
        "legacy",
        "node_modules",
        "obsolete",
        "old",
        "packrat",
        "site-packages",
        "third-party",
        "third_party",
        "thirdparty",
        "vendor",
        "vendored",
        "vendors",
        "venv",
        "virtualenv",
    }
)
EXCLUDED_NAME = regex(r"_pb2(_grpc)?\.pyi?$|\.min\.(js|css)$|\.egg-info$|^versioneer\.py$|\.generated\.\w+$")
ASIDE_FOLDER = regex(
    r"^(examples?|docs?|documentation|tutorials?([_-].*)?|demos?([_-].*)?|samples?|test[_-]?data|(test[_-]?)?fixtures)$"
)
SHOWING = regex(r"^((demo|example|playground|toy)([_-].*)?|.*[_-](demo|example|playground))\.(py|ipynb|R|sh)$", re.I)
"""Programs that show something to somebody."""
TRIAL = regex(r"(^|[/_-])smoke([/_.-]|$)", re.I)
TEST_FOLDERS = frozenset({"test", "tests", "testing", "testthat", "unit_tests", "integration_tests", "e2e"})
TEST_MATERIAL = regex(
    r"(^|/)(tests?|spec)/(.{0,300}/)?(specimens?|fixtures?|test[_-]?data|testing_data|(__)?snapshots(__)?|cassettes|goldens?|"
    r"test[_-]?(?:repos|projects)|sample[_-]?projects?)/"
)
"""Files that tests feed to the code: whole little projects among them, which nobody operates."""
TEST_NAME = regex(r"^(test[_-].*|.*[_-]test|conftest)\.\w+$", re.IGNORECASE)
DATA_FOLDERS = frozenset({"data", "dataset", "datasets", "raw", "inputs", "sample_data"})
MODEL_FOLDERS = frozenset({"model", "models", "checkpoint", "checkpoints", "weights", "artifacts", "artefacts"})
MODEL_WORD = regex(r"model|weights|checkpoint|classifier|regressor|vectori[sz]er|encoder|scaler", re.IGNORECASE)

CODE = frozenset(
    {
        "bash",
        "bat",
        "c",
        "cc",
        "cpp",
        "cs",
        "css",
        "cu",
        "cxx",
        "go",
        "h",
        "hpp",
        "html",
        "java",
        "jl",
        "js",
        "jsx",
        "kt",
        "lua",
        "m",
        "php",
        "pl",
        "ps1",
        "py",
        "pyi",
        "pyx",
        "r",
        "rb",
        "rs",
        "scala",
        "scss",
        "sh",
        "sql",
        "swift",
        "ts",
        "tsx",
        "vue",
        "zsh",
    }
)
CONFIG = frozenset(
    {
        "bicep",
        "bzl",
        "cfg",
        "cmake",
        "conf",
        "dockerfile",
        "editorconfig",
        "env",
        "gradle",
        "hcl",
        "ini",
        "j2",
        "jinja",
        "jinja2",
        "json",
        "json5",
        "jsonnet",
        "libsonnet",
        "lock",
        "mk",
        "nix",
        "properties",
        "tf",
        "tfvars",
        "toml",
        "tpl",
        "xml",
        "yaml",
        "yml",
    }
)
CONFIG_NAME = regex(
    r"^(Dockerfile|Containerfile|Makefile|GNUmakefile|Justfile|Snakefile|Procfile|MLproject|Pipfile|Taskfile)([.-]|$)"
    r"|^requirements.*\.(txt|in)$|^constraints.*\.txt$|^\.[a-z][\w-]*$|^\.env\.|^(CODEOWNERS|DESCRIPTION|NAMESPACE|MANIFEST\.in|py\.typed)$",
    re.IGNORECASE,
)
DOC = frozenset({"adoc", "bib", "docx", "markdown", "md", "mdx", "odt", "pdf", "pptx", "rd", "rst", "tex"})
DOC_NAME = regex(
    r"^(readme|licen[sc]e|copying|notice|authors|changelog|contributing|changes|news)\b|_LICEN[SC]E$", re.IGNORECASE
)
IMAGE = frozenset({"bmp", "eps", "gif", "ico", "jpeg", "jpg", "png", "svg", "tif", "tiff", "webp"})
DATA = frozenset(
    {
        "arff",
        "arrow",
        "avro",
        "csv",
        "db",
        "dta",
        "duckdb",
        "feather",
        "geojson",
        "jsonl",
        "libsvm",
        "mat",
        "ndjson",
        "npy",
        "npz",
        "orc",
        "parquet",
        "rda",
        "rdata",
        "sas7bdat",
        "sav",
        "shp",
        "sqlite",
        "sqlite3",
        "tfrecord",
        "tfrecords",
        "tsv",
        "xls",
        "xlsx",
    }
)
PACKED = frozenset({"7z", "bz2", "gz", "rar", "tar", "tgz", "xz", "zip", "zst"})
MODEL = frozenset(
    {
        "ckpt",
        "gguf",
        "h5",
        "hdf5",
        "joblib",
        "keras",
        "mlmodel",
        "onnx",
        "pickle",
        "pkl",
        "pmml",
        "pt",
        "pth",
        "safetensors",
        "skops",
        "tflite",
    }
)
AMBIGUOUS = frozenset({"h5", "hdf5", "joblib", "pickle", "pkl"})
"""Either data or a model; the folder and the name tell."""
CI_PATH = regex(
    r"(^|/)(\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci[^/]*\.ya?ml|\.gitlab/ci/.{0,200}\.ya?ml|azure-pipelines[^/]*\.ya?ml|"
    r"\.(azure-?)?pipelines/.{0,200}\.ya?ml|\.azuredevops/.{0,200}\.ya?ml|Jenkinsfile[^/]*|[^/]+\.jenkinsfile|\.circleci/[^/]+\.ya?ml|"
    r"\.travis\.ya?ml|cloudbuild[^/]*\.(ya?ml|json)|buildspec[^/]*\.ya?ml|bitbucket-pipelines\.ya?ml|\.drone\.ya?ml|"
    r"\.?appveyor\.ya?ml|\.woodpecker/[^/]+\.ya?ml|\.buildkite/[^/]+\.ya?ml|\.cirrus\.ya?ml)$"
)

_PATHS = 65_536
"""Paths of which the answer is kept: some thirty collectors ask about the same ones."""


@lru_cache(maxsize=_PATHS)
def is_excluded(path: str) -> bool:
    """Vendored, installed, generated, put away or made for tests to read: not the work of this project as it is now."""
    folder, _, name = path.rpartition("/")
    return _folder_excluded(folder) or bool(EXCLUDED_NAME.search(name)) or bool(TEST_MATERIAL.search(path))


@lru_cache(maxsize=_PATHS)
def is_aside(path: str, *, fillable: bool = False) -> bool:
    """Shown to readers and tests, and not run by the project: examples, documents, fixtures, templates to fill in.

    `fillable`: such templates are what the repository is about, and do not lie aside.
    """
    return _folder_aside(path.rpartition("/")[0]) or (not fillable and "{{" in path and "}}" in path)


@lru_cache(maxsize=_PATHS)
def is_trial(path: str) -> bool:
    """Only tries whether something works at all, or shows it: what it trains is nobody's model."""
    return bool(TRIAL.search(path) or SHOWING.match(path.rpartition("/")[2]))


@lru_cache(maxsize=_PATHS)
def role(path: str) -> Role:
    """What the file is for."""
    folder, _, name = path.rpartition("/")
    if CI_PATH.search(path):
        return Role.CI
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if suffix == "ipynb" or (suffix in ("rmd", "qmd") and not DOC_NAME.match(name)):
        return Role.NOTEBOOK
    if suffix in CODE:
        return Role.TEST if TEST_NAME.match(name) or _folder_holds(folder, TEST_FOLDERS) else Role.CODE
    if suffix in MODEL or suffix in DATA or suffix in ("pb", "bin", "rds", "txt", *PACKED):
        found = _stored(folder, name, suffix)
        if found:
            return found
    if suffix in IMAGE:
        return Role.IMAGE
    if CONFIG_NAME.match(name):
        return Role.CONFIG
    if suffix in DOC or DOC_NAME.match(name) or suffix in ("txt", "rmd", "qmd"):
        return Role.DOC
    return Role.CONFIG if suffix in CONFIG else Role.OTHER


def _stored(folder: str, name: str, suffix: str) -> Role | None:
    """Data or model, for endings that can be either or neither; `None` when nothing speaks for one of them."""
    in_models = _folder_holds(folder, MODEL_FOLDERS)
    in_data = _folder_holds(folder, DATA_FOLDERS)
    if suffix in AMBIGUOUS:
        return Role.DATA if in_data and not in_models and not MODEL_WORD.search(name) else Role.MODEL
    if suffix in MODEL:
        return Role.MODEL
    if suffix in DATA:
        return Role.DATA
    if suffix in ("pb", "bin", "rds") and (in_models or MODEL_WORD.search(name)):
        return Role.MODEL
    if in_data and (suffix in PACKED or (suffix == "rds" and not in_models)):
        return Role.DATA
    is_text_data = suffix == "txt" and in_data and not (DOC_NAME.match(name) or CONFIG_NAME.match(name))
    return Role.DATA if is_text_data else None


@lru_cache(maxsize=16_384)
def _folder_excluded(folder: str) -> bool:
    if not folder:
        return False
    above, _, name = folder.rpartition("/")
    lowered = name.lower()
    return (
        lowered in EXCLUDED_FOLDERS
        or lowered.endswith(".egg-info")
        or (lowered == "library" and above.endswith("renv"))
        or _folder_excluded(above)
    )


@lru_cache(maxsize=16_384)
def _folder_aside(folder: str) -> bool:
    if not folder:
        return False
    above, _, name = folder.rpartition("/")
    return bool(ASIDE_FOLDER.match(name.lower())) or _folder_aside(above)


@lru_cache(maxsize=16_384)
def _folder_holds(folder: str, names: frozenset[str]) -> bool:
    return any(part.lower() in names for part in folder.split("/"))
