"""What is kept of each prediction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.collectors.files import Files
from rung.assess.collectors.serving import Serving
from rung.assess.tree.base import Tree
from rung.domain import Place

_WRITING = (
    "*.to_parquet", "*.to_csv", "*.to_sql", "*.write_parquet", "*.write_csv", "*.insert_rows_json", "*.insert_one", "*.insert_many",
    "*.execute", "*.add", "*.put_item", "*.put_object", "*.put_record*", "*.produce", "*.send", "*.publish", "*.rpush", "*.xadd",
    "*.writerow", "*.writerows", "*.write", "*.append_row", "json.dump", "*.dump", "*.upload_blob", "*.log_prediction*", "*.hset", "*.set",
    "*.insert", "*.to_gbq", "*.create", "*.save", "*.upload_from_string", "*.bulk_insert", "*.index",
)  # fmt: skip
_PLATFORM_CALLS = (
    "sagemaker.*DataCaptureConfig", "*DataCaptureConfig", "bentoml.monitor", "bentoml.monitoring.*", "whylogs.log", "whylogs.*.log",
    "azureml.*ModelDataCollector", "azureml.monitoring.*", "azure.ai.ml.*DataCollector", "*.collect", "arize.*.log", "evidently.*.collect*",
    "fiddler.*.publish*", "vetiver.vetiver_pin*", "langfuse.*", "phoenix.*", "mlflow.deployments.*inference_table*",
)  # fmt: skip
_PLATFORM_FILES = re.compile(
    r"auto_capture_config|inference_table|data_collector:|dataCaptureConfig|DataCaptureConfig|request_response_logging|"
    r"^\s*logger:\s*\n\s+(?:mode|url):|enable_access_logging_payload", re.M
)  # fmt: skip
_VERSION = re.compile(r"version|model_?(?:id|uri|name|tag|sha)|run_?id|champion|release", re.I)
_TIME = re.compile(r"time|date|_at$|\bts\b|created", re.I)
_ID = re.compile(r"(^|_)(id|uuid|key)$|request_?id|prediction_?id|trace|correlation", re.I)
_OUTPUT = re.compile(r"predict|score|output|proba|label|class|result|response|answer|y_?hat", re.I)
_LOG_NAME = re.compile(
    r"(log|save|store|record|write|persist|append|insert|track)_?\w*(predict|inference|request|score|result)|prediction_?(log|store|record)",
    re.I,
)
_SINK = re.compile(r"^(?:print|logging\.|logger|\?log(?:ger)?\.|loguru)")


@dataclass(frozen=True, slots=True)
class Record:
    """One way predictions are kept."""

    place: Place
    how: str
    version: bool
    """Each row names the model version."""
    time: bool
    identified: bool
    """Each row has an id to join outcomes by."""
    batch: bool = False


@dataclass(frozen=True, slots=True)
class PredictionRecords:
    """Everything that keeps predictions, the fullest first."""

    records: tuple[Record, ...]


class PredictionRecordsCollector(Collector):
    """Follows what answering a request runs, to a place that keeps rows."""

    def collect(self, tree: Tree, files: Files, code: Code, reach: Reach, serving: Serving) -> PredictionRecords:
        """Platform settings, then writes in the serving path, then tables that batch jobs write."""
        records = [*_platform(tree, files, code, reach), *_own(code, reach, serving)]
        records += [
            Record(each.writes or each.place, "the table the batch job writes", False, False, False, True)
            for each in serving.batches
        ]
        records.sort(key=lambda each: -(each.version * 4 + each.identified * 2 + each.time))
        return PredictionRecords(tuple(records))


def _platform(tree: Tree, files: Files, code: Code, reach: Reach) -> Iterator[Record]:
    for site in code.find(*_PLATFORM_CALLS):
        if site.call.last == "collect" and "DataCollector" not in site.call.name:
            continue
        if reach.of(site) and not files.aside(site.module.path) and not site.module.notebook:
            yield Record(site.place, site.call.last, True, True, True)
    for path in tree.glob("*.yml", "*.yaml", "*.json", "*.tf"):
        if (tree.entries[path].size or 0) < 100_000 and not files.excluded(path) and not files.aside(path):  # noqa: PLR2004
            text = tree.text(path) or ""
            match = _PLATFORM_FILES.search(text)
            if match and not re.search(r"enabled:\s*false", text[match.start() : match.start() + 200], re.I):
                yield Record(
                    Place(path, text.count("\n", 0, match.start()) + 1),
                    match.group().strip().split(":")[0],
                    True,
                    True,
                    True,
                )


def _own(code: Code, reach: Reach, serving: Serving) -> Iterator[Record]:
    """A write whose function, or one that calls it in the serving path, has a row with a prediction in it."""
    answering = {each.scope for each in serving.endpoints if each.predicts}
    batch_paths = {each.place.path for each in serving.batches}
    for site in code.find(*_WRITING):
        if site.module.notebook or _SINK.match(site.call.name) or not reach.of(site):
            continue
        up = reach.upstream(site.scope, 60)
        if not up & answering:
            continue
        names = _row_names(code, site, up - answering)
        told = bool(
            _LOG_NAME.search(site.call.scope)
            or _LOG_NAME.search(site.call.name)
            or any(_LOG_NAME.search(scope) for _, scope in up)
        )
        if not told and not (any(_OUTPUT.search(name) for name in names) and len(names) > 1):
            continue
        yield Record(
            site.place,
            site.call.last,
            any(_VERSION.search(name) for name in names),
            any(_TIME.search(name) for name in names),
            any(_ID.search(name) for name in names),
            site.module.path in batch_paths,
        )


def _row_names(code: Code, site: Site, around: set[tuple[str, str]]) -> set[str]:
    """Names of the fields of the row: keys of dicts, keyword arguments and parameters of the functions on the way."""
    names: set[str] = set(site.call.kwargs)
    for path, scope in {site.scope, *around}:
        module = code.modules[path]
        for keys in module.dicts:
            if keys.scope == scope:
                names |= set(keys.names)
        function = module.functions.get(scope)
        if function:
            names |= {name for name, _ in function.params}
    return names
