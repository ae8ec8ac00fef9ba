"""Models, data and logs have an end."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.governance import Governance
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, WaitsFor, met, partial, unmet
from rung.domain.record import ModelRelease


class RetentionAndRetirement(Practice):
    """Models, data, logs have retention rules; a model can be retired safely and its consumers know.

    Why it matters
        Forgotten endpoints cost money, leak data and answer with knowledge of years ago. And a record that is deleted
        too early is missing exactly when somebody asks for it.

    How to get there
        State for each kind of thing how long it is kept, as a lifecycle rule of its store. Give each model a status
        and a date in the registry, and one command that retires it: consumers told, traffic refused with a reason,
        access gone.

    Not enough
        - deleting the pickle
        - a rule for temporary files only
        - removing a whole environment

    References
        - NIST AI RMF: GOVERN 1.7
        - EU AI Act, articles 18 and 19
    """

    id = "retention-and-retirement"
    capability = Capability.REGISTRY_AND_GOVERNANCE
    level = Level.OPTIMIZED
    min_strength = Strength.PRACTISED
    fresh_days = 365
    needs = ("central-model-registry",)
    pitfall = "Forgotten models go on answering, and records are gone when they are asked for"
    effort = Effort.DAYS
    waits_for = WaitsFor.TIME
    remedy = "add lifecycle rules to the stores, and a command that retires a model with a date and a notice"

    def judge(self, governance: Governance) -> Judgement:
        """Met by rules for stores together with a way to retire a model; partial for one of both."""
        if governance.lifecycle and governance.retiring:
            return met(
                "stores have lifecycle rules, and code retires models", [*governance.retiring, *governance.lifecycle]
            )
        if governance.lifecycle:
            return partial(
                "stores have lifecycle rules; no way to retire a model",
                governance.lifecycle,
                remedy="add a command that retires a model with a date and a notice",
            )
        if governance.retiring:
            return partial(
                "code retires models; nothing says how long data and logs are kept",
                governance.retiring,
                remedy="add lifecycle rules to the stores of data, logs and models",
            )
        return unmet("nothing says how long models, data and logs are kept, or how a model is retired")

    def shown(self, records: Records) -> Shown | None:
        """A model that was retired."""
        return happened(
            [each for each in records.of(ModelRelease) if each.decision == "retired"], "a model was retired"
        )
