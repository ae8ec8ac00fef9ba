"""Versions that code names: time travel, dataset ids, artefacts, revisions, content hashes and copies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rung.assess.code import Code, Reach, Site
from rung.assess.code.on_platform import ONLY_LOCAL, only_local
from rung.assess.invocation import By
from rung.assess.parse.python_facts import Module, Name
from rung.assess.paths import is_aside
from rung.assess.regex import regex
from rung.assess.versions.base import How, Mutable, Version
from rung.domain import Place

IDS = (
    "mlflow.log_input", "mlflow.log_inputs", "wandb.use_artifact", "*.use_artifact", "*.log_artifact_dataset",
    "azureml.core.Dataset.get_by_name", "*.Dataset.get_by_name", "*.Dataset.get_by_id", "clearml.Dataset.get",
    "clearml.Dataset.create", "*.track_files", "*.pin_read", "quilt3.Package.browse", "quilt3.Package.install",
    "dvc.api.read", "dvc.api.open", "dvc.api.get_url", "dvc.api.DVCFileSystem", "lakefs.*.commit",
    "*.TabularDataset.create", "*.ImageDataset.create", "*.TextDataset.create", "*.TimeSeriesDataset.create",
    "*.register_dataset", "*.DatasetVersion*", "hsfs.*.get_training_data", "*.create_training_data",
    "*.get_training_data", "*.create_train_test_split", "python_pachyderm.*", "pachyderm_sdk.*", "oxen.*",
    "layer.get_dataset", "deeplake.load", "comet_ml.*.get_artifact", "sagemaker.lineage.*",
    "sagemaker.*.FeatureGroup().as_of", "neptune.*.track_files", "*.BlessedDataset",
)  # fmt: skip
"""Calls of tools that give a dataset an id, or fetch it by one."""
UNLESS_LATEST = ("*.use_artifact", "*.get_by_name", "clearml.Dataset.get", "*.pin_read")
KEEPS_OUTPUTS = {"zenml": "step", "metaflow": "step", "flytekit": "task", "dagster": "asset"}
"""Packages whose steps leave their outputs behind as artefacts of the run, and the decorator of a step."""
_KEEPING = frozenset({
    "dump", "dumps", "write_text", "write", "log_param", "log_params", "set_tag", "set_tags", "to_csv", "writerow",
    "update", "log_dict", "safe_dump", "execute", "insert",
})  # fmt: skip
"""Calls that write a record."""
_ABOUT_DATA = regex(r"data|load|ingest|read|split|import|fetch|extract")
HASHING = (
    "hashlib.*", "xxhash.*", "*.hash_pandas_object", "joblib.hash", "blake3.*", "*.md5sum", "tools::md5sum",
    "digest::digest", "digest", "md5sum", "pooch.*", "*.file_digest", "*.hash_file", "*.sha256_file",
)  # fmt: skip
_DATA_KEYS = frozenset({
    "dataset_version", "data_version", "dataset_id", "dataset", "dataset_path", "data_path", "snapshot", "snapshots",
    "n_rows", "row_count", "rows", "num_rows", "snapshot_id", "dataset_name", "data_hash", "dataset_hash",
})  # fmt: skip
_TIME_KEYS = frozenset(
    {"created_at", "created_at_utc", "created", "timestamp", "generated_at", "saved_at", "date", "snapshot_date"}
)
_HASH_KEYS = frozenset(
    {
        "sha256",
        "md5",
        "hash",
        "checksum",
        "digest",
        "content_hash",
        "data_hash",
        "dataset_hash",
        "file_hash",
        "fingerprint",
    }
)
PACKAGED = ("sklearn.datasets.*", "*.keras.datasets.*", "torchvision.datasets.*", "seaborn.load_dataset",
            "tensorflow_datasets.load", "vega_datasets.*", "statsmodels.*.get_rdataset")  # fmt: skip
GENERATED = regex(r"\.make_\w+$|get_data_home|fetch_openml|load_files|load_svmlight")
TIME_OPTIONS = {"versionasof", "timestampasof", "snapshot-id", "as-of-timestamp", "as.of.instant"}
TIME_SQL = regex(
    r"\b(VERSION|TIMESTAMP|SYSTEM_TIME|SYSTEM_VERSION|SNAPSHOT)\s+AS\s+OF\b|\bAT\s*\(\s*(TIMESTAMP|VERSION|STATEMENT)",
    re.I,
)
LAKEFS = regex(r"^lakefs://[^/]+/([^/]+)")
AZURE = regex(r"azureml:(?://.{0,300}/data/)?[\w.{}-]+(?::|/versions/)(\d+|\{\})$")
BRANCH_URL = regex(
    r"^https?://(raw\.githubusercontent\.com/[^/]+/[^/]+/(refs/heads/)?(main|master|dev|develop)/|github\.com/[^/]+/[^/]+/(raw|blob)/(main|master|dev|develop)/).*"
    r"\.(csv|tsv|parquet|json|jsonl|xlsx?|zip|gz|data|txt|feather|arff)$"
)
REMOTE_DATA = regex(
    r"^(https?|s3a?|gs|abfss?|wasbs?|hdfs)://.*\.(csv|tsv|parquet|jsonl?|xlsx?|zip|gz|data|feather|arff|avro|zst|bz2|xz)(\?.*)?$",
    re.I,
)
FIXED_URL = regex(r"/[0-9a-f]{40}/|zenodo\.org/records?/\d+|/v\d+(\.\d+)*/|versionId=|figshare\.com/.{0,200}/\d+", re.I)


def ids(code: Code, reach: Reach) -> Iterator[Version]:
    """Dataset ids that tools give, where somebody reaches the call."""
    latest = {id(site.call) for site in code.find(*UNLESS_LATEST) if _is_latest(site)}
    for site in code.find(*IDS):
        if id(site.call) not in latest and not site.call.name.startswith(("?run.log", "?mlflow")):
            yield Version(How.DATASET_ID, site.call.name.lstrip("?."), site.place, reach.of(site))
    for site in code.find("*.load_dataset", "*.snapshot_download", "*.hf_hub_download"):
        if isinstance(site.call.kwargs.get("revision"), (str, Name)) and site.call.kwargs["revision"] not in (
            "main",
            "master",
        ):
            yield Version(How.REVISION, f"{site.call.last}(revision=…)", site.place, reach.of(site))
    for site in code.find("*.fetch_openml"):
        if "version" in site.call.kwargs or "data_id" in site.call.kwargs:
            yield Version(How.REVISION, "fetch_openml with a version", site.place, reach.of(site))


def _is_latest(site: Site) -> bool:
    said = [*site.call.args, *site.call.kwargs.values()]
    if any(isinstance(each, str) and (each == "latest" or each.endswith(":latest")) for each in said):
        return True
    if site.call.last == "get_by_name":
        return len(site.call.args) < 3 and "version" not in site.call.kwargs
    if site.call.last == "pin_read":
        return "version" not in site.call.kwargs and "hash" not in site.call.kwargs
    return False


def artefacts(code: Code, reach: Reach) -> Iterator[Version]:
    """Data that pipeline steps leave behind as artefacts of their run."""
    for module in code.modules.values():
        if module.language != "python" or module.notebook:
            continue
        decorator = next((KEEPS_OUTPUTS[each] for each in KEEPS_OUTPUTS if code.imports(module.path, each)), "")
        typed = _declares_datasets(module)
        if not decorator and not typed:
            continue
        # The file that declares the pipeline is compiled by a platform, often under a name that only a variable holds.
        declared = any(each.last == "pipeline" for every in module.functions.values() for each in every.decorators)
        for function in module.functions.values():
            by = reach.by(module.path, function.name) | reach.by(module.path, "")
            by |= By.PIPELINE if declared and not is_aside(module.path) else By.NOBODY
            decorators = {each.last for each in function.decorators}
            is_component = typed and decorators & {"component", "container_component"}
            if is_component or (decorator in decorators and _ABOUT_DATA.search(function.name)):
                broken = ONLY_LOCAL if is_component and only_local(code) else ""
                yield Version(How.ARTEFACT, function.name, Place(module.path, function.line), by, broken)


def outputs(code: Code, reach: Reach) -> Iterator[Version]:
    """Files that jobs of a platform write to a place of their own at each run, without a version of what went in."""
    for site in code.find("sagemaker.*ProcessingOutput", "azureml.*.OutputFileDatasetConfig", "azureml.*.PipelineData"):
        yield Version(How.OUTPUTS, site.call.last, site.place, reach.of(site) | reach.from_module(site.module.path))


def _declares_datasets(module: Module) -> bool:
    """It imports both an output and a dataset type of Kubeflow Pipelines."""
    named = {name.rpartition(".")[2] for name in module.imports.values() if name.startswith("kfp")}
    return {"Output", "Dataset"} <= named


def time_travel(code: Code, reach: Reach) -> Iterator[Version]:
    """A table as it was: options, keywords and SQL."""
    for site in code.find("*.option"):
        if site.call.args and isinstance(site.call.args[0], str) and site.call.args[0].lower() in TIME_OPTIONS:
            yield Version(How.TIME_TRAVEL, site.call.args[0], site.place, reach.of(site))
    for site in code.find(
        "*DeltaTable", "*.load_as_version", "polars.*_delta", "*.scan_delta", "*.read_delta", "*.scan"
    ):
        if {"version", "snapshot_id"} & site.call.kwargs.keys() or site.call.last == "load_as_version":
            yield Version(How.TIME_TRAVEL, site.call.last, site.place, reach.of(site))
    for module in code.modules.values():
        for text, line in module.strings:
            place = Place(module.path, line)
            if " of" in text.lower() and TIME_SQL.search(text):
                yield Version(How.TIME_TRAVEL, "a query as of a version", place, reach.from_module(module.path))
            elif text.startswith("lakefs://") and (found := LAKEFS.match(text)):
                moving = found[1] in ("main", "master", "dev")
                broken = f"reads the branch {found[1]}" if moving else ""
                yield Version(How.TIME_TRAVEL, text, place, reach.from_module(module.path), broken)
            elif text.startswith("azureml:") and AZURE.match(text):
                yield Version(How.DATASET_ID, text, place, reach.from_module(module.path))


def hashes(code: Code, reach: Reach, data_paths: set[str]) -> Iterator[Version]:
    """Content hashes of data, computed in code that reads it and kept with the run."""
    for site in code.find(*HASHING):
        scope = f"{site.module.path}:{site.call.scope}".lower()
        about_data = re.search(r"data|dataset|manifest|snapshot|version|ingest|fingerprint", scope)
        near_data = site.module.path in data_paths
        if about_data and (
            near_data or re.search(r"manifest|snapshot|dataset|data_?(hash|version)|fingerprint", scope)
        ):
            broken = "" if _is_kept(site) else "the hash is not written anywhere"
            yield Version(How.MANIFEST, site.call.name.lstrip("?."), site.place, reach.of(site), broken)
    for site in code.find("pooch.*"):
        if {"known_hash", "registry"} & site.call.kwargs.keys():
            yield Version(How.REVISION, "a download with a known hash", site.place, reach.of(site))


def _is_kept(site: Site) -> bool:
    """The module writes records: a file, a run, or a table."""
    return any(call.last in _KEEPING for call in site.module.calls)


def records(code: Code, reach: Reach) -> Iterator[Version]:
    """Records of a data version that code writes: with a content hash, or only with a time."""
    for module in code.modules.values():
        for each in module.dicts:
            names = {name.lower() for name in each.names}
            if len(names) < 3 or not names & _DATA_KEYS or not names & _TIME_KEYS:
                continue
            by = reach.by(module.path, each.scope)
            how = How.MANIFEST if names & _HASH_KEYS else How.SNAPSHOT
            yield Version(how, each.scope or "a record", Place(module.path, each.line), by)


def copies(code: Code, reach: Reach) -> Iterator[Version]:
    """Copies of data named by the time they were made."""
    for site in code.find(
        "shutil.copy*", "*.to_parquet", "*.to_csv", "*.write_parquet", "*.copy_blob", "*.upload_file"
    ):
        scope = f"{site.module.path.rsplit('/', 1)[-1]}:{site.call.scope}".lower()
        if not re.search(r"version|snapshot|archive_data", scope):
            continue
        if any(call.last in ("strftime", "isoformat", "now", "utcnow", "uuid4") for call in site.module.calls):
            yield Version(How.SNAPSHOT, site.call.name.lstrip("?."), site.place, reach.of(site))


def packaged(code: Code, reach: Reach) -> Iterator[Version]:
    """Samples that a library brings along."""
    for site in code.find(*PACKAGED):
        if not GENERATED.search(site.call.name):
            yield Version(How.PACKAGED, site.call.name, site.place, reach.of(site))


def mutable(modules: list[Module]) -> Iterator[Mutable]:
    """Data read under a name whose content may change."""
    for module in modules:
        for text, line in module.strings:
            place = Place(module.path, line)
            if text.startswith("http") and BRANCH_URL.match(text):
                yield Mutable(text, "a branch of a repository", place)
            elif REMOTE_DATA.match(text) and not FIXED_URL.search(text):
                yield Mutable(text, "an address whose content may change", place)
            elif "latest/" in text and text.startswith(("s3", "gs://", "abfs")):
                yield Mutable(text, "the newest of a bucket", place)
