"""The values every CI vendor is read into, and what a vendor implements."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct, field

from rung.assess.ci.definitions import Definitions
from rung.assess.parse.shell import Command
from rung.domain import Place


class When(StrEnum):
    """What starts a workflow or job."""

    PUSH = "push"
    PULL_REQUEST = "pull_request"
    MERGE = "merge"
    """A push that can only be to the default branch."""
    TAG = "tag"
    RELEASE = "release"
    SCHEDULE = "schedule"
    MANUAL = "manual"
    DISPATCH = "dispatch"
    """Something outside the repository calls: an API, a webhook, a registry, a comment."""
    WORKFLOW_RUN = "workflow_run"
    """The end of another workflow."""
    CALLED = "called"
    """Another workflow names it and runs it inside itself."""
    UNKNOWN = "unknown"
    """Held by the vendor's platform, outside git."""


ON_CHANGE = frozenset({When.PUSH, When.PULL_REQUEST, When.MERGE})
"""Starts because somebody changed the code."""


class Trigger(Struct, frozen=True):
    """One reason to start."""

    kind: When
    line: int = 1
    branches: tuple[str, ...] = ()
    """Patterns as written; empty for all."""
    paths: tuple[str, ...] = ()
    """Only changes to these start it; empty for all."""
    cron: str = ""
    """As written; empty when the time is not in the file."""
    unverified: bool = False
    """The file allows it, and whether it happens is set outside git."""


class Step(Struct, frozen=True):
    """One step of a job, templates and local actions expanded."""

    path: str
    """The file that holds the step: another than the workflow's for templates and local actions."""
    line: int
    name: str = ""
    uses: str = ""
    """What is run when it is not a script: `actions/checkout@v4`, `AzureCLI@2`, an orb command, an image."""
    with_: Mapping[str, str] = field(default_factory=dict)
    """Inputs of `uses`, scalars as text."""
    env: Mapping[str, str] = field(default_factory=dict)
    """The step's own variables, scalars as text."""
    script: str = ""
    commands: tuple[Command, ...] = ()
    """The commands of `script`, or of the input of `uses` that holds one."""
    can_fail: bool = True
    """Its failure reaches the job."""
    why_not: str = ""
    condition: str = ""
    disabled: str = ""
    folder: str = ""
    """Where it runs, relative to the root of the tree."""
    via: tuple[Place, ...] = ()
    """Where the templates and local actions around it are used, outermost first."""

    @property
    def place(self) -> Place:
        """Where the step stands."""
        return Place(self.path, self.line)

    @property
    def action(self) -> str:
        """`uses` in lower case without its version: `docker/build-push-action`, `azurecli`."""
        return self.uses.split("@", 1)[0].lower()


class Job(Struct, frozen=True):
    """One job: steps that run in order on one machine."""

    id: str
    line: int
    path: str = ""
    """The file that holds the job."""
    steps: tuple[Step, ...] = ()
    needs: tuple[str, ...] = ()
    """Ids of the jobs it waits for."""
    environment: str = ""
    """Name of the deployment environment."""
    image: str = ""
    """Container or machine it runs on."""
    condition: str = ""
    disabled: str = ""
    swallows: str = ""
    """What keeps its failure from the workflow; empty when it reaches it."""
    permissions: Mapping[str, str] = field(default_factory=dict)
    calls: str = ""
    """The reusable workflow it runs: `./.github/workflows/x.yml`, `owner/repo/…@ref`, a downstream pipeline."""
    with_: Mapping[str, str] = field(default_factory=dict)
    """What is handed to the workflow it runs, scalars as text."""
    matrix: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Values by variable."""
    triggers: tuple[Trigger, ...] = ()
    """What starts this job: those of the workflow, narrowed by the job's own condition."""
    via: tuple[Place, ...] = ()
    """Where it is called, when the job stands in a reusable workflow."""

    @property
    def place(self) -> Place:
        """Where the job stands."""
        return Place(self.path, self.line, f"job {self.id}")

    def on(self, *kinds: When) -> bool:
        """Whether one of these starts it."""
        return any(trigger.kind in kinds for trigger in self.triggers)


class Outside(Struct, frozen=True):
    """Something a workflow runs that is not in the repository."""

    reference: str
    """As written: `owner/repo/.github/workflows/x.yml@main`, `templates/x.yml@shared`."""
    place: Place
    kind: str
    """`workflow`, `template`, `include`, `orb`, `pipeline` or `action`."""
    read: bool = False
    """Its repository was given as well, and what it does is known."""


class Workflow(Struct, frozen=True):
    """One CI definition."""

    vendor: str
    path: str
    name: str = ""
    triggers: tuple[Trigger, ...] = ()
    jobs: tuple[Job, ...] = ()
    line: int = 1
    disabled: str = ""
    """Why it never runs."""
    unreadable: str = ""
    """Why nothing more is known of it."""
    templated: bool = False
    """The file is part of a template: it runs in what is generated, not here."""
    outside: tuple[Outside, ...] = ()
    uses_files: tuple[str, ...] = ()
    """Paths of local templates, reusable workflows and actions that were expanded into it."""

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.path, self.line)

    @property
    def only_called(self) -> bool:
        """Nothing but another workflow starts it."""
        return bool(self.triggers) and all(trigger.kind is When.CALLED for trigger in self.triggers)

    def on(self, *kinds: When) -> bool:
        """Whether one of these starts it."""
        return any(trigger.kind in kinds for trigger in self.triggers)


class Vendor(ABC):
    """Reads the definitions of one CI vendor."""

    name: ClassVar[str]
    """`github`, `gitlab`, …"""
    rank: ClassVar[int] = 50
    """Vendors are asked in this order; those with an unmistakable shape come first."""

    @abstractmethod
    def claims(self, path: str, name: str) -> bool:
        """Whether the path alone says that this is a definition of the vendor; `name` is its last part."""

    def fits(self, document: Mapping[str, object]) -> bool:
        """Whether the content says so; asked for small YAML files that no path claims."""
        return False

    @abstractmethod
    def read(self, path: str, files: Definitions) -> Iterable[Workflow]:
        """The workflows in that file; raises `UnreadableError` when it cannot be parsed."""
