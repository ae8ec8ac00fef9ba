"""Gradual exposure of new versions: canaries, weights, shadows, and what would stop them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.configuration_texts import ConfigurationTexts
from rung.assess.collectors.files import Files
from rung.assess.collectors.serving import Serving
from rung.assess.delivery.gradual import (
    CALLS,
    COMMANDS,
    FIELDS,
    ROUTING,
    STOPPING_CALLS,
    STOPPING_COMMAND,
    UNLIKE_STOPS,
    WORDS,
)
from rung.assess.delivery.texts import place_at
from rung.assess.excerpt import excerpt
from rung.assess.invocation import RUNNABLE, UNATTENDED
from rung.assess.parse.python_facts import CONDITIONAL, Items
from rung.assess.regex import regex
from rung.assess.signs import ForNames
from rung.domain import Place

_SHADOW = ForNames(r"(^|[_.])(shadow|canary|mirror)(ed|ing)?(_|$|\.)", re.I, "shadow", "canary", "mirror")
_WHOLE = regex(r"canaryTrafficPercent:\s*100\b")


class Gradual(Struct, frozen=True):
    """One way a new version meets part of the traffic first."""

    what: str
    place: Place
    stops: Place | None
    """What would take it back by itself; `None` where nothing does."""


class Progressive(Struct, frozen=True):
    """Every way, those that stop by themselves first."""

    found: tuple[Gradual, ...] = ()
    all_at_once: tuple[Place, ...] = ()
    """A canary field that gives everything at once."""


class ProgressiveCollector(Collector):
    """Looks into manifests, through commands, and at shadow and canary code in the serving path."""

    def collect(
        self,
        texts: ConfigurationTexts,
        files: Files,
        commands: Commands,
        code: Code,
        reach: Reach,
        serving: Serving,
    ) -> Progressive:
        """Only what the project defines for itself, examples left out."""
        found = [*_in_files(texts), *_in_commands(commands, files), *_in_code(code, reach, serving, files)]
        found.sort(key=lambda each: (each.stops is None, each.place))
        whole = [
            place_at(path, text, match.start())
            for path, text in texts.of(".yaml", ".yml")
            if (match := _WHOLE.search(text))
        ]
        return Progressive(tuple(found), tuple(whole))


def _in_files(texts: ConfigurationTexts) -> Iterator[Gradual]:
    for path, text in texts.of(".yaml", ".yml", ".json", ".tf", ".ts"):
        if not WORDS.search(text):
            continue
        for what, pattern, stops in FIELDS:
            match = pattern.search(text)
            if match and ("weighted" not in what or ROUTING.search(text)):
                stop = stops.search(text)
                taken_back = place_at(path, text, stop.start()) if stop else None
                yield Gradual(what, place_at(path, text, match.start()), taken_back)


def _in_commands(commands: Commands, files: Files) -> Iterator[Gradual]:
    for each in commands.all:
        if each.disabled or not each.by & RUNNABLE or files.aside(each.place.path) or not COMMANDS.search(each.text):
            continue
        if re.search(r"=100\b", each.text) and "," not in each.text.partition("traffic")[2]:
            continue
        beside = [other for other in commands.all if other.workflow and other.workflow == each.workflow]
        stop = next((other for other in beside if STOPPING_COMMAND.search(other.text) and other is not each), None)
        yield Gradual(excerpt(each.text), each.place, stop.place if stop else None)
    for path, each in commands.scripts():
        if each.by & UNATTENDED and not each.disabled and _SHADOW.search(path.rpartition("/")[2].partition(".")[0]):
            yield Gradual(path, each.place, None)


def _in_code(code: Code, reach: Reach, serving: Serving, files: Files) -> Iterator[Gradual]:
    stops = [
        site
        for site in code.find(*STOPPING_CALLS)
        if reach.of(site) & RUNNABLE and not UNLIKE_STOPS.search(site.call.name) and _depends(site)
    ]
    for site in code.find(*CALLS):
        if _splits(site) and reach.of(site) & RUNNABLE:
            yield Gradual(f"a traffic split in {site.call.last}", site.place, _stop_of(site, stops, reach))
    answering = {each.scope for each in serving.endpoints}
    for site in code.ending(_SHADOW.search):
        if site.module.notebook or files.aside(site.module.path):
            continue
        if reach.by(*site.scope) & RUNNABLE and not code.idle(site.module, site.call.name):
            up = reach.upstream(site.scope)
            if up & answering or any(path in serving.paths for path, _ in up):
                yield Gradual(site.call.last, site.place, _stop_of(site, stops, reach))


def _splits(site: Site) -> bool:
    """The call gives part of the traffic to a version, or a copy of it."""
    keys = site.call.kwargs
    percent = keys.get("traffic_percentage")
    variants = keys.get("ProductionVariants")
    two = isinstance(variants, Items) and len(variants.values) > 1
    partly = isinstance(percent, int) and 0 < percent < 100
    named = keys.keys() & {"traffic_split", "mirror_traffic", "ShadowProductionVariants"}
    return bool(named) or partly or two


def _depends(site: Site) -> bool:
    """Something is looked at before it stops: the call, or what surrounds it, stands under a condition."""
    module, call = site.module, site.call
    return bool(call.flags & CONDITIONAL) or any(each.scope == call.scope for each in module.branches)


def _stop_of(gradual: Site, stops: list[Site], reach: Reach) -> Place | None:
    """A stop that belongs to this way: named for it, in its module, run by it, or by the function that runs it."""
    callers = reach.callers.get(gradual.scope, ())
    for stop in stops:
        near = stop.module.path == gradual.module.path or gradual.scope in reach.upstream(stop.scope)
        shared = any(caller in callers for caller in reach.callers.get(stop.scope, ()))
        if near or shared or _SHADOW.search(stop.call.last):
            return stop.place
    return None
