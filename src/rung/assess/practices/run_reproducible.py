"""The same run gives the same numbers."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.seeds import Seeds
from rung.assess.collectors.splits import Splits
from rung.assess.records import Records
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, Verdict, met, partial, unmet
from rung.domain.record import Reproduction
from rung.domain.unread import CODE, WORKING, FileKind


class RunReproducible(Practice):
    """Re-running a recorded run from its commit, data id and config gives the same metrics within a stated tolerance.

    Why it matters
        If the same inputs do not give the same numbers, a better number may be luck, and an old model cannot be rebuilt
        when a fault has to be explained.

    How to get there
        Set the seed of every library in use from the configuration, lock data and environment, and write a check that
        trains a recorded run again and compares its metrics within a tolerance you state. A version that
        Rung makes again from its record is the real event.

    Not enough
        - a seed in a notebook cell
        - a seed without a lock of data and packages
        - a replay that nobody compares with the record

    References
        - ML Test Score, Infra 1: training is reproducible
        - Google MLOps level 1: metadata for reproducibility
    """

    id = "run-reproducible"
    capability = Capability.EXPERIMENTS
    level = Level.AUTOMATED
    min_strength = Strength.PROVEN
    fresh_days = 180
    needs = ("environment-locked", "data-versioned", "runs-recorded")
    pitfall = "A better number may be luck, and no old model can be rebuilt"
    effort = Effort.DAYS
    seen_in = WORKING | {FileKind.NOTEBOOK}
    denied_in = CODE
    half_denied_in = denied_in
    remedy = (
        "set every seed from the configuration and add a check that retrains a recorded run and compares its metrics"
    )

    def judge(self, seeds: Seeds, splits: Splits) -> Judgement:
        """Met by a comparison of a repeated run; partial by seeds or a replay alone."""
        if seeds.compared:
            return met("a recorded run is trained again and compared within a tolerance", seeds.compared)
        return self._repeated(seeds) or self._seeded(seeds, splits)

    def _repeated(self, seeds: Seeds) -> Judgement | None:
        if seeds.repeated:
            return met("a test in CI trains twice with the same arguments and compares the results", seeds.repeated)
        if seeds.repeated_apart:
            return partial(
                "a test trains twice and compares the results, and CI does not run it",
                seeds.repeated_apart,
                remedy="run that test in CI",
            )
        if seeds.replays:
            return partial(
                "a run can be trained again from its record; the numbers are not compared",
                seeds.replays,
                remedy="compare the metrics of the retrained run with the recorded ones, within a tolerance",
            )
        return None

    def _seeded(self, seeds: Seeds, splits: Splits) -> Judgement:
        if splits.splits and not splits.fixed:
            first = splits.splits[0]
            return unmet(
                f"{first.what} draws other rows at every run, whatever else is seeded",
                [first.place],
                remedy=f"give {first.what} a fixed seed",
            )
        if seeds.by_chance:
            told = "only the rows are seeded; the model or its sampling draws at random"
            return unmet(told, [*seeds.by_chance, *seeds.seeded])
        if seeds.seeded:
            return partial(
                "seeds are set; no run is repeated and compared",
                seeds.seeded,
                remedy="add a check that retrains a recorded run and compares its metrics",
            )
        if seeds.in_notebooks:
            return unmet(
                "seeds are set in notebook cells only",
                seeds.in_notebooks,
                remedy="set the seeds in the script that trains, and add a check that retrains a recorded run",
            )
        return unmet("no seed is set, and no run is repeated")

    def shown(self, records: Records) -> Shown | None:
        """The newest attempt to make a version again from its record: the real event, whatever seeds are set."""
        tried = records.of(Reproduction)
        if not tried:
            return None
        newest = tried[-1]
        named, what = (newest.id,) if newest.id else (), f"{newest.model}@{newest.version}"
        if newest.same:
            told = f"{what} was made again from its record on {newest.at:%Y-%m-%d}, with the same figures"
            return Shown(Verdict.MET, told, newest.at, Strength.PROVEN, True, named)
        told = f"{what} could not be made again on {newest.at:%Y-%m-%d}" + (f": {newest.says}" if newest.says else "")
        return Shown(Verdict.UNMET, told, newest.at, Strength.FOUND, True, named)
