"""One documented command goes from data to an evaluated model."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.refused import Refused
from rung.assess.collectors.training import Training
from rung.assess.collectors.training_commands import TrainingCommands
from rung.assess.excerpt import excerpt
from rung.assess.invocation import UNATTENDED, By
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, WaitsFor, met, partial, unmet
from rung.domain.record import PipelineRun
from rung.domain.unread import WORKING, FileKind


class OneCommandRun(Practice):
    """One documented command takes a clean checkout from data to an evaluated model, outside any notebook session.

    Why it matters
        What only its author can run is not repeatable: the order of the cells, the file that was copied by hand and the
        variable from last Tuesday are part of the result, and leave with the person.

    How to get there
        Write one target (`make train`, `dvc repro`, `mlflow run .`, `python -m pkg.train`) that fetches the data,
        prepares, trains and evaluates, and put that line into the README. Let somebody else try it.

    Not enough
        - a command in the README whose file is gone
        - a notebook with cells that are run out of order
        - a script that stops at `input()`

    References
        - Google MLOps: from level 0, script-driven, to level 1, orchestrated
        - Microsoft MLOps maturity model, level 2: repeatable scripts and jobs
        - ML Test Score, Infra 1
    """

    id = "one-command-run"
    capability = Capability.EXPERIMENTS
    level = Level.REPEATABLE
    min_strength = Strength.PRACTISED
    fresh_days = 120
    needs = ("code-in-version-control", "environment-locked")
    pitfall = "Only one person can train the model, and nobody knows which steps he takes"
    effort = Effort.HOURS
    waits_for = WaitsFor.PEOPLE
    seen_in = WORKING | {FileKind.NOTEBOOK}
    remedy = "add one target that fetches data, trains and evaluates, and show it in the README"

    def judge(self, commands: TrainingCommands, training: Training, refused: Refused) -> Judgement:
        """Met by a declared command that is documented or that a machine starts; partial without one of both."""
        if not commands.starts:
            return self._none(commands, training)
        whole = [start for start in commands.starts if start.whole]
        shown = [start for start in commands.documented if start.whole] or commands.documented
        unattended = [start for start in whole if start.by & UNATTENDED]
        places = [start.place for start in (*shown[:2], *whole[:3], *commands.starts[:3])]
        vain = refused.training(By.DOCUMENTED | UNATTENDED)
        if vain:
            return partial(
                f"the run stops at its training step: {vain.said}",
                [vain.command.place, *places],
                remedy=f"correct the command: {vain.said}",
            )
        if shown and shown[0].tied and not unattended:
            return partial(
                f"`{excerpt(shown[0].text)}` falls back to {excerpt(shown[0].tied, 60)}, which only one machine has",
                places,
                remedy="replace what only one machine has by a setting with a default that works everywhere",
            )
        if shown and whole and not shown[0].whole and not unattended:
            return partial(
                f"`{excerpt(shown[0].text, 60)}` is documented and does not evaluate; `{excerpt(whole[0].text, 60)}` "
                "does, and no document shows it",
                places,
                remedy="show the whole command in the README",
            )
        if shown and shown[0].whole:
            return met(f"`{excerpt(shown[0].text)}` is documented and goes from data to an evaluated model", places)
        if unattended:
            return met(f"one trigger starts the whole run: {excerpt(unattended[0].text)}", places)
        if whole:
            return partial(
                f"`{excerpt(whole[0].text)}` trains and evaluates, and no document shows it",
                places,
                remedy="show the command in the README",
            )
        return partial(
            f"`{excerpt(commands.starts[0].text)}` trains, and does not evaluate",
            places,
            remedy="let the same command evaluate the model that it trained",
        )

    def shown(self, records: Records) -> Shown | None:
        """A recorded training run that went through."""
        runs = [each for each in records.of(PipelineRun) if each.task == "training" and each.status == "success"]
        return happened(runs, "training went through")

    def _none(self, commands: TrainingCommands, training: Training) -> Judgement:
        if commands.missing:
            place, path = commands.missing[0]
            meant = next((each for each in _judged(training) if each.rpartition("/")[2] == path.rpartition("/")[2]), "")
            if meant:
                return partial(
                    f"the command names {path}, which does not exist; the script that trains is {meant}",
                    [place],
                    remedy=f"correct the path to {meant}",
                )
            return unmet(
                f"the command names {path}, which does not exist",
                [place],
                remedy=f"correct the path {path} in the command",
            )
        runnable = training.runnable
        if runnable:
            path = runnable[0].module.path
            if not any(not site.module.notebook for site in training.reach.only(training.measures)):
                return unmet(
                    f"{path} trains without evaluating, and nothing declares or documents how to run it",
                    [site.place for site in runnable],
                    remedy=f"evaluate in the same run, and add a target or a line in the README that runs {path}",
                )
            return partial(
                f"{path} can be run, and nothing declares or documents how",
                [site.place for site in runnable],
                remedy=f"add a target or a line in the README that runs {path}",
            )
        if training.notebook_only:
            return unmet(
                "models are trained in notebook sessions",
                [site.place for site in training.in_notebooks],
                remedy="move the cells into a script that trains and evaluates, and show its command in the README",
            )
        return unmet("no command trains a model")


def _judged(training: Training) -> list[str]:
    """Files that train and measure, outside notebooks."""
    measured = {site.module.path for site in training.reach.only(training.measures)}
    return [site.module.path for site in training.runnable if site.module.path in measured]
