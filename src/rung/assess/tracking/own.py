"""Tables and files of runs that a project writes itself, without a tracker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rung.assess.code import Code, Reach, Site
from rung.assess.code.base import place_in
from rung.assess.code.r_words import calling
from rung.assess.excerpt import excerpt
from rung.assess.parse.python_facts import Module
from rung.assess.regex import regex
from rung.assess.tracking.base import Holds, Log
from rung.assess.tree.base import Tree
from rung.domain import Place

_METRIC = regex(
    r"(^|_)(acc(uracy)?|f1|auc|rmse|mae|mse|mape|r2|r_squared|precision|recall|loss|score|perplexity|bleu|logloss|"
    r"performance|brier|ndcg|iou|dice|wer)(_|$)|metric|roc_auc|_score|val_loss",
)
_PARAMETER = regex(
    r"param|hyper|learning_rate|^lr$|n_estimators|max_depth|epoch|batch_size|^config|model(_name|_type|_class)?$|"
    r"algorithm|^features?$|^args$|^alpha$|settings",
)
_COMMIT = regex(r"commit|git_?(sha|hash|rev|ref)|code_version|^sha$|revision")
_DATA = regex(
    r"data(set)?_?(version|id|hash|rev|snapshot|fingerprint|digest|path)|snapshot|n_?rows|train_(size|rows|start)"
)
_RUN = regex(r"run_?id|time|date|created|version|experiment")
_WRITES = ("json.dump", "yaml.dump", "yaml.safe_dump", "*.write_text", "*.writerow", "*.writerows", "*.to_json",
           "*.to_csv", "*.write", "*.dump")  # fmt: skip
_STAMPS = frozenset({"strftime", "isoformat", "uuid4", "uuid1", "now", "utcnow", "time", "today", "increment_path"})
_INSERT = regex(
    r"insert\s+(or\s+\w+\s+)?into\s+[\w.\"]{0,200}(run|experiment|metric|training|model|result|evaluation)", re.I
)
_TABLE = regex(r"run|experiment|evaluation|metric|training|result", re.I)
_KEPT = regex(r"(log|run|experiment|result|metric|score|history|leaderboard)[^/]{0,200}\.(csv|tsv|jsonl)$", re.I)
_MOST_HEADER = 4_000
_FOLDER = regex(r"(^|_)(dir|folder|directory)$", re.I)
_TABLES = frozenset({"tibble", "data.frame", "data.table", "list", "as_tibble_row", "summarize", "summarise"})
_ADDS = frozenset({"mutate", "add_column", "tibble", "data.frame", "bind_cols"})
_RUN_ID = regex(r"(run|experiment|execution)_?id$", re.I)
_KEEPS = frozenset({
    "write_parquet", "write_csv", "write.csv", "write_dataset", "write_rds", "saveRDS", "fwrite", "write_json",
    "dbWriteTable", "dbAppendTable", "write_feather", "put_object",
})  # fmt: skip
_COLUMNS = 3
"""Columns from which on a table says what it is about."""


def named(names: Iterable[str]) -> Holds:
    """What the columns or keys of a record say that it holds."""
    holds = Holds.NOTHING
    for name in (each.lower() for each in names):
        for pattern, part in (
            (_METRIC, Holds.METRICS),
            (_PARAMETER, Holds.PARAMETERS),
            (_COMMIT, Holds.COMMIT),
            (_DATA, Holds.DATA),
            (_RUN, Holds.RUN),
        ):
            if pattern.search(name):
                holds |= part
    return holds


def written(code: Code, reach: Reach) -> Iterator[tuple[Module, Log]]:
    """Appended tables, files with a name of their own for each run, and files that the next run overwrites."""
    for site in _appends(code):
        holds = _around(site, code, reach)
        if holds & Holds.METRICS:
            yield site.module, _log(site, reach, "own table", holds)
    yield from _of_r(code, reach)
    for site in code.find(*_WRITES):
        holds = _keys(site.module, site.call.scope)
        if holds & Holds.COMMIT and not holds & Holds.METRICS and _in_given_folder(site):
            yield site.module, _log(site, reach, "own file", holds)
        if holds & Holds.METRICS and not _appending(site):
            yield site.module, _log(site, reach, "own file", holds, overwritten=not _own_name(site))


def _of_r(code: Code, reach: Reach) -> Iterator[tuple[Module, Log]]:
    """Tables that R builds column by column and writes: a row about the run, and figures that get its id."""
    tables = [
        (site, named(site.call.kwargs))
        for site in calling(code, _TABLES)
        if len(site.call.kwargs) >= _COLUMNS and any(call.last in _KEEPS for call in site.module.calls)
    ]
    runs = [(site, holds) for site, holds in tables if holds & Holds.RUN and holds & Holds.COMMIT]
    stamped = [site for site in calling(code, _ADDS) if any(_RUN_ID.match(name) for name in site.call.kwargs)]
    for site, holds in runs:
        yield site.module, _log(site, reach, "own table", holds)
    for site, holds in tables:
        if holds & Holds.METRICS and (site, holds) not in runs:
            yield site.module, _log(site, reach, "own table", holds, overwritten=not (runs and stamped))


def _log(site: Site, reach: Reach, tool: str, holds: Holds, *, overwritten: bool = False) -> Log:
    what = site.call.name.lstrip("?.").replace("()", "")
    return Log(tool, holds, what, site.place, reach.of(site), site.call.scope, overwritten=overwritten)


def _appends(code: Code) -> Iterator[Site]:
    for site in code.find("open", "*.open", "*.to_csv", "*.to_sql"):
        if _appending(site):
            yield site


def _appending(site: Site) -> bool:
    said = [*site.call.args, site.call.kwargs.get("mode"), site.call.kwargs.get("if_exists")]
    return any(each in ("a", "a+", "at", "append") for each in said if isinstance(each, str))


def _keys(module: Module, scope: str) -> Holds:
    return named(name for each in module.dicts if each.scope == scope for name in each.names)


def _around(site: Site, code: Code, reach: Reach) -> Holds:
    """What the dicts in the function say; where it has none, those of the functions that call it and of its module."""
    module, scope = site.module, site.call.scope
    holds = _keys(module, scope)
    if not holds & Holds.METRICS and scope:
        last = scope.rpartition(".")[2]
        for caller in {call.scope for call in module.calls if call.last == last}:
            holds |= _keys(module, caller)
    if not holds & Holds.METRICS and scope:
        for path, caller in reach.upstream(site.scope, 12):
            holds |= _keys(code.modules[path], caller)
        if holds & Holds.METRICS:
            holds |= named(name for each in module.dicts for name in each.names)
    if not holds & Holds.METRICS:
        function = module.functions.get(scope)
        holds |= named(name for name, _ in function.params) if function else Holds.NOTHING
    return holds


def _in_given_folder(site: Site) -> bool:
    """The function is told the folder of the run."""
    function = site.module.functions.get(site.call.scope)
    return function is not None and any(_FOLDER.search(name) for name, _ in function.params)


def _own_name(site: Site) -> bool:
    """The file's name is filled in, and the function makes a time or an id."""
    near = [call for call in site.module.calls if call.scope == site.call.scope]
    first, last = min(call.line for call in near), max(call.line for call in near)
    filled = any("{}" in text for text, line in site.module.strings if first <= line <= last)
    return filled and any(call.last in _STAMPS for call in near)


