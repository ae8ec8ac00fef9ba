"""The model sees the same features in production as in training."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.serving import Serving
from rung.assess.collectors.shared_features import SharedFeatures
from rung.domain import Capability, Effort, Judgement, Level, Strength, met, partial, unmet
from rung.domain.unread import CODE, FileKind


class TrainServeSameFeatures(Practice):
    """Features for training and serving come from the same code or store, and their values are compared.

    Why it matters
        When the service computes its features with code of its own, the two drift apart, and the model is asked about
        numbers it has never been trained on. Nothing fails; the predictions are wrong.

    How to get there
        Ship the fitted transformers inside the model (a pipeline), or call one function from both sides. Replay logged
        requests through the training code and compare the values.

    Not enough
        - two nearly equal `preprocess()` functions, one in training and one in the service
        - a function that both sides call and whose result depends on the other rows of the batch
        - the demo repository of a feature store

    References
        - ML Test Score: Monitor 3, training and serving features compute the same values
        - Google MLOps level 1: feature store
        - Rules of Machine Learning, rule 32
    """

    id = "train-serve-same-features"
    capability = Capability.DATA
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 30
    needs = ("modular-code",)
    pitfall = "The service computes its features in its own way and the model answers another question"
    effort = Effort.DAYS
    denied_in = CODE | {FileKind.TEST}
    half_denied_in = denied_in
    remedy = "put the transformers into the saved model, and add a test that replays requests through the training code"

    def judge(self, features: SharedFeatures, serving: Serving) -> Judgement:
        """Met with one artefact, store or row-wise function for both sides; what compares the values completes it."""
        if not features.serves and not serving.exists:
            return unmet("nothing is served, so nothing shares its features with training")
        if not features.trains and not features.stores:
            return unmet("nothing here trains, so what is served shares its features with nothing")
        compared = "; their values are compared" if features.compared else "; their values are not compared"
        if features.artefacts and features.beside and not features.stores and not features.functions:
            alone = features.beside[0]
            return partial(
                f"{features.artefacts[0].what}, but {alone.what} changes the rows for training only "
                f"({alone.per_batch})",
                [features.artefacts[0].place, alone.place],
                remedy="do it on both sides, or in the saved model",
            )
        if features.doubled and not features.stores and not features.functions:
            twice = features.doubled[0]
            return unmet(
                f"{twice.what} is written twice, once for training and once for what is served",
                [twice.place],
                remedy=f"let both sides import one {twice.what}",
            )
        for found in (features.stores, features.artefacts):
            if found:
                return met(f"{found[0].what}{compared}", [each.place for each in (*found,)])
        if features.functions:
            return self._functions(features, compared)
        return self._apart(features)

    def _functions(self, features: SharedFeatures, compared: str) -> Judgement:
        """Met by a function that takes each row for itself."""
        batch = [each for each in features.functions if each.per_batch]
        if batch:
            return partial(
                f"{batch[0].what}, but {batch[0].per_batch} in it depends on the other rows of the batch",
                [each.place for each in batch],
                remedy="fit that transformer in training, save it with the model, and only apply it when serving",
            )
        return met(f"{features.functions[0].what}{compared}", [each.place for each in features.functions])

    def _apart(self, features: SharedFeatures) -> Judgement:
        """The judgement where the two sides share nothing that prepares rows."""
        if features.keyed:
            return met("the model is asked by keys that it learnt, so no features can differ", features.keyed)
        if not features.transforms:
            return partial(
                "neither side transforms its rows, so they agree only as long as the columns keep their order",
                remedy="name the columns on both sides, or let the saved model choose them",
            )
        return unmet("training transforms its data and the code that serves shares none of it", features.transforms)
