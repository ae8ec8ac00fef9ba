"""Every dataset that made or judged a model can be fetched again, exactly."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.data_versions import DataVersions
from rung.assess.collectors.training import Training
from rung.assess.invocation import RUNNABLE, By
from rung.assess.records import Records
from rung.assess.records.telling import share
from rung.assess.versions.base import How, Mutable, Version
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, Verdict, met, partial, unmet
from rung.domain.record import DataVersion, PipelineRun
from rung.domain.unread import CODE, WORKING, FileKind


class DataVersioned(Practice):
    """Every dataset used to train or judge a model has an immutable version id that can be fetched again.

    Why it matters
        A model is code and data. When the data of a past run cannot be fetched again, its result can be neither
        repeated nor explained, and nobody can tell whether the code or the data made the difference.

    How to get there
        Small data: commit it. Larger data: DVC or git-lfs with a remote, a table format with time travel, or a
        snapshot named by its content hash; record the id with each run.

    Not enough
        - `dvc` among the requirements, or `.dvc` files without a remote
        - file names such as `train_final_v2.csv`
        - a mutable address: the newest of a bucket, a branch URL, a query on a live table
        - a copy named by its date, without a content hash

    References
        - Google MLOps level 1: metadata, pointers to prepared data
        - Microsoft MLOps maturity model, level 3: traceability back to original data
        - ML Test Score: Infra 1
        - EU AI Act: article 10(2), annex IV 2(d)
    """

    id = "data-versioned"
    capability = Capability.VERSIONING
    level = Level.REPEATABLE
    min_strength = Strength.PRACTISED
    fresh_days = 180
    needs = ("code-in-version-control",)
    pitfall = "A past result can be neither repeated nor explained, because its data is gone"
    effort = Effort.DAYS
    seen_in = WORKING | {FileKind.NOTEBOOK}
    denied_in = CODE
    remedy = (
        "commit small data; give larger data a content hash and a remote (dvc add, git lfs track), "
        "and record the id per run"
    )

    def judge(self, versions: DataVersions, training: Training) -> Judgement:
        """Met when data is immutable and fetchable and code that somebody can run uses it."""
        firm = [each for each in versions.immutable if _used(each, training)]
        loose = _elsewhere(versions) if all(each.how is How.COMMITTED for each in firm) else None
        if firm and loose:
            return partial(
                f"{firm[0].what} is in git, and training also reads {loose.what[:80]}, whose content may change",
                [loose.place, *(each.place for each in firm)],
                remedy=f"put {loose.what[:80]} under the same versioning",
            )
        if firm:
            best = min(firm, key=lambda each: list(How).index(each.how))
            kinds = ", ".join(dict.fromkeys(each.how.value for each in firm))
            return met(f"the data has versions: {kinds} ({best.what})", [each.place for each in firm])
        broken = [each for each in versions.versions if each.broken]
        if broken:
            return partial(
                f"{broken[0].what} cannot be fetched again: {broken[0].broken}",
                [each.place for each in broken],
                remedy="name a remote that others reach, and push the data to it",
            )
        return self._weak(versions)

    def shown(self, records: Records) -> Shown | None:
        """Runs of the last half year that name the version of their data; one version only is no versioning.

        Where the versions themselves were stored, and others can fetch them, the records tell by themselves.
        """
        runs = [each for each in records.of(PipelineRun, days=180) if each.task == "training"]
        stored = [each for each in records.of(DataVersion) if each.fetchable]
        if runs and stored:
            ids = {f"{each.dataset}@{each.version}" for each in stored}
            told = share(
                runs,
                lambda each: bool(each.data) and ids.issuperset((each.data or "").split(", ")),
                "training runs read a stored version of their data",
                newest=20,
                at_least=1,
                decides=True,
            )
            if told is not None and told.verdict is Verdict.MET:
                return told
        if len({each.data for each in runs if each.data}) < 2:
            return None
        return share(runs, lambda each: bool(each.data), "training runs name the version of their data", newest=20)

    def _weak(self, versions: DataVersions) -> Judgement:
        by_hand = versions.immutable
        if by_hand:
            return partial(
                f"only notebooks use the versioned data ({by_hand[0].what}), so no result names its version",
                [each.place for each in by_hand],
                remedy="let a script that trains read the versioned data, and record its version with the run",
            )
        weak = [
            each
            for each in versions.of(How.SNAPSHOT, How.BUCKET, How.OUTPUTS, How.PACKAGED)
            if each.how is not How.BUCKET or versions.from_buckets
        ]
        if weak:
            return partial(
                f"{_WHY[weak[0].how]} ({weak[0].what})",
                [each.place for each in weak],
                remedy="add a content hash or the version of the store, and record it with each run",
            )
        branch = [each for each in versions.mutable if each.why.startswith("a branch")]
        if branch:
            return partial(
                "data is read through a branch, whose content changes",
                [each.place for each in branch],
                remedy="read the data at a commit or tag instead of a branch, and record it with each run",
            )
        if versions.mutable:
            first = versions.mutable[0]
            return unmet(
                f"data is read from {first.why}: {first.what[:80]}",
                [each.place for each in versions.mutable],
                remedy="keep a snapshot with its hash, or read at a point in time; record the id per run",
            )
        return unmet("no pointer, snapshot, hash or dataset id names the data that models are trained on")


_WHY = {
    How.SNAPSHOT: "datasets are copied under a name with a time, without a content hash",
    How.BUCKET: "the bucket keeps old objects, and no run names the version it used",
    How.OUTPUTS: "each run keeps its prepared data, and what it was made from may change",
    How.PACKAGED: "the data is a sample that comes with a library, fixed only with the library's version",
}


def _elsewhere(versions: DataVersions) -> Mutable | None:
    """Data that programs fetch from a moving address, unless it is where the committed file came from."""
    kept = {path.rsplit("/", 1)[-1].partition(".")[0] for path in versions.committed}
    for each in versions.mutable:
        stem = each.what.rsplit("/", 1)[-1].partition(".")[0]
        if stem not in kept and not each.place.path.endswith(".ipynb"):
            return each
    return None


def _used(version: Version, training: Training) -> bool:
    """Pointers need nobody; what code does counts when somebody can run it outside a notebook."""
    if version.how in (How.DVC, How.LFS):
        return True
    if version.how is How.COMMITTED and training.notebook_only:
        return False
    return bool(version.by & RUNNABLE) or (
        version.how is How.COMMITTED and version.by is not By.NOBODY and bool(training.runnable)
    )
