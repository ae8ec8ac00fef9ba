"""What comes back after a prediction: outcomes, corrections, complaints, and whether training reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.code.reach import Node
from rung.assess.collectors.files import Files
from rung.assess.collectors.performance import Performance
from rung.assess.collectors.serving import Serving
from rung.assess.collectors.training import Training
from rung.assess.invocation import RUNNABLE, By
from rung.assess.parse.python_facts import Module
from rung.assess.regex import regex
from rung.assess.serving.words import ROUTES, VERBS, WRITES
from rung.assess.tree.base import Tree
from rung.domain import Place

_FEEDBACK = regex(
    r"feed_?backs?|corrections?(?![a-z])|corrected_|outcomes?(?![a-z])|actuals(?![a-z])|complaints?"
    r"|(pending|late|delayed|released|new|true|human|user)_?labels|ground_?truth_?(batch|label|feed|event)|annotation_?queue",
    re.I,
)
_ID = regex(r"\b(?!(?:user|client|session|api|tenant|account)_?id\b)[a-z_]+_?id\b", re.I)
"""The id of what was answered; who answers back is another matter."""
_LABELLING = (
    "label_studio_sdk.*", "argilla.*.load", "argilla.load", "rubrix.load", "labelbox.*.export*", "prodigy.*",
    "*.export_labels", "*.list_labeling_jobs", "*.get_annotations",
)  # fmt: skip
_PUT = regex(r"demo|simulat|synthetic|fake", re.I)
_KEEPS = (
    *WRITES, "*.add", "*.execute", "*.insert", "*.insert_one", "*.put_item", "*.put_record*", "*.send", "*.publish",
    "*.create", "*.writerow", "*.produce", "*.log_feedback",
)  # fmt: skip
_SIMULATED = 2
"""Mentions of a demonstration in a module that make it one; once may be a remark."""


class Return(Struct, frozen=True):
    """One way in which something comes back and is kept."""

    place: Place
    keyed: bool
    """By the id of a prediction or of what it was about."""
    simulated: bool
    """A demonstration makes it up."""


class Feedback(Struct, frozen=True):
    """What comes back, those keyed by an id first."""

    returns: tuple[Return, ...] = ()
    read: tuple[Place, ...] = ()
    """Reads of such data in code that training reaches or that makes its data."""
    lost: tuple[Place, ...] = ()
    """Routes for feedback that keep nothing."""


class FeedbackCollector(Collector):
    """Looks at routes, jobs and tables whose name says that they hold what came back."""

    def collect(
        self,
        tree: Tree,
        files: Files,
        code: Code,
        reach: Reach,
        serving: Serving,
        training: Training,
        performance: Performance,
    ) -> Feedback:
        """Without predictions for anybody nothing can come back."""
        if not serving.exists:
            return Feedback()
        kept = {site.scope for site in code.find(*_KEEPS)}
        returns: list[Return] = []
        lost: list[Place] = []
        for site in _routes(code, reach, files):
            scope = (site.module.path, site.call.target or site.call.scope)
            if _keeps(code, reach, scope, kept):
                returns.append(_returned(tree, site.module, site.place, scope[1]))
            else:
                lost.append(site.place)
        measuring = {each.place.path for each in performance.checks}
        routes = {each.place.path for each in returns} | measuring
        for module in code.python():
            by = reach.from_module(module.path)
            if module.path in routes or files.aside(module.path) or not by & RUNNABLE or not _named(module):
                continue
            stored = next(
                (each for each in code.find(*WRITES) if each.module is module and reach.of(each) & RUNNABLE), None
            )
            if stored:
                returns.append(_returned(tree, module, stored.place, ""))
        returns += [Return(site.place, True, False) for site in reach.only(code.find(*_LABELLING))]
        returns.sort(key=lambda each: (not each.keyed, each.simulated, each.place))
        return Feedback(tuple(returns), tuple(_reads(reach, training, files, measuring)), tuple(lost))


def _routes(code: Code, reach: Reach, files: Files) -> Iterator[Site]:
    for site in code.find(*(f"*.{verb}" for verb in VERBS)):
        if (
            not ROUTES.match(site.call.name)
            or files.aside(site.module.path)
            or reach.from_module(site.module.path) == By.TEST
        ):
            continue
        address = next((each for each in site.call.args if isinstance(each, str)), "")
        if _FEEDBACK.search(site.call.target) or _FEEDBACK.search(address) or "/labels" in address:
            yield site


def _keeps(code: Code, reach: Reach, scope: Node, kept: set[Node]) -> bool:
    """Something that answering runs writes."""
    called = {call.last for call in code.modules[scope[0]].calls if call.scope == scope[1]}
    return scope in kept or any(
        node[1].rpartition(".")[2] in called and scope in reach.upstream(node, 60) for node in kept
    )


def _named(module: Module) -> bool:
    """The file says by its name, or by the tables and folders it names, that it handles what came back."""
    if _FEEDBACK.search(module.path.rpartition("/")[2]):
        return True
    return any(_FEEDBACK.search(text) for text, _ in module.strings if "/" in text and " " not in text)


def _returned(tree: Tree, module: Module, place: Place, scope: str) -> Return:
    text = tree.text(module.path) or ""
    function = module.functions.get(scope)
    if function:
        lines = text.splitlines()
        kinds = [kind.rpartition(".")[2] for _, kind in function.params]
        typed = [name for kind in kinds if kind in module.classes for name, _, _ in module.classes[kind].fields]
        near = "\n".join([*lines[function.line - 2 : function.end_line], *typed])
        return Return(place, bool(_ID.search(near)), False)
    simulated = bool(_PUT.search(module.path)) or len(_PUT.findall(text)) >= _SIMULATED
    return Return(place, bool(_ID.search(text)), simulated)


def _reads(reach: Reach, training: Training, files: Files, measuring: set[str]) -> Iterator[Place]:
    """Reads whose argument, or whose function, names what came back; what only measures builds no data set."""
    for site in training.reads:
        if files.aside(site.module.path) or not reach.of(site) & (RUNNABLE | By.PIPELINE):
            continue
        if site.module.path in measuring:
            continue
        words = " ".join([site.call.scope, site.call.target, *(str(each) for each in site.call.args)])
        around = [text for text, line in site.module.strings if abs(line - site.call.line) <= 1]
        if _FEEDBACK.search(words) or any(_FEEDBACK.search(text) for text in around):
            yield site.place
