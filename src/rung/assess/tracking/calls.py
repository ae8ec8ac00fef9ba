"""What code logs through trackers: who calls, what the call holds, whether it is switched off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from rung.assess.code import Code, Reach, Site
from rung.assess.code.on_platform import ONLY_LOCAL, only_local
from rung.assess.invocation import By
from rung.assess.parse.python_facts import CONDITIONAL, DECORATES, Items, Module, Value
from rung.assess.tracking.base import Holds, Log
from rung.assess.tracking.tools import GENERIC, REPORTING, REPORTS, TOOLS, Tool
from rung.domain import Place

_COMMIT = re.compile(r"commit|git.?(sha|hash|rev|ref|branch)|code.?version|^sha$|build.?(id|number|uri)|revision", re.I)
_DATA = re.compile(r"data(set)?.?(version|id|hash|rev|path|snapshot|name|fingerprint|digest)|snapshot|dvc", re.I)
_SWITCH = r"^(use_|log_|enable_|with_|is_|track_)?({})(_log|_logging|_enabled|_tracking|_on)?$"
_NAMED = ("log_param", "set_tag", "tag", "log_parameter", "set_terminated", "add_tag", "set_tags", "log_params")


def logged(code: Code, reach: Reach) -> Iterator[tuple[Site, Log]]:
    """Every call of a tracker with what it records."""
    seen: set[tuple[int, str]] = set()
    for tool in TOOLS:
        for patterns, holds in tool.calls.items():
            for site in code.find(*patterns):
                if _is_of(tool, site, code):
                    seen.add((id(site.call), tool.name))
                    yield site, _log(site, reach, tool.name, holds | _extra(tool, site, holds))
    known = {call for call, _ in seen}
    for patterns, holds in GENERIC.items():
        for site in code.find(*patterns):
            if id(site.call) not in known and (found := _imported(site, code)):
                yield site, _log(site, reach, found.name, holds | _extra(found, site, holds))
    for site in code.find(*REPORTING):
        for name in _texts(site.call.kwargs.get("report_to")):
            if name in REPORTS:
                yield site, _log(site, reach, name, REPORTS[name])
    yield from _tags(code, reach)


def _log(site: Site, reach: Reach, tool: str, holds: Holds) -> Log:
    what = site.call.name.lstrip("?.").replace("()", "")
    defines = site.call.last.endswith("TrainingStep") and not site.module.notebook
    by = reach.by(*site.scope) | (By.PIPELINE if defines else By.NOBODY)
    return Log(tool, holds, what, site.place, by, site.call.scope, _off(site, tool))


def _is_of(tool: Tool, site: Site, code: Code) -> bool:
    """A pattern with an unknown owner means the tool only where the module, or the name, knows it."""
    name = site.call.name
    if any(name.startswith((f"{each}.", f"?{each}.")) for each in tool.packages):
        return True
    if not tool.packages or name.rpartition(".")[2][:1].isupper():
        return not name.startswith("?") or bool(tool.packages and code.imports(site.module.path, *tool.packages))
    if site.module.language == "r":
        return True
    return code.imports(site.module.path, *tool.packages)


def _imported(site: Site, code: Code) -> Tool | None:
    path = site.module.path
    for tool in TOOLS:
        if tool.packages and code.imports(path, *tool.packages):
            return tool
    if "lightning" in " ".join(site.module.import_lines) and site.call.last in ("log_metrics", "save_hyperparameters"):
        return next(each for each in TOOLS if each.name.startswith("Lightning"))
    return None


def _extra(tool: Tool, site: Site, holds: Holds) -> Holds:
    """What comes along with a call: the commit that the tool looks up, `config=`, names that say more."""
    more = Holds.NOTHING
    started_in_checkout = tool.commit and not site.module.notebook
    if started_in_checkout and holds & (Holds.RUN | Holds.METRICS):
        more |= Holds.COMMIT
    if {"config", "hparams", "hyperparameters", "args", "params"} & site.call.kwargs.keys() and holds & Holds.RUN:
        more |= Holds.PARAMETERS
    if {"metric_definitions", "experiment_config"} & site.call.kwargs.keys():
        more |= Holds.METRICS
    return more | _said(site) | _tagged(site)


def _tagged(site: Site) -> Holds:
    """What the tags say with which a platform starts a run: a mapping in the call, or made in its function."""
    if site.call.last in _NAMED or "tags" not in site.call.kwargs:
        return Holds.NOTHING
    names = [name for each in site.module.dicts if each.scope == site.call.scope for name in each.names]
    return (Holds.COMMIT if any(map(_COMMIT.search, names)) else Holds.NOTHING) | (
        Holds.DATA if any(map(_DATA.search, names)) else Holds.NOTHING
    )


def _said(site: Site) -> Holds:
    """What the name of a parameter or tag says."""
    if site.call.last not in _NAMED or not site.call.args or not isinstance(site.call.args[0], str):
        return Holds.NOTHING
    name = site.call.args[0]
    return (Holds.COMMIT if _COMMIT.search(name) else Holds.NOTHING) | (
        Holds.DATA if _DATA.search(name) else Holds.NOTHING
    )


def _tags(code: Code, reach: Reach) -> Iterator[tuple[Site, Log]]:
    """Tags and dicts of tags that name a commit or a data version."""
    for site in code.find("*.set_tag", "*.set_tags", "*.tag", "*.add_tag", "*.log_params", "*.log_dict"):
        holds = _said(site)
        for each in site.module.dicts:
            if each.scope == site.call.scope:
                holds |= Holds.COMMIT if any(_COMMIT.search(name) for name in each.names) else Holds.NOTHING
                holds |= Holds.DATA if any(_DATA.search(name) for name in each.names) else Holds.NOTHING
        found = _imported(site, code)
        if holds and found:
            yield site, _log(site, reach, found.name, holds)


def _off(site: Site, tool: str) -> str:
    """Why a conditional call does nothing as the module stands: a switch of the tool's name that is false."""
    if not site.call.flags & CONDITIONAL:
        return ""
    switch = re.compile(_SWITCH.format(re.escape(tool.lower())))
    for each in site.module.assigns:
        if each.value is False and switch.match(each.name.rpartition(".")[2].lower()):
            return f"{each.name} is False"
    for call in site.module.calls:
        if call.last == "add_argument" and call.kwargs.get("action") == "store_true" and call.args:
            name = next(iter(_texts(call.args[0])), "")
            if switch.match(name.lstrip("-").replace("-", "_").lower()):
                return f"{name} is off unless it is given"
    return ""


