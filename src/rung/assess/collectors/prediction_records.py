"""What is kept of each prediction."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.code.opted_in import opted_in
from rung.assess.collectors.files import Files
from rung.assess.collectors.serving import Batch, Scope, Serving
from rung.assess.collectors.stacks import Stacks
from rung.assess.parse.python_facts import Module
from rung.assess.regex import regex
from rung.assess.serving.r_tables import columns, joins
from rung.assess.signs import ForNames, Signed
from rung.assess.tree.base import Tree
from rung.domain import Place

_STORES = (
    "*.to_parquet", "*.to_csv", "*.to_sql", "*.write_parquet", "*.write_csv", "*.insert_rows_json", "*.insert_one",
    "*.insert_many", "*.put_item", "*.put_record*", "*.produce", "*.xadd", "*.writerow", "*.writerows", "*.append_row",
    "*.to_gbq", "*.bulk_insert", "*.log_prediction*", "*.execute", "*.insert", "*.write", "json.dump", "*.send",
    "*.add", "*.publish", "*.put_object", "*.rpush", "*.index", "*.create", "*.save", "*.upload_from_string",
    "*.upload_blob", "*.put_nowait", "*.hset",
)  # fmt: skip
"""Calls that keep a row, if it is one."""
_PLATFORM_CALLS = (
    "sagemaker.*DataCaptureConfig", "*DataCaptureConfig", "bentoml.monitor", "bentoml.monitoring.monitor",
    "whylogs.log", "whylogs.*.log", "azureml.*ModelDataCollector", "azure.ai.ml.*DataCollector", "arize.*.log",
    "evidently.*.collect*", "fiddler.*.publish*",
)  # fmt: skip
_PLATFORM_FILES = Signed(
    r"auto_capture_config:|inference_table_config|ai_gateway:[^#]{0,200}inference_table|^[^\S\n]*+data_collector:"
    r"|[dD]ataCaptureConfig\"?:|data_capture_config\s{0,20}\{|request_response_logging|^[^\S\n]*+logger:\s{0,20}\n\s{1,20}(?:mode|url):",
    re.M,
    "auto_capture_config", "inference_table", "data_collector:", "datacaptureconfig", "data_capture_config",
    "request_response_logging", "logger:")  # fmt: skip
_OFF = regex(r"enable\w{0,60}\"?\s{0,20}[:=]\s{0,20}\"?false", re.I)
_VERSION = regex(r"version|model_?(?:id|uri|name|tag|sha)$|run_?id|champion|release", re.I)
_TIME = regex(r"time|date|_at$|\bts\b|created", re.I)
_ID = regex(r"(^|_)(id|uuid|key)$|request_?id|prediction_?id|trace|correlation", re.I)
_OUTPUT = regex(r"predict|score|output|proba|label|y_?hat|decision|answer", re.I)
_LOG_NAME = ForNames(
    r"(log|save|store|record|write|persist|append|insert|track)_?\w{0,60}(predict|inference|scor)"
    r"|(prediction|inference)_?(log|store|record|event|audit)",
    re.I,
)
_KEEPS = ForNames(r"^_?(?:log|save|store|record|write|persist|append|insert|track|keep)(?:_|$)", re.I)
_ANSWER = regex(r"^(?:y_?(?:hat|pred\w*)|pred(?:s|icted|iction|ictions)?|scores?|probabilit(?:y|ies)|proba)$", re.I)
_ROW_CLASS = regex(r"^[A-Z]\w*(?<!Response)(?<!Reply)(?<!Result)(?<!Out)$")
_COLUMN = regex(r"\[[\"'](\w+)[\"']\]\s*=(?!=)")


class Record(Struct, frozen=True):
    """One way predictions are kept."""

    place: Place
    how: str
    version: bool
    """Each row names the model version."""
    time: bool
    identified: bool
    """Each row has an id to join outcomes by."""
    batch: bool = False
    switch: str = ""
    """A variable of the environment that nothing sets, without which nothing is kept."""


class PredictionRecords(Struct, frozen=True):
    """Everything that keeps predictions, the fullest first."""

    records: tuple[Record, ...]
    overwritten: tuple[Place, ...] = ()
    """Outputs of batch jobs that nothing keeps from being replaced by the next run."""


class PredictionRecordsCollector(Collector):
    """Follows what answering a request runs, to a place that keeps rows."""

    def collect(
        self, tree: Tree, files: Files, code: Code, reach: Reach, serving: Serving, stacks: Stacks
    ) -> PredictionRecords:
        """Platform settings, then writes in the serving path, then tables that batch jobs add to."""
        records = [*_platform(tree, files, code, reach, serving), *_own(tree, code, reach, serving)]
        records += [_batch(tree, code, each) for each in serving.batches if each.appends]
        # What the endpoint captures names its variant, which stays the same from version to version.
        records += [Record(site.place, "data capture", False, True, True) for site in stacks.captured]
        records.sort(key=lambda each: (bool(each.switch), -(each.version * 4 + each.identified * 2 + each.time)))
        lost = [each.writes or each.place for each in serving.batches if not each.appends]
        return PredictionRecords(tuple(records), tuple(lost))


def _platform(tree: Tree, files: Files, code: Code, reach: Reach, serving: Serving) -> Iterator[Record]:
    for site in code.find(*_PLATFORM_CALLS):
        if reach.of(site) and not files.aside(site.module.path) and not site.module.notebook:
            yield Record(site.place, site.call.last, True, True, True)
    if not serving.exists:
        return
    for path in tree.glob("*.yml", "*.yaml", "*.json", "*.tf"):
        if (tree.entries[path].size or 0) > 100_000 or files.excluded(path) or files.aside(path):
            continue
        text = tree.text(path) or ""
        match = _PLATFORM_FILES.search(text)
        if match and not _OFF.search(text[match.start() : match.start() + 200]):
            how = match.group().strip().split(":")[0].strip('" {')
            yield Record(Place(path, text.count("\n", 0, match.start()) + 1), how, True, True, True)


def _own(tree: Tree, code: Code, reach: Reach, serving: Serving) -> Iterator[Record]:
    """A write in the serving path of a row that holds a prediction."""
    answering = serving.scopes
    if not answering:
        return
    switched = opted_in(tree, code, reach)
    for site in code.find(*_STORES):
        if site.module.notebook or not reach.of(site):
            continue
        up = reach.upstream(site.scope, 60)
        if not up & answering:
            continue
        names = _row(code, reach, site, answering)
        if names:
            switch = switched.get((site.module.path, site.call.scope.rpartition(".")[0]), "")
            yield Record(site.place, site.call.last, *_identity(names), switch=switch)


def _identity(names: set[str]) -> tuple[bool, bool, bool]:
    """Whether a row with these fields has a version, a time and an id."""
    version, time, identified = (any(each.search(name) for name in names) for each in (_VERSION, _TIME, _ID))
    return version, time, identified


def _row(code: Code, reach: Reach, site: Site, answering: frozenset[Scope]) -> set[str]:
    """Fields of the row a call keeps; empty when it keeps something else.

    The row is made where it is written, in a function that says it logs predictions, or in the answering function
    that hands it to such a one.
    """
    own = _made(site.module, site.call.scope)
    handed = _handed(site)
    if handed and own:
        own = [*own, handed]
    told = _tells(site.scope)
    callers = [caller for caller in reach.callers.get(site.scope, ()) if caller in answering or _tells(caller)]
    told = told or any(_tells(caller) for caller in callers)
    rows = own
    if told:
        rows = own + [row for path, scope in callers for row in _made(code.modules[path], scope)]
        parameters = {
            name
            for path, scope in (site.scope, *callers)
            if _tells((path, scope)) and (function := code.modules[path].functions.get(scope))
            for name, _ in function.params
        }
        rows.append(parameters)
    kept = [row for row in rows if any(_OUTPUT.search(name) for name in row)]
    if kept == [handed]:
        return set().union(*rows)
    if not kept or (not told and not any(any(_identity(row)) and len(row) > 1 for row in kept)):
        return set()
    return set().union(*rows)


def _handed(site: Site) -> set[str]:
    """The parameters of a function that keeps things and is handed an answer: `save_row(features, prediction)`."""
    function = site.module.functions.get(site.call.scope)
    if function is None or not _KEEPS.search(function.name.rpartition(".")[2]):
        return set()
    names = {name for name, _ in function.params}
    return names if any(_ANSWER.search(name) for name in names) else set()


def _made(module: Module, scope: str) -> list[set[str]]:
    """Rows a function makes: dict displays and objects built with named fields."""
    rows = [set(keys.names) for keys in module.dicts if keys.scope == scope]
    rows += [
        set(call.kwargs) for call in module.calls
        if call.scope == scope and len(call.kwargs) > 1 and _ROW_CLASS.match(call.last)
    ]  # fmt: skip
    return rows


def _tells(scope: Scope) -> bool:
    """The function, its class or its file says that it logs predictions."""
    return bool(_LOG_NAME.search(scope[1]) or _LOG_NAME.search(scope[0].rpartition("/")[2]))


def _batch(tree: Tree, code: Code, batch: Batch) -> Record:
    """The columns that the module of the job adds by name."""
    path = batch.place.path
    if batch.kept_in:
        scoring, keeps = code.modules[path], code.modules[batch.kept_in]
        version, time, identified = _identity(columns(scoring) | columns(keeps))
        return Record(
            batch.writes or batch.place, "the dataset the batch job adds to", version, time,
            joins(scoring) or identified, batch=True,
        )  # fmt: skip
    names = set(_COLUMN.findall(tree.text(path) or "")) if path in code.modules else set()
    if path in code.modules:
        for call in code.modules[path].calls:
            if call.last == "assign":
                names |= set(call.kwargs)
            elif call.last == "withColumn" and call.args and isinstance(call.args[0], str):
                names.add(call.args[0])
    return Record(batch.writes or batch.place, "the table the batch job adds to", *_identity(names), batch=True)
