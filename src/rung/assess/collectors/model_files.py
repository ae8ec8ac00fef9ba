"""What a saved model says of the run that made it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.ci.definitions import items, mapping
from rung.assess.code import Code, Reach, Site
from rung.assess.code.on_platform import only_local
from rung.assess.collectors.files import Files
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.tracking import Tracking
from rung.assess.collectors.training import Training
from rung.assess.invocation import RUNNABLE, By
from rung.assess.parse import yaml
from rung.assess.parse.python_facts import Module
from rung.assess.regex import regex
from rung.assess.tracking.base import Holds
from rung.assess.tree.base import Tree
from rung.domain import Place
from rung.errors import UnreadableError

BESIDE = "metadata of the run is written beside the model"
_RUN = regex(
    r"run_?id|commit|git_?sha|revision|build_?id|job_?id|experiment|data_?(?:id|version|hash)|trained_(?:at|on)", re.I
)
_COMMIT = regex(r"commit|git_?(?:sha|hash|rev)|^sha$", re.I)
_FOLDER = regex(r"(?:^|_)(?:dir|folder|directory)$", re.I)
_LINKING = (
    "*.register_model",
    "mlflow.register_model",
    "*.Model.register",
    "*.Model.upload",
    "*.create_model_version",
    "*.log_artifact",
    "*.add_file",
)
_MODEL_PATH = regex(r"(?:path:|-)\s{0,20}\S{0,200}model", re.I)
_MODEL = regex(r"\.(?:pkl|joblib|pickle|onnx|pt|pth|h5|keras|safetensors|bin|model|rds|cbm|json)\b|model", re.I)

_STATE = frozenset({"model", "state_dict", "model_state_dict", "model_state", "weights", "optimizer"})
_SETTINGS = regex(r"config|args|hparams|hyper|params", re.I)
_KEEPING = frozenset({"kfp", "sagemaker", "azure-ml", "zenml", "tfx", "metaflow"})
"""Graphs whose platform keeps what each run of theirs made."""
_TRACKERS = frozenset({"mlflow", "wandb", "weights & biases", "comet", "neptune", "clearml", "aim", "dvclive"})
_FROM_TRACKER = (
    "mlflow.*load_model",
    "mlflow.*download_artifacts",
    "wandb.*use_artifact",
    "*.download_artifacts",
    "*.use_artifact",
)
_PLAIN_LOADS = (
    "joblib.load",
    "pickle.load",
    "dill.load",
    "cloudpickle.load",
    "pyspark.ml.*.load",
    "torch.load",
    "*.models.load_model",
)
_PLAIN_SAVES = (
    "joblib.dump",
    "pickle.dump",
    "dill.dump",
    "cloudpickle.dump",
    "*.write().overwrite().save",
    "torch.save",
)


class ModelFiles(Struct, frozen=True):
    """How models are kept, and what leads back from them."""

    linked: tuple[tuple[str, Place], ...]
    """What links a model to its run, with the place: a tracked artefact, a registered version, a lock, a sidecar."""
    bare: tuple[Place, ...]
    """Saves that say nothing of their run."""
    named: tuple[Place, ...] = ()
    """Saves under a name with a time or a version number."""
    described: tuple[tuple[str, Place], ...] = ()
    """What tells how a model was made, and not by which run, with the place."""
    copies: tuple[Place, ...] = ()
    """Plain copies that are loaded to predict, where only the tracker's copy names its run."""


class ModelFilesCollector(Collector):
    """Looks at tracking, registration, locks and at what is written beside the file."""

    def collect(
        self,
        tree: Tree,
        files: Files,
        code: Code,
        reach: Reach,
        training: Training,
        tracking: Tracking,
        pipelines: Pipelines,
    ) -> ModelFiles:
        """Only saves that something other than a test or notebook reaches."""
        linked = [
            (f"{log.tool} keeps the model with its run", log.place)
            for log in tracking.of(Holds.MODEL, RUNNABLE | By.PIPELINE)
        ]
        linked += [("a model version is made from the run", site.place) for site in _registered(code, reach)]
        linked += _locked(tree, files)
        linked += [(BESIDE, site.place) for site in _sidecars(training, code, reach)]
        linked += [(BESIDE, site.place) for site in _same_folder(training, code, reach)]
        local = {"kfp"} if only_local(code) else set()
        for graph in pipelines.training:
            if graph.framework in _KEEPING - local and graph.by:
                linked.append((f"the {graph.framework} graph keeps the model as an output of its run", graph.place))
        saves = [site for site in training.saves if reach.of(site) & (RUNNABLE | By.PIPELINE)]
        named = [
            site.place
            for site in saves
            if any(re.search(r"\{\}", str(arg)) for arg in (*site.call.args, *site.call.kwargs.values()))
        ]
        locked = _locked_outputs(tree, files)
        steps = {step.runs.partition("::")[0] for graph in pipelines.training for step in graph.steps}
        return ModelFiles(
            tuple(dict.fromkeys(linked)),
            tuple(site.place for site in saves),
            tuple(named),
            tuple(_described(saves, pipelines)),
            tuple(_copies(code, reach, training, tracking, locked, steps)),
        )


def _described(saves: list[Site], pipelines: Pipelines) -> Iterator[tuple[str, Place]]:
    """Checkpoints that hold their settings, and stores that hash what a model was made from."""
    for site in saves:
        keys = {name for each in site.module.dicts if each.scope == site.call.scope for name in each.names}
        if keys & _STATE and any(_SETTINGS.search(name) for name in keys):
            yield "a checkpoint holds its settings", site.place
    for graph in pipelines.of("targets", "drake"):
        if graph.trains:
            yield "the store of the graph keeps a hash of the model and of what it was made from", graph.place