def _texts(value: Value) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [each for each in value.values if isinstance(each, str)] if isinstance(value, Items) else []


def frameworks(code: Code, reach: Reach) -> Iterator[tuple[Module, Log]]:
    """Orchestrators that keep a record of every run by themselves, where a training step is one of theirs."""
    for module in code.modules.values():
        if module.language != "python" or module.notebook:
            continue
        for each in module.classes.values():
            if any(base.rpartition(".")[2] == "FlowSpec" for base in each.bases):
                holds = Holds.RUN | Holds.PARAMETERS | Holds.METRICS | Holds.COMMIT | Holds.ARTEFACT
                by = reach.by(module.path, each.name) | reach.from_module(module.path)
                yield module, Log("Metaflow", holds, each.name, Place(module.path, each.line), by, each.name)
        if "kfp" in {name.partition(".")[0] for name in module.import_lines}:
            off = ONLY_LOCAL if only_local(code) else ""
            yield from ((each, replace(log, off=off)) for each, log in _kubeflow(module))
        if "zenml" in {name.partition(".")[0] for name in module.import_lines}:
            yield from _decorated(module, "ZenML", "pipeline", Holds.RUN | Holds.PARAMETERS | Holds.ARTEFACT)


def _kubeflow(module: Module) -> Iterator[tuple[Module, Log]]:
    """Pipelines of Kubeflow, and components of modules that import the artefact types they write."""
    yield from _decorated(module, "Kubeflow", "pipeline", Holds.RUN | Holds.PARAMETERS | Holds.ARTEFACT)
    types = {name.rpartition(".")[2] for name in module.imports.values() if name.startswith("kfp")}
    holds = Holds.METRICS if types & {"Metrics", "ClassificationMetrics"} else Holds.NOTHING
    holds |= Holds.MODEL if {"Output", "Model"} <= types else Holds.NOTHING
    if holds:
        for decorator in ("component", "container_component"):
            yield from _decorated(module, "Kubeflow", decorator, holds)


def _decorated(module: Module, tool: str, decorator: str, holds: Holds) -> Iterator[tuple[Module, Log]]:
    for call in module.calls:
        if call.flags & DECORATES and call.last == decorator:
            yield module, Log(tool, holds, call.target, Place(module.path, call.line), By.PIPELINE, call.target)
