"""Every run leaves a record."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.tracking import Tracking
from rung.assess.collectors.training import Training
from rung.assess.invocation import RUNNABLE, By
from rung.assess.records import Records
from rung.assess.records.telling import share
from rung.assess.tracking import Holds, Log
from rung.assess.tracking.base import CORE
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, WaitsFor, met, partial, unmet
from rung.domain.record import PipelineRun
from rung.domain.unread import WORKING, FileKind

FEWEST_RUNS = 5
FEWEST_DAYS = 3
"""Runs on fewer days are one afternoon."""


class RunsRecorded(Practice):
    """Each training run that informs a decision records who, when, commit, data, parameters, metrics, artefact.

    Why it matters
        A figure that nobody can trace to the code, the data and the parameters that gave it cannot be repeated,
        compared or defended. The best model of last month is then a rumour.

    How to get there
        Open a run around training and log parameters, metrics and the model in it. A tracker does it in five
        lines; so does a row appended to a CSV with the commit, the data version, the parameters and the metrics.
        Refuse to save a model outside a run. Records of a store are believed as its owner keeps them, MLflow's and
        Rung's alike: a Rung workspace whose audit chain is broken counts for nothing.

    Not enough
        - a tracker in the requirements that no training code calls
        - a folder of demonstration runs made within a minute
        - curves only: metrics without code, data and parameters
        - printed figures, or a file of metrics that the next run overwrites
        - a store in `/tmp` or in a container without a volume

    References
        - Google MLOps level 1: metadata management
        - Microsoft MLOps maturity model, level 2: experiment results tracked
        - ML Test Score, Model 3 and Infra 1
        - EU AI Act, articles 11 and 12, Annex IV
    """

    id = "runs-recorded"
    capability = Capability.EXPERIMENTS
    level = Level.REPEATABLE
    min_strength = Strength.PRACTISED
    fresh_days = 90
    needs = ("code-in-version-control",)
    pitfall = "Nobody can say which code, data and parameters made the model that is in use"
    effort = Effort.HOURS
    waits_for = WaitsFor.TIME
    seen_in = WORKING | {FileKind.NOTEBOOK}
    denied_in = WORKING
    remedy = "wrap training in a run that logs parameters, metrics and commit, and refuse to save a model outside one"

    def judge(self, tracking: Tracking, training: Training) -> Judgement:
        """Met when reached code records parameters, metrics and commit in a place that lasts."""
        held = tracking.holds(RUNNABLE)
        if not held & (CORE | Holds.RUN):
            return self._not_reached(tracking, training)
        logs = _telling(tracking.best())
        places = [log.place for log in logs]
        tool = tracking.tools[0]
        missing = CORE & ~held
        if missing & Holds.METRICS:
            return partial(
                f"{tool} keeps {held.words} of a run, and no metrics", places, remedy="log the metrics with each run"
            )
        if missing:
            return partial(
                f"{tool} records {held.words}, not the {missing.words}",
                places,
                remedy=f"log the {missing.words} with each run",
            )
        if tracking.ephemeral and not tracking.lasting:
            store = tracking.ephemeral[0]
            return partial(
                f"{tool} records {held.words}, and its store is lost with the machine: {store.ephemeral}",
                [store.place, *places],
                remedy=f"give the store at {store.place} a place that outlives its machine",
            )
        return met(f"{tool} records {held.words} of each run", places)

    def shown(self, records: Records) -> Shown | None:
        """At least five runs on three days; most of the newest twenty with parameters, metrics and commit."""
        runs = [each for each in records.of(PipelineRun) if each.task == "training" and each.status == "success"]
        if len(runs) < FEWEST_RUNS or len({each.at.date() for each in runs}) < FEWEST_DAYS:
            return None
        return share(
            runs,
            lambda each: bool(each.params and each.metrics and each.commit),
            "recorded training runs carry parameters, metrics and commit",
            newest=20,
            most=0.9,
            decides=True,
        )

    def _not_reached(self, tracking: Tracking, training: Training) -> Judgement:
        off = [log for log in tracking.logs if log.off and log.by & RUNNABLE]
        if off:
            told = f"{off[0].tool} would record runs, and is switched off: {off[0].off}"
            return partial(told, [log.place for log in off], remedy=f"switch {off[0].tool} on in the run that counts")
        by_hand = tracking.of(CORE, By.NOTEBOOK)
        kept = [log for log in by_hand if not log.overwritten]
        if kept:
            held = tracking.holds(By.NOTEBOOK)
            return partial(
                f"only notebooks record runs: {kept[0].tool} keeps {held.words}",
                [log.place for log in kept],
                remedy="record runs in the script that trains, as the notebooks do",
            )
        overwritten = [log.place for log in tracking.logs if log.overwritten]
        if overwritten:
            return unmet(
                "metrics are written to a file that the next run overwrites",
                overwritten,
                remedy="append to the file instead of overwriting it, with parameters and commit",
            )
        unreached = [log.place for log in tracking.logs]
        if unreached:
            return unmet(
                "a tracker is called where no training run gets to",
                unreached,
                remedy="call the tracker in the code that trains",
            )
        shown = [site.place for site in training.measures]
        return unmet("nothing records parameters or metrics of a run; figures are printed at most", shown)


def _telling(logs: list[Log]) -> list[Log]:
    """Logs that add the most first: one for each part of a record."""
    first: dict[Holds, Log] = {}
    for part in Holds:
        for log in logs:
            if log.holds & part and not log.overwritten:
                first.setdefault(part, log)
                break
    return list(dict.fromkeys(first.values()))