def _copies(
    code: Code, reach: Reach, training: Training, tracking: Tracking, locked: frozenset[str], steps: set[str]
) -> Iterator[Place]:
    """Plain saves beside a tracker that nobody loads from, when something loads such a file to predict.

    A file that is `locked` as the output of a run is no plain copy; what later `steps` of the run load is not in use.
    """
    logs = tracking.of(Holds.MODEL, RUNNABLE | By.PIPELINE)
    tracked = {log.place for log in logs}
    if (
        not tracked
        or any(log.tool.lower() not in _TRACKERS for log in logs)
        or any(_to_use(site, reach, training) for site in reach.only(code.find(*_FROM_TRACKER), RUNNABLE | By.PIPELINE))
    ):
        return
    loads = reach.only(code.find(*_PLAIN_LOADS), RUNNABLE | By.PIPELINE)
    saves = reach.only([site for site in code.find(*_PLAIN_SAVES) if site.place not in tracked], RUNNABLE | By.PIPELINE)
    training_paths = {site.module.path for site in training.fits} | steps
    outside = [site for site in loads if site.module.path not in training_paths]
    if outside and not any(_names(site.module, locked) for site in outside):
        yield from (site.place for site in saves)


def _to_use(site: Site, reach: Reach, training: Training) -> bool:
    """Whether what comes from the tracker is a model to be loaded, and not a file to be looked at."""
    if site.call.last == "load_model":
        return True
    loading = {each.module.path for each in training.loads}
    return any(path in loading for path, _ in reach.upstream(site.scope))


def _registered(code: Code, reach: Reach) -> Iterator[Site]:
    for site in reach.only(code.find(*_LINKING), RUNNABLE | By.PIPELINE):
        words = " ".join([*site.call.kwargs, *(str(value) for value in (*site.call.args, *site.call.kwargs.values()))])
        if site.call.last not in ("log_artifact", "add_file") and (
            _RUN.search(words) or "runs:/" in words or "model_uri" in words
        ):
            yield site


def _locked(tree: Tree, files: Files) -> list[tuple[str, Place]]:
    """DVC pins every output of a run by its hash."""
    found = []
    for path in tree.glob("dvc.lock", "dvc.yaml"):
        text = tree.text(path) or ""
        start = text.lower().find("outs:")
        if start >= 0 and _MODEL_PATH.search(text, start) and not files.excluded(path):
            found.append(("dvc pins the model as an output of its run", Place(path, text.count("\n", 0, start) + 1)))
    return found


def _locked_outputs(tree: Tree, files: Files) -> frozenset[str]:
    """Paths of models that a lock of DVC names with the hash of what a run made, and of what it made it from."""
    found: set[str] = set()
    for path in tree.glob("dvc.lock"):
        try:
            documents = [] if files.excluded(path) else yaml.read(tree.text(path) or "")
        except UnreadableError:
            continue
        for document in documents:
            stages = mapping(mapping(document).get("stages"))
            outs = (each for stage in stages.values() for each, _ in items(mapping(stage).get("outs")))
            found |= {str(mapping(each).get("path", "")) for each in outs}
    return frozenset(each for each in found if _MODEL.search(each))


def _names(module: Module, paths: frozenset[str]) -> bool:
    """The module names one of these files."""
    return any(text == path or text.endswith(f"/{path}") for path in paths for text, _ in module.strings)


def _sidecars(training: Training, code: Code, reach: Reach) -> Iterator[Site]:
    """A record with a commit or run id, written by the function that saves the model."""
    saving = {site.scope for site in training.saves if reach.of(site) & RUNNABLE}
    around = {node for scope in saving for node in reach.upstream(scope, 20)}
    for site in code.find("json.dump", "json.dumps", "yaml.dump", "yaml.safe_dump", "*.write_text", "*.write"):
        if site.scope in saving or site.scope in around:
            module = site.module
            keys = {name for each in module.dicts if each.scope == site.call.scope for name in each.names}
            keys |= _fields_written(module, site.call.scope)
            if sum(bool(_RUN.search(name)) for name in keys) >= 1 and any(
                _MODEL.search(name) or "metric" in name for name in keys
            ):
                yield site


def _same_folder(training: Training, code: Code, reach: Reach) -> Iterator[Site]:
    """A record with the commit that one function writes into the folder into which another saves the model."""
    saves = [site for site in training.saves if reach.of(site) & RUNNABLE and site.scope[1]]
    for site in code.find("json.dump", "yaml.dump", "yaml.safe_dump", "toml.dump", "tomli_w.dump", "tomlkit.dump"):
        keys = {name for each in site.module.dicts if each.scope == site.call.scope for name in each.names}
        folders = _folders(site)
        if not folders or not any(_COMMIT.search(name) for name in keys):
            continue
        up = {node for node in reach.upstream(site.scope, 20) if node[1] and node != site.scope}
        if any(folders & _folders(save) and up & reach.upstream(save.scope, 20) for save in saves):
            yield site


def _folders(site: Site) -> set[str]:
    """Parameters of the function that name a folder."""
    function = site.module.functions.get(site.call.scope)
    return {name for name, _ in function.params if _FOLDER.search(name)} if function else set()


def _fields_written(module: Module, scope: str) -> set[str]:
    """Fields of the records of a module that a function turns into a dict before it writes them."""
    turned = any(call.scope == scope and call.last in ("asdict", "model_dump", "to_dict") for call in module.calls)
    return {name for each in module.classes.values() for name, _, _ in each.fields} if turned else set()
