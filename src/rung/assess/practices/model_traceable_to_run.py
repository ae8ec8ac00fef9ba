"""Every model that is kept names the run that made it."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.model_files import BESIDE, ModelFiles
from rung.assess.collectors.training import Training
from rung.assess.records import Records
from rung.assess.records.telling import share
from rung.domain import Capability, Effort, Judgement, Level, Shown, met, partial, unmet
from rung.domain.record import ModelRelease
from rung.domain.unread import CODE, WORKING, FileKind


class ModelTraceableToRun(Practice):
    """Every kept or shared model file names the run that made it.

    Why it matters
        A file called `model_final.pkl` answers no question: not which code, not which data, not how good. The day it
        misbehaves, the only way on is to train another one and hope.

    How to get there
        Save models through the tracker, so that they lie inside their run, or write a small file beside each one with
        commit, data id and metrics, in the function that saves it.

    Not enough
        - `model_final.pkl` copied by hand
        - a description typed into the README
        - a file name with a date and nothing else

    References
        - Google MLOps level 1: metadata management
        - ML Test Score, Infra 1
        - EU AI Act, annex IV
    """

    id = "model-traceable-to-run"
    capability = Capability.EXPERIMENTS
    level = Level.REPEATABLE
    fresh_days = 180
    needs = ("runs-recorded",)
    pitfall = "When a model misbehaves, nobody can say how it was made"
    effort = Effort.HOURS
    seen_in = WORKING | {FileKind.NOTEBOOK}
    denied_in = CODE | {FileKind.BUILD, FileKind.CI}
    remedy = "save the model inside its run, or write commit, data id and metrics beside it when saving"

    def judge(self, models: ModelFiles, training: Training) -> Judgement:
        """Met by a link from model to run; partial when only the name tells something."""
        beside = [place for said, place in models.linked if said == BESIDE]
        if beside:
            return met(BESIDE, beside)
        if models.linked and models.copies:
            return partial(
                f"{models.linked[0][0]}, and the copy that is served is a plain file",
                [models.linked[0][1], *models.copies],
                remedy="serve the model that the run keeps, by its version",
            )
        if models.linked:
            return met(models.linked[0][0], [place for _, place in models.linked])
        if models.named:
            return partial(
                "models are saved under a name of their run, and nothing else is kept",
                models.named,
                remedy="write commit, data id and metrics beside the model",
            )
        if models.described:
            return partial(
                f"{models.described[0][0]}, and names no run",
                [place for _, place in models.described],
                remedy="write the id of the run beside the model",
            )
        if models.bare:
            return unmet(
                "models are saved without a word of their run",
                models.bare,
                remedy="write commit, data id and metrics beside the model when it is saved",
            )
        if training.saves:
            return unmet(
                "models are saved from notebooks, without their run",
                [site.place for site in training.saves],
                remedy="save the model in the script that trains, inside its run",
            )
        return unmet(
            "no model is kept",
            [site.place for site in training.fits],
            remedy="save the model inside its run, with commit, data id and metrics",
        )

    def shown(self, records: Records) -> Shown | None:
        """Model versions that name the run that made them."""
        return share(
            records.of(ModelRelease),
            lambda each: bool(each.run),
            "model versions name the run that made them",
            newest=20,
        )
