"""Records of runs that configuration asks for: DVC metrics, Kedro catalogs, jobs of platforms, `rung.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rung.assess.invocation import By
from rung.assess.parse import yaml
from rung.assess.parse.yaml import YamlMap
from rung.assess.paths import is_aside, is_excluded
from rung.assess.regex import regex
from rung.assess.tracking.base import Holds, Log
from rung.assess.tree.base import Tree
from rung.domain import Place
from rung.errors import UnreadableError
from rung.project import Manifest

_JOB = regex(r"azuremlschemas\S{0,200}(commandJob|pipelineJob|sweepJob)")
_ASSET = regex(r"^[ \t]+path:[ \t]*[\"']?azureml:[\w.-]+[:@]\w+", re.M)
_KEDRO = regex(r"kedro_mlflow\S{0,200}Metric|MlflowMetric\w{0,60}Dataset|tracking\.MetricsData[sS]et")
_MOST = 100_000


def configured(tree: Tree, manifest: Manifest, rung: By) -> Iterator[Log]:
    """Everything that configuration records; a step runs it. `rung`: who starts `rung run`."""
    yield from _dvc(tree)
    yield from _kedro(tree)
    yield from _jobs(tree)
    if manifest.present and manifest.sections.get("pipeline"):
        yield from _run_by_rung(manifest, rung)


def _run_by_rung(manifest: Manifest, by: By) -> Iterator[Log]:
    """`rung run` records each run whole; a pipeline that nothing runs records none."""
    if by:
        held = Holds.RUN | Holds.PARAMETERS | Holds.METRICS | Holds.COMMIT | Holds.DATA | Holds.MODEL
        yield Log("rung", held, "rung run", Place("rung.yaml", manifest.lines.get("pipeline", 1)), by)


def _dvc(tree: Tree) -> Iterator[Log]:
    for path in tree.glob("dvc.yaml"):
        if is_excluded(path):
            continue
        document = _mapping(tree, path)
        folder = path.rpartition("/")[0]
        locked = (f"{folder}/dvc.lock" if folder else "dvc.lock") in tree
        stages = document.get("stages")
        parts = list(stages.values()) if isinstance(stages, YamlMap) else []
        whole = [each for each in (document, *parts) if isinstance(each, YamlMap)]
        if any(each.get("params") for each in whole) or "params.yaml" in tree:
            yield _log(path, document, "params", Holds.PARAMETERS, locked)
        for each in whole:
            if each.get("metrics"):
                yield _log(path, each, "metrics", Holds.METRICS | Holds.RUN, locked)
        if parts:
            yield _log(path, document, "stages", Holds.COMMIT | Holds.DATA, locked)


def _log(path: str, where: YamlMap, key: str, holds: Holds, locked: bool) -> Log:
    off = "" if locked else "dvc.lock is not committed"
    return Log("dvc", holds, key, Place(path, yaml.line_of(where, key) or 1), off=off)


def _kedro(tree: Tree) -> Iterator[Log]:
    for path in tree.glob("conf/*mlflow.yml", "*/conf/*mlflow.yml"):
        if not is_aside(path):
            yield Log("kedro-mlflow", Holds.RUN | Holds.PARAMETERS | Holds.COMMIT, "mlflow.yml", Place(path))
    for path in tree.glob("catalog*.yml", "*/catalog/*.yml"):
        found = _KEDRO.search(tree.text(path) or "") if not is_aside(path) else None
        if found:
            tool = "kedro-mlflow" if "lflow" in found.group() else "kedro"
            line = (tree.text(path) or "").count("\n", 0, found.start()) + 1
            yield Log(tool, Holds.METRICS | Holds.RUN, found.group(), Place(path, line))


def _jobs(tree: Tree) -> Iterator[Log]:
    for path, entry in tree.entries.items():
        if not path.endswith((".yml", ".yaml")) or (entry.size or 0) > _MOST or is_excluded(path) or is_aside(path):
            continue
        data = tree.content(path)
        if data and b"azuremlschemas" in data and _JOB.search(data.decode("utf-8", "replace")):
            held = Holds.RUN | Holds.PARAMETERS | Holds.COMMIT
            # The run keeps its inputs: an asset is recorded with the version that a label or number means.
            held |= Holds.DATA if _ASSET.search(data.decode("utf-8", "replace")) else Holds(0)
            yield Log("Azure ML jobs", held, "a job that keeps its arguments and a snapshot of the code", Place(path))


def _mapping(tree: Tree, path: str) -> YamlMap:
    try:
        documents = yaml.read(tree.text(path) or "")
    except UnreadableError:
        return YamlMap()
    return documents[0] if documents and isinstance(documents[0], YamlMap) else YamlMap()
