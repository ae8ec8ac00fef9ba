"""Tells the code that prepares and trains from the code that answers with predictions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cached_property

from rung.assess.code import Code, Reach, Site
from rung.assess.code.vocabulary import PREPARING
from rung.assess.invocation import By
from rung.assess.parse.python_facts import Module
from rung.assess.regex import regex
from rung.assess.signs import ForNames

Node = tuple[str, str]
"""Path of a module and qualified name of a function in it."""

ROUTES = frozenset({
    "post", "get", "put", "route", "api", "api_view", "web_endpoint", "fastapi_endpoint", "asgi_app", "wsgi_app",
    "http", "websocket", "endpoint", "on_event", "http_trigger", "deployment", "ingress", "event_source", "message",
    "agent", "subscriber",
})  # fmt: skip
"""Last part of the decorators that hand a function to a server."""
PAGES = ("streamlit", "gradio", "dash", "shiny", "panel", "chainlit")
"""Packages of applications in which a person asks the model."""
SERVED_CLASSES = ForNames(
    r"(^|\.)(MLModel|LitAPI|PythonModel|TritonPythonModel|APIView|GenericAPIView|ViewSet|Resource|MethodView|"
    r"BasePredictor|BaseHandler|VetiverHandler|RequestHandler|Predictor)$|^kserve\.Model$|^cog\."
)
_OFFICE = regex(
    r"(^|[/_])(auth\w*|log_?in|sign_?(in|up)|users?|accounts?|roles?|security|health\w*|admin)([/_.]|$)", re.I
)
_R_SERVING = frozenset({"vetiver_api", "pr_post", "pr_get", "plumb", "vetiver_endpoint", "pr_predict"})
_PREPARING = regex(r"ingest|load|extract|prep|process|clean|featur|transform|valid|train|data|split|etl|check", re.I)


class Side(StrEnum):
    """What data a piece of code sees."""

    TRAINING = "training input"
    SERVING = "serving input"
    """Requests and batches to score."""
    OUTPUT = "predictions"


class Sides:
    """Which functions belong to training and which to serving; a shared function belongs to both."""

    def __init__(self, code: Code, reach: Reach, fits: Iterable[Site], predicts: Iterable[Site]) -> None:
        self._code = code
        self._reach = reach
        self._fits = tuple(fit_calls(code, reach, fits))
        self._predicts = tuple(predicts)
        self._known: dict[Node, frozenset[Side]] = {}

    @cached_property
    def handlers(self) -> frozenset[Node]:
        """Functions that a server, a platform or a page calls for one request."""
        found: set[Node] = set()
        for module in self._code.modules.values():
            if not module.notebook and self._reach.from_module(module.path) != By.TEST:
                found |= set(_handlers(module))
        found |= {node for node, by in self._reach.flags.items() if by & By.HANDLER and node[1]}
        asking = {path for path, _ in found & self._asking}
        # Where some ask a model, routes for people and operators see no rows to score.
        return frozenset(node for node in found if not asking or node[0] in asking or not _OFFICE.search(node[0]))

    @cached_property
    def _asking(self) -> set[Node]:
        """Functions that come to ask a model."""
        return self._reach.above(
            site.scope for site in self._predicts if not _judges(site) and site.scope not in self._trainers
        )

    @cached_property
    def request_files(self) -> frozenset[str]:
        """Files that answer requests and train nothing: what they check is what somebody sends."""
        return frozenset(path for path, _ in self.handlers) - {site.module.path for site in self._fits}

    @cached_property
    def scorers(self) -> frozenset[Node]:
        """Functions outside training files that ask a model for predictions: batch scoring."""
        training = {site.module.path for site in self._fits}
        asked = [*self._predicts, *self._code.find("*.predict", "*.predict_proba", "*.predict_batch")]
        return frozenset(
            site.scope
            for site in asked
            if site.module.path not in training
            and not site.module.notebook
            and not _judges(site)
            and (site.call.args or site.call.kwargs)
            and self._reach.from_module(site.module.path) != By.TEST
            and site.scope not in self._trainers
        )

    @cached_property
    def serving(self) -> frozenset[Node]:
        """Handlers of requests, and scorers that nothing but a job starts."""
        return self.handlers | self.scorers

    @cached_property
    def _trainers(self) -> frozenset[Node]:
        return frozenset(self._reach.above(site.scope for site in self._fits))

    def of(self, node: Node) -> frozenset[Side]:
        """The sides a function works for; empty when neither can be told."""
        if node not in self._known:
            self._known[node] = frozenset(self._look(node))
        return self._known[node]

    def _look(self, node: Node) -> Iterator[Side]:
        serves = node in self._called_to_serve
        if serves:
            yield Side.SERVING
        if node in self._trainers or node in self._called_to_train or (not serves and self._prepares(node)):
            yield Side.TRAINING

    @cached_property
    def _called_to_serve(self) -> set[Node]:
        """What answers a request or scores a batch, what it calls, and what is called where the score is asked for."""
        scoring = self._reach.above(self.scorers) - self._trainers
        return self._reach.below(self.serving | {each for each in scoring if each[1]})

    @cached_property
    def _called_to_train(self) -> set[Node]:
        """What functions call on their way to training; the top level of a file may import anything."""
        return self._reach.below(each for each in self._trainers if each[1])

    def _prepares(self, node: Node) -> bool:
        by = self._reach.by(*node)
        return bool(by & ~(By.TEST | By.NOTEBOOK)) and bool(
            _PREPARING.search(f"{node[0].rsplit('/', 1)[-1]} {node[1]}")
        )


_MODELS = regex(r"model|estimator|trainer|clf|classifier|regressor|learner|pipeline", re.I)


def fit_calls(code: Code, reach: Reach, fits: Iterable[Site]) -> list[Site]:
    """The known training calls, and `fit` on objects that are handed in: `self.model.fit(inputs, targets)`."""
    known = {(site.scope, site.call.line): site for site in fits}
    for site in code.find("*.fit"):
        owner = site.call.name.rpartition(".")[0]
        given = site.call.args or site.call.kwargs
        prepares = any(part in owner for part in PREPARING)
        if given and not prepares and _MODELS.search(owner) and reach.from_module(site.module.path) != By.TEST:
            known.setdefault((site.scope, site.call.line), site)
    return list(known.values())


def _handlers(module: Module) -> Iterator[Node]:
    if module.language == "r":
        if any(call.last in _R_SERVING for call in module.calls):
            yield (module.path, "")
        return
    for function in module.functions.values():
        owner = function.name.rpartition(".")[0]
        parents = module.classes[owner].bases if owner in module.classes else ()
        # Most functions have neither: even an empty `any` costs more than to see that.
        routed = function.decorators and any(each.last in ROUTES for each in function.decorators)
        if routed or (parents and any(SERVED_CLASSES.search(base) for base in parents)):
            yield (module.path, function.name)
    for each in module.classes.values():
        if any(call.last in ROUTES or call.last == "service" for call in each.decorators):
            yield from ((module.path, name) for name in module.functions if name.startswith(f"{each.name}."))
    if any(name.partition(".")[0] in PAGES for name in module.import_lines):
        yield (module.path, "")
        yield (module.path, "__main__")
        yield from ((module.path, name) for name in module.functions)


_JUDGING = regex(r"eval|metric|test|valid|score_model|compare|assess|report|explain|plot|tun|objective|cross", re.I)


def _judges(site: Site) -> bool:
    """A prediction made to measure the model."""
    return bool(_JUDGING.search(f"{site.module.path.rsplit('/', 1)[-1]} {site.call.scope}"))
