"""The next model needs an entry in a list, not new plumbing."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.model_family import ModelFamily
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import ModelRelease


class ManyModelsOneWay(Practice):
    """Adding another model or team uses the same machinery, isolated from others, without new plumbing.

    Why it matters
        The second model that brings its own way doubles the work of everybody who operates them; the tenth makes it
        impossible. One way means that a fix, a gate or an alarm reaches every model at once.

    How to get there
        Make the model's name, data and parameters an entry in a list that one pipeline and one deployment loop over;
        give each its own name space and quota.

    Not enough
        - one repository with ten unrelated notebooks
        - two models that are deployed in two different ways
        - a parameter for the model's name when there is one model

    References
        - AWS MLOps foundation roadmap: scalable, tens or hundreds of use cases
        - Google MLOps level 2: many pipelines
    """

    id = "many-models-one-way"
    capability = Capability.SERVING_AND_SCALE
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 180
    needs = ("pipeline-defined", "automated-deployment")
    pitfall = "Every new model brings its own scripts, and each alarm is mended in ten places"
    effort = Effort.WEEKS
    remedy = "turn the pipeline's model name, data and parameters into a list that it loops over"

    def judge(self, family: ModelFamily) -> Judgement:
        """Met by a list of models that one machinery runs through; partial by a parameter."""
        if family.instantiated:
            return met("one machinery runs through a list of models", family.instantiated)
        if family.parameterised:
            return partial(
                "the machinery takes the model as a parameter; one model is seen",
                family.parameterised,
                remedy="run the same machinery for a second model",
            )
        return unmet("one model is wired in; a second would need its own plumbing")

    def shown(self, records: Records) -> Shown | None:
        """Promotions of at least two models."""
        promoted = [each for each in records.of(ModelRelease, days=365) if each.decision == "promoted"]
        return happened(promoted, "models were promoted") if len({each.model for each in promoted}) >= 2 else None
