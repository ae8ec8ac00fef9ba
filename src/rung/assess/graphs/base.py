"""What a declared graph is, and what reads one."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import ClassVar

from msgspec import Struct

from rung.assess.code import Code, Reach
from rung.assess.invocation import By, Invocation
from rung.assess.regex import regex
from rung.assess.signs import Signed, holds, in_small_letters
from rung.assess.tree.base import Tree
from rung.domain import Place


class Role(StrEnum):
    """What a step is for."""

    INGEST = "ingest"
    VALIDATE = "validate"
    TRANSFORM = "transform"
    TRAIN = "train"
    EVALUATE = "evaluate"
    REGISTER = "register"
    DEPLOY = "deploy"
    PREDICT = "predict"
    MONITOR = "monitor"


CORE = frozenset({Role.INGEST, Role.VALIDATE, Role.TRANSFORM, Role.TRAIN, Role.EVALUATE, Role.REGISTER, Role.DEPLOY})
"""The roles a training pipeline is counted by."""

_ROLES: tuple[tuple[Role, Signed], ...] = tuple(
    (role, Signed(rf"(^|[^a-z])({words})", re.I, *signs))
    for role, words, signs in (
        (Role.MONITOR, r"monitor|drift|alert",
         ("monitor", "drift", "alert")),
        (Role.VALIDATE, r"valid(?:ate|ation|ator)\w*(?!.*set)|check_?(?:data|quality|schema)|data_?check"
                        r"|expectation|quality|"
                        r"examplevalidator|great_?exp|sanity|test_?data|contract",
         ("valid", "check", "expectation", "quality", "great", "sanity", "data", "contract")),
        (Role.REGISTER, r"regist|promot|model_?version|upload_?model|push|publish|export_?model|save_?model"
                        r"|model_?step|store_?model|pusher|package",
         ("regist", "promot", "version", "upload", "push", "publish", "model", "package")),
        (Role.DEPLOY, r"deploy|serv(?:e|ing)|release|rollout|endpoint|restart|reload",
         ("deploy", "serv", "release", "rollout", "endpoint", "restart", "reload")),
        (Role.EVALUATE, r"eval|metric|score_?model|test_?model|model_?test|compare|assess|benchmark|champion|"
                        r"cross_?val|validat\w*_?model|model_?valid|condition|report",
         ("eval", "metric", "model", "compare", "assess", "benchmark", "champion", "cross", "condition", "report")),
        (Role.TRAIN, r"(?:re_?)?train(?!_?test|ing_?data|_?data|_?set)|fit|tune|tuning|hyper|learn|estimator"
                     r"|model_?build|build_?model",
         ("train", "fit", "tun", "hyper", "learn", "estimator", "build")),
        (Role.PREDICT, r"predict|infer|forecast|batch_?score|scoring|score",
         ("predict", "infer", "forecast", "scor")),
        (Role.TRANSFORM, r"transform|prep|featur|clean|split|process|encod|normal|scal|impute|join|merge|aggregate|"
                         r"query|sql|dbt|extract_?feat|stage_?data|label|tokeniz|embed|engineer|augment|snapshot",
         ("transform", "prep", "featur", "clean", "split", "process", "encod", "normal", "scal", "impute", "join",
          "merge", "aggregate", "query", "sql", "dbt", "feat", "data", "label", "tokeniz", "embed", "engineer",
          "augment", "snapshot")),
        (Role.INGEST, r"ingest|load|extract|download|fetch|import|read|get_?data|collect|pull|raw|examplegen|source|"
                      r"data_?gen|scrape|crawl|dataset|data(?:_?file)?$",
         ("ingest", "load", "extract", "fetch", "import", "read", "data", "collect", "pull", "raw", "examplegen",
          "source", "scrape", "crawl")),
    )
)  # fmt: skip


_HUMP = regex(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=8192)
def role_of(name: str) -> Role | None:
    """The role a name tells: `prepare_data` transforms, `TrainingStep` trains; `None` when it tells nothing."""
    spaced = _HUMP.sub("_", name).replace("-", "_").replace(" ", "_")
    lowered = in_small_letters(spaced)
    for role, words in _ROLES:
        if holds(lowered, words.signs) and words.pattern.search(spaced):
            return role
    return None


class Step(Struct, frozen=True):
    """One node of a graph."""

    name: str
    place: Place
    role: Role | None
    runs: str = ""
    """Path of the file, or `path::function`, that does the work; empty when it cannot be told."""
    sweeps: bool = False
    """It is run again for each set of parameters of a declared search."""


class Schedule(Struct, frozen=True):
    """What starts a graph without a person."""

    place: Place
    what: str
    """As written: a cron line, `sensor`, `event`."""
    disabled: str = ""
    """`paused`, `an example file`; empty when it runs."""


class Graph(Struct, frozen=True):
    """Steps that are declared together, in an order a machine follows."""

    framework: str
    name: str
    place: Place
    steps: tuple[Step, ...]
    schedules: tuple[Schedule, ...] = ()
    by: By = By.NOBODY
    """Who starts it, as far as the repository tells."""
    linear: bool = False
    """Only an order of commands or calls: no declared inputs and outputs, no skipping of what is fresh."""
    broken: str = ""
    """What keeps it from running: a missing script, a syntax error."""
    on_failure: tuple[Place, ...] = ()
    """Where it says whom to tell when it fails."""

    @property
    def roles(self) -> frozenset[Role]:
        """The roles its steps have."""
        return frozenset(step.role for step in self.steps if step.role)

    @property
    def trains(self) -> bool:
        """One of its steps trains."""
        return Role.TRAIN in self.roles


class Sources(Struct, frozen=True):
    """What a framework reads its graphs from."""

    tree: Tree
    code: Code
    reach: Reach
    invocations: tuple[Invocation, ...]
    excluded: frozenset[str]
    """Paths that are vendored or put away."""
    console: frozenset[str] = frozenset()
    """Console commands that packages of the tree declare."""
    executed: Mapping[tuple[str, str], str] = {}
    """By path and id of a task: the file that its command executes."""

    def paths(self, *patterns: str) -> Iterator[str]:
        """Matching paths that are the project's own."""
        return (path for path in self.tree.glob(*patterns) if path not in self.excluded)

    def started(self, *programs: str, verbs: Iterable[tuple[str, ...]] = ((),)) -> By:
        """Who runs one of these programs, with one of these verbs."""
        total = By.NOBODY
        for each in self.invocations:
            if each.program in programs and not each.disabled and any(each.args[: len(v)] == v for v in verbs):
                total |= each.by
        return total


class Framework(ABC):
    """One way of declaring a graph."""

    name: ClassVar[str]

    @abstractmethod
    def graphs(self, sources: Sources) -> Iterable[Graph]:
        """Every graph of this kind; what cannot be read is left out."""
