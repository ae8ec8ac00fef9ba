"""How models are registered and promoted, and how what serves finds its model."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.deployments import Deployments
from rung.assess.collectors.files import Files
from rung.assess.collectors.history import History
from rung.assess.collectors.serving import Serving
from rung.assess.collectors.stacks import Stacks
from rung.assess.collectors.tracking import Tracking
from rung.assess.collectors.training import Training
from rung.assess.invocation import RUNNABLE, By
from rung.assess.loop.base import TOOL, Loop
from rung.assess.regex import regex
from rung.assess.registries.azure_ml import deployed
from rung.assess.registries.base import Promotion, Registered, Resolution, Use
from rung.assess.registries.calls import promotions, registrations, uses
from rung.assess.registries.declared import in_commands, in_files, in_tags
from rung.assess.registries.loop import in_loop
from rung.assess.tree.base import Tree
from rung.domain import Place

_LOCAL = regex(r"^(sqlite:|file:|\.?/|mlruns|mlflow\.db|https?://(localhost|127\.0\.0\.1|0\.0\.0\.0))|^$")
_PACKAGES = frozenset({"SageMaker"})
"""Registries whose versions name the image that runs the model."""
_DEPLOYS = regex(r"(^|[/_.-])deploy(ment)?[^/]*$", re.I)
_STORE_NAMES = ("tracking_uri", "registry_uri")
_FETCHES = (
    "*.download_file", "*.download_to_filename", "*.download_fileobj", "*.hf_hub_download", "*.snapshot_download",
    "*.download_artifacts",
    "*.get_object", "*.download_blob", "*.use_artifact", "*.from_pretrained", "gdown.*", "*.urlretrieve", "*.pin_read",
    "pin_read",
)  # fmt: skip


class Registry(Struct, frozen=True):
    """Everything about the registry of models; code that only tests reach is left out."""

    registered: tuple[Registered, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    uses: tuple[Use, ...] = ()
    serving: tuple[Use, ...] = ()
    """Those of `uses` that what serves, scores batches or deploys runs through."""
    files: tuple[Place, ...] = ()
    """Models that what serves loads from a file, with no registry in the same module."""
    fetched: tuple[Place, ...] = ()
    """Calls by which what serves fetches its model from a store when it starts."""
    ephemeral: str = ""
    """Why the registry is lost with its machine; empty when it stays, as far as can be seen."""
    local: str = ""
    """Why only one machine sees the registry; empty when it is shared."""
    store: Place | None = None

    @property
    def tools(self) -> tuple[str, ...]:
        """Registries that something registers in, most used first."""
        names = [each.tool for each in self.registered]
        return tuple(sorted(dict.fromkeys(names), key=lambda name: -names.count(name)))

    @property
    def resolved(self) -> set[Resolution]:
        """How what serves chooses."""
        return {each.how for each in self.serving}


class RegistryCollector(Collector):
    """Looks through calls, commands, configuration and tags."""

    def collect(
        self,
        tree: Tree,
        files: Files,
        code: Code,
        reach: Reach,
        commands: Commands,
        history: History,
        training: Training,
        serving: Serving,
        deployments: Deployments,
        tracking: Tracking,
        stacks: Stacks,
        loop: Loop,
    ) -> Registry:
        """What is put away, shown in notebooks only, or only tested does not count."""
        found: list[Registered | Promotion | Use] = [
            *registrations(code, reach),
            *promotions(code, reach),
            *uses(code, reach),
        ]
        found = [each for each in found if each.by & RUNNABLE and not files.aside(each.place.path)]
        found += [*in_commands(commands.all), *in_files(tree), *deployed(tree, commands.all)]
        found += in_tags((tag.name for tag in history.tags), tree)
        found += in_loop(loop)
        taken = [each for each in found if isinstance(each, Use)]
        registering = {each.place.path for each in found if isinstance(each, Registered)} | {
            site.module.path for site in training.fits
        }
        answering = _Answering(reach, code, serving, deployments, registering)
        used = [
            replace(each, how=Resolution.PINNED, whole=each.tool in _PACKAGES) if answering.deploys(each) else each
            for each in taken
            if answering.runs(each) or answering.deploys(each)
        ]
        used += [
            Use(
                "SageMaker", "model_package_name", Resolution.PINNED, site.place, site.scope, reach.of(site), whole=True
            )
            for site in stacks.packaged
        ]
        loads = [site for site in training.loads if serving.serves(reach, site) and not files.aside(site.module.path)]
        by_registry = {each.scope[0] for each in used} | {each.place.path for each in used}
        registered = tuple(each for each in found if isinstance(each, Registered))
        ephemeral, local, store = _store(tracking, code, registered)
        if registered and not loop.shared and {each.tool for each in registered} == {TOOL}:
            local = "the workspace of rung.yaml lies on one machine"
        return Registry(
            registered,
            tuple(each for each in found if isinstance(each, Promotion)),
            tuple(taken),
            tuple(used),
            tuple(
                site.place
                for site in loads
                if site.module.path not in by_registry and not site.call.name.startswith("mlflow.")
            ),
            tuple(
                site.place
                for site in code.find(*_FETCHES)
                if serving.serves(reach, site) and not files.aside(site.module.path)
            ),
            ephemeral,
            local,
            store,
        )


class _Answering:
    """The code that answers, scores or deploys."""

    def __init__(
        self, reach: Reach, code: Code, serving: Serving, deployments: Deployments, registering: set[str]
    ) -> None:
        self.reach = reach
        self.registering = registering
        self.code = code
        self.scopes = {each.scope for each in serving.endpoints}
        self.paths = {each.scope[0] for each in serving.endpoints if each.predicts} | {
            each.place.path for each in serving.batches
        }
        self.deploying = {each.place.path for each in deployments.rollouts}
        self._known: dict[str, bool] = {}

    def deploys(self, use: Use) -> bool:
        """Whether the version is looked up while deploying: what runs then holds that one version."""
        path, _ = use.scope
        return bool(path) and path not in self.registering and bool(_DEPLOYS.search(path))

    def runs(self, use: Use) -> bool:
        """Whether it uses the model to answer; a string counts by the module it stands in."""
        path, scope = use.scope
        if not path:
            return bool(use.by & (By.IMAGE | By.CI | By.TARGET | By.SCHEDULE))
        if path in self.deploying:
            return True
        if scope:
            return self._reached((path, scope)) or (
                use.by & By.PIPELINE != 0 and not self.reach.by(path, scope) and path not in self.registering
            )
        if path not in self._known:
            module = self.code.modules[path]
            self._known[path] = any(self._reached((path, name)) for name in ("", *module.functions))
        return self._known[path]

    def _reached(self, node: tuple[str, str]) -> bool:
        up = self.reach.upstream(node)
        return bool(up & self.scopes) or any(path in self.paths for path, _ in up)


def _store(tracking: Tracking, code: Code, registered: Iterable[Registered]) -> tuple[str, str, Place | None]:
    """Why an MLflow registry is lost, or local; both empty for the registries of platforms."""
    tools = {each.tool for each in registered}
    if "MLflow" not in tools:
        return "", "", None
    if tracking.ephemeral:
        first = tracking.ephemeral[0]
        return f"its store {first.address} is {first.ephemeral}", "", first.place
    if any("databricks" in name for module in code.modules.values() for name in module.import_lines):
        return "", "", None
    fields = _defaults(code)
    stores = [each for each in tracking.stores if each.by != By.TEST]
    said = [site for site in code.find("*.set_tracking_uri", "*.set_registry_uri") if not stores and site.call.args]
    if any(not isinstance(site.call.args[0], str) or not _LOCAL.match(site.call.args[0]) for site in said):
        return "", "", None
    if not stores and not fields:
        return "", "no tracking server is named, so it lies in ./mlruns", None
    named = [(_value(each.address, fields), each.place) for each in stores]
    shared = [place for address, place in named if not _LOCAL.match(address)]
    if shared:
        return "", "", None
    address, place = named[0] if named else next(iter(fields.values()))
    return "", f"its store is {address or './mlruns'}, on one machine", place


def _defaults(code: Code) -> dict[str, tuple[str, Place]]:
    """What classes of settings say when nothing else is given."""
    return {
        name: (value, Place(module.path, each.line))
        for module in code.modules.values()
        for each in module.classes.values()
        for name, _, value in each.fields
        if name.lower().endswith(_STORE_NAMES) and isinstance(value, str)
    }


def _value(address: str, fields: dict[str, tuple[str, Place]]) -> str:
    """An address that is a name of settings, by its default."""
    known = fields.get(address.rpartition(".")[2])
    return known[0] if known and not re.match(r"[a-z]+:", address) else address
