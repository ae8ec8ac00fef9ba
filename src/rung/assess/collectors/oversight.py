"""Finds the switches with which people stop automation, and the queues in which they review its decisions."""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.code.base import place_in
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.stacks import Stacks
from rung.assess.invocation import DECLARED, RUNNABLE
from rung.assess.parse.python_facts import TESTED, Module
from rung.assess.regex import regex
from rung.assess.signs import ForNames
from rung.domain import Place

SWITCH = ForNames(
    r"kill_?switch|emergency_?stop|(^|[._])(is_?)?paused?$|pause_?(retrain|train|promot|deploy|predict|automation|flag)\w{0,60}"
    r"|(retrain|train|promot|deploy|predict|automation|serving|scoring)\w{0,60}_?(paused?|disabled|frozen|freeze|halted|on_hold)\b"
    r"|(disable|enable|freeze)_?(auto|automatic)?_?(retrain|promot|deploy|predict|automation|scoring)\w{0,60}"
    r"|auto_?(re)?(train|promote|deploy)(_?enabled)?\b|(manual|human|operator)_?override|override_?(decision|prediction)"
    r"|(decision|prediction)_?override",
    re.IGNORECASE,
    "switch",
    "stop",
    "pause",
    "disabled",
    "frozen",
    "freeze",
    "halted",
    "on_hold",
    "disable",
    "enable",
    "auto",
    "override",
)
_SWITCH_VARIABLE = regex(
    r"(vars\.|variables\W{0,4}|parameters\.|\$[({])[\w-]*(pause|kill|freeze|halt|auto[-_]?(trigger[-_]?)?(re)?(train|deploy|promot)"
    r"|(enable|disable)[-_]?(auto|retrain|train|deploy|promot))[\w-]*",
    re.IGNORECASE,
)
_FLAG_CALLS = (
    "ldclient.*variation", "*.bool_variation", "UnleashClient.*.is_enabled", "*.feature_enabled",
    "flagsmith.*",
    "openfeature.*.get_boolean_value", "*.get_boolean_value",
    "waffle.flag_is_active", "waffle.switch_is_active",
)  # fmt: skip
_PREDICTING = regex(r"predict|infer|score|serve|endpoint|decision", re.IGNORECASE)
_RETRAINING = regex(r"train|fit", re.IGNORECASE)
_RELEASING = regex(r"promot|deploy|release|rollout|canary", re.IGNORECASE)
_RECORD = ForNames(
    r"audit|reason|record_(pause|override|stop)|override_(log|event)|paused_by|stopped_by|changed_by", re.IGNORECASE
)
QUEUE = ForNames(
    r"review_?(queue|items?|tasks?|samples?|requests?)\b|(human|manual|expert)_?review|needs?_?review|(send|queue|route|flag)(_\w{1,60})?_(for|to)_review"
    r"|(annotation|labell?ing|adjudication)_?queue|for_?human",
    re.IGNORECASE,
    "review",
    "queue",
    "human",
)
_QUEUE_CALLS = (
    "*.start_human_loop", "label_studio_sdk.*.import_tasks", "*.import_tasks", "argilla.*.log", "argilla.log",
    "rubrix.log", "labelbox.*.create_data_rows", "prodigy.*", "*.create_review_item",
)  # fmt: skip
_RULE = regex(
    r"conf(idence)?|prob(a|ability)?|uncertain\w*|entropy|margin|score|sample_?rate|random|impact|amount", re.IGNORECASE
)
_VERDICT = ForNames(
    r"verdict|reviewer|reviewed_?(by|at)|human_?(label|decision|verdict)|review_?(decision|result|outcome)|corrected_?label",
    re.IGNORECASE,
    "verdict",
    "review",
    "human",
    "label",
)
_AGREEMENT = ForNames(
    r"(dis)?agreement|cohen_?kappa|inter_?annotator|override_?rate|accept(ance)?_?rate",
    re.IGNORECASE,
    "agreement",
    "kappa",
    "annotator",
    "rate",
)


class Acts(StrEnum):
    """What automation does that a person may want to stop."""

    PREDICTS = "predictions"
    RETRAINS = "retraining"
    RELEASES = "releases"
    OTHER = "automation"


class Switch(Struct, frozen=True):
    """A condition that keeps automation from acting."""

    name: str
    stops: Acts
    place: Place


class Oversight(Struct, frozen=True):
    """How people see into, stop and correct what runs by itself; code that nobody starts is left out."""

    switches: tuple[Switch, ...] = ()
    """Read by an automated action before it acts."""
    unread: tuple[Switch, ...] = ()
    """Defined, and no condition reads them."""
    recorded: tuple[Place, ...] = ()
    """Where a stop or an override is written down, in modules that have a switch."""
    queues: tuple[Place, ...] = ()
    """Where decisions are put aside for a person."""
    rules: tuple[Place, ...] = ()
    """Conditions that choose what is put aside: a confidence band, an impact, a random share."""
    verdicts: tuple[Place, ...] = ()
    """Where the person's answer is kept."""
    agreement: tuple[Place, ...] = ()
    """Where people and model are compared."""