def inserted(code: Code, reach: Reach) -> Iterator[tuple[Module, Log]]:
    """Rows of a database: SQL that inserts into a table of runs, and mapped classes of such tables."""
    for module in code.modules.values():
        for text, line in module.strings:
            if _INSERT.search(text):
                holds = named(re.findall(r"\w+", text)) | Holds.RUN
                yield (
                    module,
                    Log("own table", holds, excerpt(text, 60), place_in(module, line), reach.from_module(module.path)),
                )
        tables = [
            each for each in module.classes.values() if any(name == "__tablename__" for name, _, _ in each.fields)
        ]
        if not named(name for each in tables for name, _, _ in each.fields) & Holds.METRICS:
            continue
        for each in tables:
            if _TABLE.search(each.name):
                holds, by = named(name for name, _, _ in each.fields), reach.by(module.path, each.name)
                yield module, Log("own table", holds, each.name, Place(module.path, each.line), by, each.name)


def committed(tree: Tree, code: Code, reach: Reach) -> Iterator[tuple[Module, Log]]:
    """Tables of runs that lie in git and that code writes: their header says what they hold."""
    tables = {path.rpartition("/")[2]: path for path in tree.entries if _KEPT.search(path)}
    if not tables:
        return
    for module in code.modules.values():
        named_here = [(text, line) for text, line in module.strings if text.rpartition("/")[2] in tables]
        if not named_here or not any(call.last in ("to_csv", "writerow", "write", "open") for call in module.calls):
            continue
        for text, line in named_here:
            path = tables[text.rpartition("/")[2]]
            header = (tree.text(path) or "")[:_MOST_HEADER].partition("\n")[0]
            holds = named(re.findall(r"\w+", header))
            if holds & Holds.METRICS and holds & (Holds.PARAMETERS | Holds.RUN):
                yield module, Log("own table", holds, path, place_in(module, line), reach.from_module(module.path))
