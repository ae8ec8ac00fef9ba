"""Each released model has a current card."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.model_cards import ModelCards
from rung.domain import Capability, Effort, Judgement, Level, met, partial, unmet
from rung.domain.unread import FileKind


class ModelCard(Practice):
    """Each released model has a current card: purpose, limits, data, metrics with slices, owner, version.

    Why it matters
        A model is used by people who never met those who trained it. What it is for, where it fails and on what it was
        judged must travel with it, or it is used where it was never tried.

    How to get there
        Write purpose and limits by hand, once, and let the release fill in data version, metrics by group and model
        version from the run record. Keep the card beside the model, with one owner's name.

    Not enough
        - a form with its prompts still in it
        - the card of the pretrained model that one started from
        - a one-line description in the registry
        - a card older than the model that is live

    References
        - EU AI Act, articles 11 and 13
        - NIST AI RMF: MAP, MEASURE 2.9
        - Marvelous MLOps 1: model documentation
    """

    id = "model-card"
    capability = Capability.REGISTRY_AND_GOVERNANCE
    level = Level.AUTOMATED
    fresh_days = 365
    needs = ("owner-and-goal-named", "data-source-documented")
    pitfall = "The model is used where it was never tried, by people who could not know"
    effort = Effort.HOURS
    seen_in = frozenset({FileKind.DOCUMENT})
    remedy = "write MODEL_CARD.md with purpose, out-of-scope use, data, metrics by group, limits, owner and version"

    def judge(self, model_cards: ModelCards) -> Judgement:
        """Met when purpose, data, metrics and limits are told; partial for less, or for a form that code fills."""
        best = model_cards.best
        if best is not None:
            told = ", ".join(sorted(best.told))
            if best.complete:
                return met(f"{best.place.path} tells {told}", [best.place])
            if len(best.told) > 1:
                missing = ", ".join(sorted(best.missing))
                return partial(
                    f"{best.place.path} tells {told}; {missing} missing",
                    [best.place],
                    remedy=f"add to {best.place.path}: {missing}",
                )
            return unmet(
                f"{best.place.path} says next to nothing",
                [best.place],
                remedy=f"fill {best.place.path}: purpose, data, metrics by group, limits, owner, version",
            )
        if model_cards.generated:
            return partial(
                "code writes a model card; no filled card is in the repository",
                model_cards.generated,
                remedy="commit the card that the code writes, filled",
            )
        if model_cards.unfilled:
            return unmet(
                f"{model_cards.unfilled[0].path} is a form that nobody filled in",
                model_cards.unfilled,
                remedy=f"fill in {model_cards.unfilled[0].path}",
            )
        return unmet("no model card")