class OversightCollector(Collector):
    """Looks at the names in conditions, functions, fields and CI conditions."""

    def collect(self, code: Code, reach: Reach, ci: Ci, stacks: Stacks) -> Oversight:
        """Names are weak evidence: only those that stand in a condition, a call or a record count."""
        live = [module for module in code.python() if reach.from_module(module.path) & RUNNABLE]
        read = [each for module in live for each in _switches(module, reach)]
        read += [_switch(site.call.scope or "flag", site.module, site.call.line) for site in code.find(*_FLAG_CALLS)
                 if reach.of(site) & RUNNABLE]  # fmt: skip
        switched = {each.place.path for each in read}
        names = {each.name.lower() for each in read}
        queued = [module for module in live if _has_queue(module)]
        queues = [place for module in queued for place in _queue_places(module)]
        queues += [site.place for site in code.find(*_QUEUE_CALLS) if reach.of(site) & RUNNABLE]
        near = {place.path for place in queues}
        reviewing = [module for module in live if module.path in near]
        return Oversight(
            switches=(
                *dict.fromkeys(read),
                *_conditions(ci),
                *(Switch("the approval of a release", Acts.RELEASES, place) for place in stacks.approvals),
            ),
            unread=tuple(each for module in live for each in _defined(module) if each.name.lower() not in names),
            recorded=(
                *(place for module in live if module.path in switched for place in _named(module, _RECORD)),
                *stacks.approvals,  # the platform keeps who agreed to which release, and what they said
            ),
            queues=tuple(dict.fromkeys(queues)),
            rules=tuple(
                place_in(module, branch.line)
                for module in reviewing
                for branch in module.branches
                if any(_RULE.search(name) for name in branch.names)
            ),
            verdicts=tuple(place for module in live if queues for place in _named(module, _VERDICT)),
            agreement=tuple(place for module in live if queues for place in _named(module, _AGREEMENT)),
        )


def _switches(module: Module, reach: Reach) -> list[Switch]:
    """Conditions on a switch, in functions that an entry point starts."""
    found = []
    conditions = [(each.names, each.line, each.scope) for each in module.branches]
    conditions += [(each.names, each.line, each.scope) for each in module.stops]
    for names, line, scope in conditions:
        name = next((each for each in names if SWITCH.search(each)), "")
        if name and reach.by(module.path, scope) & DECLARED:
            found.append(_switch(name, module, line, scope))
    for call in module.calls:
        last = call.last
        if call.flags & TESTED and SWITCH.search(last) and reach.by(module.path, call.scope) & DECLARED:
            found.append(_switch(last, module, call.line, call.scope))
    return found


def _switch(name: str, module: Module, line: int, scope: str = "") -> Switch:
    return Switch(name, _acts(f"{name} {scope} {module.path}"), place_in(module, line))


def _acts(text: str) -> Acts:
    for acts, pattern in ((Acts.RELEASES, _RELEASING), (Acts.PREDICTS, _PREDICTING), (Acts.RETRAINS, _RETRAINING)):
        if pattern.search(text):
            return acts
    return Acts.OTHER


def _defined(module: Module) -> list[Switch]:
    return [
        _switch(each.name, module, each.line) for each in module.assigns if not each.scope and SWITCH.search(each.name)
    ]


def _conditions(ci: Ci) -> list[Switch]:
    """Variables set outside git that keep a job or step from running."""
    found = []
    for _, job in ci.jobs():
        conditions = [(job.condition, job.place), *((step.condition, step.place) for step in job.steps)]
        for condition, place in conditions:
            hit = _SWITCH_VARIABLE.search(condition) if condition else None
            if hit:
                found.append(Switch(hit.group(), _acts(f"{job.id} {hit.group()}"), place))
    return found


def _has_queue(module: Module) -> bool:
    return bool(
        any(QUEUE.search(name) for name in module.functions)
        or any(QUEUE.search(name) for name in module.classes)
        or any(QUEUE.search(call.last) for call in module.calls)
        or any(QUEUE.search(text) for text, _ in module.strings)
    )


def _queue_places(module: Module) -> list[Place]:
    found = [place_in(module, each.line) for each in module.functions.values() if QUEUE.search(each.name)]
    found += [place_in(module, call.line) for call in module.calls if QUEUE.search(call.last)]
    found += [place_in(module, line) for text, line in module.strings if QUEUE.search(text)]
    return found


def _named(module: Module, pattern: ForNames) -> list[Place]:
    """Functions, fields, keys and calls of that name."""
    found = [
        place_in(module, each.line) for each in module.functions.values() if _named_so(pattern, each.name, each.params)
    ]
    found += [
        place_in(module, each.line)
        for each in module.classes.values()
        if any(pattern.search(name) for name, _, _ in each.fields)
    ]
    found += [place_in(module, each.line) for each in module.dicts if any(pattern.search(name) for name in each.names)]
    found += [
        place_in(module, call.line)
        for call in module.calls
        if pattern.search(call.last) or any(pattern.search(name) for name in call.kwargs)
    ]
    return found


def _named_so(pattern: ForNames, name: str, params: tuple[tuple[str, str], ...]) -> bool:
    return pattern.search(name) or any(pattern.search(each) for each, _ in params)
