"""One registry holds all models, and serving takes them only from there."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.registry import Registry
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.assess.registries.base import Resolution
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import ModelRelease
from rung.domain.unread import CODE, FileKind


class CentralModelRegistry(Practice):
    """All models of all teams sit in one registry with version, owner and lineage; serving takes them only from it.

    Why it matters
        With two models one remembers which file is live; with ten one does not. A registry answers which version
        answers where, from which run it came, and what has to be exchanged when its data turns out bad.

    How to get there
        Let training register each version with its run, metrics and data, in a store that all see and that survives its
        machine. Let whatever serves take the model by version or alias from there, and from nowhere else.

    Not enough
        - a registry inside a folder of one laptop, or in a container without a volume
        - a model that is registered while a copied file is served
        - a service that takes whatever version is the newest
        - one registry for each of several projects

    References
        - Google MLOps level 2: model registry
        - Microsoft MLOps maturity model, levels 2 and 3
        - NIST AI RMF: GOVERN 1.6
    """

    id = "central-model-registry"
    capability = Capability.REGISTRY_AND_GOVERNANCE
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 90
    needs = ("model-traceable-to-run",)
    pitfall = "Nobody can say which models answer where, so a bad one cannot be found and withdrawn"
    effort = Effort.DAYS
    denied_in = CODE | {FileKind.CI, FileKind.BUILD, FileKind.SETTINGS}
    half_denied_in = CODE
    remedy = "register each model in one shared registry and let serving load it by version or alias from there"

    def judge(self, registry: Registry) -> Judgement:
        """Met when models are registered in a shared, lasting store and serving resolves them there."""
        places = [each.place for each in registry.registered[:3]] + [each.place for each in registry.serving[:4]]
        if not registry.registered:
            if registry.serving:
                first = registry.serving[0]
                return partial(
                    f"the service takes {first.what} from {first.tool}; nothing here registers it",
                    [first.place],
                    remedy="let the training run register the model that it made",
                )
            return unmet("no model is registered", registry.files)
        tool = registry.tools[0]
        if not registry.serving:
            # A tag names the very file that the tagged commit holds; elsewhere a file is a copy beside the registry.
            if registry.files and tool != "git tags":
                return unmet(
                    f"models are registered in {tool}, and what serves loads a file",
                    [*places, *registry.files],
                    remedy=f"let what serves load the model by version or alias from {tool}, not from a file",
                )
            return partial(
                f"models are registered in {tool}; nothing that serves takes them from there",
                places,
                remedy=f"let what serves load the model by version or alias from {tool}",
            )
        used = registry.serving[0]
        said = f"models are registered in {tool} and served by {used.how.value}"
        if registry.ephemeral:
            return partial(
                f"{said}; {registry.ephemeral}",
                [*places, *([registry.store] if registry.store else [])],
                remedy="give the registry a store that outlives the machine",
            )
        if registry.local:
            return partial(
                f"{said}; {registry.local}",
                [*places, *([registry.store] if registry.store else [])],
                remedy="move the registry from this machine to a store that everybody reaches",
            )
        if Resolution.NEWEST in registry.resolved and not registry.resolved & {Resolution.PINNED, Resolution.ALIAS}:
            return partial(
                f"{said}: no version, alias or stage says which one is meant ({used.what})",
                places,
                remedy="let what serves ask for a version, or for an alias that a check or a person moves",
            )
        return met(f"{said} ({used.what})", places)

    def shown(self, records: Records) -> Shown | None:
        """Three versions in a registry, and the newest within the window."""
        return happened(records.of(ModelRelease), "a model version was registered or moved", at_least=3)
