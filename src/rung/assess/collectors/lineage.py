"""Finds the links between a prediction, its model version, the run, the code and the data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.code.base import place_in
from rung.assess.collectors.data_versions import DataVersions
from rung.assess.collectors.files import Files
from rung.assess.collectors.registry import Registry
from rung.assess.collectors.tracking import Tracking
from rung.assess.collectors.training import Training
from rung.assess.dataflow import Sides
from rung.assess.invocation import By
from rung.assess.regex import regex
from rung.assess.signs import ForNames
from rung.assess.tracking.base import Holds
from rung.assess.tree.base import Tree
from rung.assess.versions.base import How
from rung.domain import Place


class Lineage(Struct, frozen=True):
    """Where each link of the chain is written down by code that something starts."""

    commit: tuple[Place, ...] = ()
    """The commit of the code is recorded with a run, or the run is locked in git."""
    data: tuple[Place, ...] = ()
    """The version of the data is recorded with a run."""
    version: tuple[Place, ...] = ()
    """A model version knows its run."""
    predictions: tuple[Place, ...] = ()
    """Rows of logged predictions carry the version of the model."""
    locked: tuple[Place, ...] = ()
    """A lock file in git that ties data, parameters and results of one run together."""
    served: tuple[Place, ...] = ()
    """What serves takes its model from the registry, or by the id of its run."""
    loose: tuple[Place, ...] = ()
    """What serves loads a file that names neither version nor run."""
    short_lived: tuple[Place, ...] = ()
    """Stores that vanish with the container they lie in."""


_DATA = (
    "mlflow.log_input",
    "*.log_input",
    "*.use_artifact",
    "*.log_artifact_dataset",
    "*.log_dataset",
    "*.Dataset.get_by_name",
    "*.add_dataset",
    "*.get_url",
    "*.log_system_params",
)
_VERSION = (
    "mlflow.register_model",
    "*.create_model_version",
    "*.register_model",
    "*.Model.register",
    "*.Model.upload",
    "*.link_artifact",
    "*.RegisterModel",
    "*.ModelStep",
    "*.log_model",
    "*.link_model",
    "*.run.register_model",
)
_COMMIT = ForNames(
    r"git_?(commit|sha|hash|revision)|commit_?(sha|hash|id)|code_version|GITHUB_SHA|CI_COMMIT_SHA|BUILD_SOURCEVERSION|mlflow\.source\.git",
    re.I,
)
_DATA_ID = ForNames(
    r"^(data(set)?_?(version|id|hash|sha\w*|checksum|digest|fingerprint|uri)|dvc_?\w*(hash|version|md5|rev)|train\w*_data(set)?_?(id|uri|hash|version))$",
    re.I,
)
_MODEL_ID = regex(
    r"^(model_?(version|id|uri|run_id|sha|digest)|version|run_id|serving_version|model_alias|model_name_version)$", re.I
)
_ROW = regex(
    r"^(predict\w*|score|probab\w*|y_pred|label|output|result\w*|request_id|prediction_id|features|inputs?)$", re.I
)
_LOGS = frozenset(
    {
        "to_csv",
        "to_parquet",
        "insert",
        "insert_one",
        "insert_rows_json",
        "append",
        "write",
        "execute",
        "publish",
        "produce",
        "send",
        "put_record",
        "add",
        "log_prediction",
        "writerow",
        "info",
        "concat",
        "write_text",
        "put_object",
    }
)
_COLLECTORS = ("azureml.ai.monitoring.Collector", "azureml.monitoring.ModelDataCollector")
_SHORT = regex(r"sqlite:///+(tmp/|:memory:|[\w.]+\.db)")


class LineageCollector(Collector):
    """Looks at calls of tracking and registry tools, at keys of records, and at lock files."""

    def collect(
        self, tree: Tree, files: Files, code: Code, reach: Reach, training: Training, versions: DataVersions,
        tracking: Tracking, registry: Registry,
    ) -> Lineage:  # fmt: skip
        """Notebooks, tests, examples and vendored code are left out."""

        def own(*patterns: str) -> list[Site]:
            return [
                site for site in code.find(*patterns)
                if not site.module.notebook
                and not files.aside(site.module.path)
                and reach.of(site) & ~(By.TEST | By.NOTEBOOK)
            ]  # fmt: skip

        locked = [Place(path) for path in tree.glob("dvc.lock") if not files.excluded(path) and not files.aside(path)]
        sides = Sides(code, reach, training.fits, training.predicts)
        recorded = [
            each.place for each in versions.of(How.MANIFEST, How.DATASET_ID, How.TIME_TRAVEL) if each.by & ~By.NOTEBOOK
        ]
        return Lineage(
            commit=(*_logged(tracking, Holds.COMMIT), *_keys(code, files, reach, _COMMIT), *locked),
            data=(
                *_logged(tracking, Holds.DATA),
                *(site.place for site in own(*_DATA)),
                *_keys(code, files, reach, _DATA_ID),
                *recorded,
                *locked,
            ),
            version=(
                *(site.place for site in own(*_VERSION) if _registers(site)),
                *(each.place for each in registry.registered),
            ),
            predictions=tuple(_rows(code, files, sides)),
            locked=tuple(locked),
            served=(*(each.place for each in registry.serving), *_by_run(code, sides, tracking)),
            loose=registry.files,
            short_lived=tuple(_short_lived(tree, files)),
        )


def _logged(tracking: Tracking, holds: Holds) -> list[Place]:
    return [log.place for log in tracking.of(holds) if not log.overwritten]


def _by_run(code: Code, sides: Sides, tracking: Tracking) -> Iterator[Place]:
    """Code that answers is told by the id of a recorded run which model it is to load."""
    if not tracking.of(Holds.PARAMETERS):
        return
    for path in sorted({path for path, _ in sides.handlers}):
        for function in code.modules[path].functions.values():
            if any(name == "run_id" for name, _ in function.params):
                yield Place(path, function.line)


def _registers(site: Site) -> bool:
    if site.call.last == "log_model":
        return any(key in site.call.kwargs for key in ("registered_model_name", "aliases"))
    return site.call.last != "register_model" or "." in site.call.name


def _keys(code: Code, files: Files, reach: Reach, pattern: ForNames) -> Iterator[Place]:
    """Records and tags with a key of that name."""
    for module in code.modules.values():
        if module.notebook or files.aside(module.path) or not reach.from_module(module.path) & ~(By.TEST | By.NOTEBOOK):
            continue
        for keys in module.dicts:
            if any(pattern.search(name) for name in keys.names):
                yield place_in(module, keys.line)
        for call in module.calls:
            first = call.args[0] if call.args else None
            if (
                call.last in ("set_tag", "log_param", "set_tags", "tag")
                and isinstance(first, str)
                and pattern.search(first)
            ):
                yield place_in(module, call.line)


def _rows(code: Code, files: Files, sides: Sides) -> Iterator[Place]:
    serving = {path for path, _ in sides.serving}
    near = serving | {path for path in code.modules if code.importers.get(path, frozenset()) & serving}
    # Collectors of a platform write the deployment and its model version beside each row.
    yield from (site.place for site in code.find(*_COLLECTORS) if site.module.path in near)
    for path in sorted(near):
        module = code.modules.get(path)
        if module is None or files.aside(path):
            continue
        writes = {call.scope for call in module.calls if call.last in _LOGS}
        for keys in module.dicts:
            names = set(keys.names)
            if (
                any(_MODEL_ID.match(name) for name in names)
                and any(_ROW.match(name) for name in names)
                and keys.scope in writes
            ):
                yield place_in(module, keys.line)


def _short_lived(tree: Tree, files: Files) -> Iterator[Place]:
    for path in tree.glob("Dockerfile*", "*compose*.y*ml", ".github/workflows/*.y*ml", "*.env", "*.env.example"):
        text = tree.text(path) or ""
        found = _SHORT.search(text)
        if found and not files.excluded(path):
            yield Place(path, text.count("\n", 0, found.start()) + 1)
