"""The software environment can be rebuilt exactly."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.base import Practice
from rung.assess.collectors.environments import Environments
from rung.assess.environments import Dependencies, Firmness, Install
from rung.assess.environments.locks import EMPTY
from rung.assess.environments.manifests import LEARNING
from rung.assess.invocation import DECLARED
from rung.domain import Capability, Effort, Judgement, Level, Place, met, partial, unmet
from rung.domain.unread import CODE, FileKind


class EnvironmentLocked(Practice):
    """Anyone can rebuild the exact software environment of training and serving.

    Why it matters
        The same code with another version of a library gives another model, or none. What was installed on the
        day of training is gone unless a file says it, down to the packages that packages pull in.

    How to get there
        Let one tool write a lock (`uv lock`, `poetry lock`, `pip-compile --generate-hashes`, `conda-lock`,
        `renv::snapshot()`), commit it, and let the training job and the image install from it and nothing else.
        State the version of Python, and name the base image by tag or digest.

    Not enough
        - a `requirements.txt` without versions, or with bounds
        - `==` for the packages one names oneself: what they pull in still floats
        - a lock that no job, image or document installs from, or that its manifest has outgrown
        - several managers with versions that disagree
        - `FROM python:latest`, or a Python too old for what the lock names
        - a task that installs packages without versions each time it runs

    References
        - Microsoft MLOps maturity model, level 2: environment definitions
        - OpenSSF Scorecard: Pinned-Dependencies
        - ML Test Score, Infra 1
        - mllint: dependency-management
    """

    id = "environment-locked"
    capability = Capability.EXPERIMENTS
    level = Level.REPEATABLE
    fresh_days = 365
    needs = ("code-in-version-control",)
    pitfall = "The model cannot be trained again after the next release of a library"
    effort = Effort.HOURS
    seen_in = frozenset({FileKind.DEPENDENCIES, FileKind.BUILD, FileKind.CI})
    half_denied_in = frozenset({FileKind.DEPENDENCIES})
    denied_in = CODE | {FileKind.DEPENDENCIES, FileKind.BUILD, FileKind.CI}
    remedy = "commit the lock of one package manager and install from it in the training job and in the image"

    def judge(self, environments: Environments) -> Judgement:
        """Met by a sound lock that jobs or images install from; partial by exact pins or an unused lock."""
        files = [each for each in environments.files if each.covers_learning]
        locks = [each for each in files if each.firmness is Firmness.LOCK and not each.broken]
        used = [each for each in locks if _installed(environments, each)]
        if used:
            return self._used(used, environments)
        if locks:
            return partial(
                f"{locks[0].path} fixes every package, and no job or image installs from it",
                [each.place for each in locks],
                remedy=f"install from {locks[0].path} in CI and in the image",
            )
        pinned = [each for each in files if each.firmness in (Firmness.DIRECT, Firmness.PARTLY)]
        opened = [each for each in files if each.firmness is Firmness.OPEN]
        if pinned and 2 * _named_in(pinned) < _named_in(files):
            first = max(opened, key=lambda each: each.total)
            told = (
                f"{first.path} leaves {len(first.loose)} packages open; only {pinned[0].path} and the like pin theirs"
            )
            return unmet(told, [first.place, *(each.place for each in pinned)])
        if pinned and opened and not any(environments.installs_from(each.path) for each in pinned):
            return unmet(
                f"{opened[0].path} fixes no version, and nothing installs from {pinned[0].path}, which does",
                [opened[0].place, *(each.place for each in pinned)],
                remedy=f"lock what {opened[0].path} names, and install from the lock in the job and in the image",
            )
        if pinned:
            best = max(pinned, key=lambda each: (each.firmness, each.exact))
            told = f"{best.path} pins {best.exact} of {best.total} packages, and not what these pull in"
            spots = [each.place for each in pinned]
            if environments.impossible:
                told, place = environments.impossible[0]
                spots.insert(0, place)
            return partial(told, spots)
        return self._open(files, environments)

    def _open(self, files: list[Dependencies], environments: Environments) -> Judgement:
        broken = [each for each in files if each.broken]
        if broken and broken[0].broken != EMPTY:
            return partial(
                f"{broken[0].path} cannot be installed from: {broken[0].broken}",
                [broken[0].place],
                remedy=f"mend or remake {broken[0].path}, and install from it in CI and in the image",
            )
        if broken:
            return unmet(
                f"{broken[0].path} {EMPTY}",
                [broken[0].place],
                remedy=f"write what the code imports into {broken[0].path}, with versions, and install from it",
            )
        if files:
            first = files[0]
            told = f"{first.path} names {first.total} packages, {first.exact} of them with a version"
            return unmet(told, [each.place for each in files])
        return unmet("no file says which packages to install", [each.place for each in environments.installs])

    def _used(self, used: list[Dependencies], environments: Environments) -> Judgement:
        first = used[0]
        installs = [install for each in used for install in environments.installs_from(each.path)]
        places = [first.place, *(install.place for install in installs)]
        flaw = next(_flaws(environments, used), None)
        if flaw:
            because, place = flaw
            return partial(because, [place, *places])
        return met(f"{first.tool} installs from {first.path}", places)


def _named_in(files: list[Dependencies]) -> int:
    return sum(each.total for each in files)


def _installed(environments: Environments, lock: Dependencies) -> bool:
    """Some step installs from it; renv does so when R starts."""
    return lock.tool == "renv" or any(_counts(install) for install in environments.installs_from(lock.path))


def _counts(install: Install) -> bool:
    return bool(install.by & DECLARED) or not install.by


def _flaws(environments: Environments, used: list[Dependencies]) -> Iterator[tuple[str, Place]]:
    """What keeps a used lock from being the whole truth, the gravest first."""
    yield from environments.impossible
    for lock in used:
        if lock.stale:
            yield f"{lock.path} does not know {lock.stale[0]}, which the manifest asks for", lock.place
    for install in environments.installs:
        if _counts(install) and (loose := _loose(install, environments)):
            yield f"{used[0].path} is installed from, but {install.place} installs {loose}", install.place
    sound = {each.path for each in used}
    for install in environments.before_training:
        if sound.isdisjoint(install.files):
            yield f"{used[0].path} is installed from, but {install.place} trains with {install.files[0]}", install.place
    for name, place in environments.unlisted[:1]:
        yield f"{name} is imported and stands in no dependency file", place
    for image in environments.floating_images:
        if "$" not in image.image:
            yield f"the base image {image.image} floats", image.place


def _loose(install: Install, environments: Environments) -> str:
    """What nobody fixed in a platform's task, or in an image that trains or serves; empty when all is fixed."""
    if install.at_run_time:
        return f"{install.loose[0]} without a version" if install.loose else ""
    if not install.image:
        return ""
    files = [each for each in environments.files if each.path in install.files and each.covers_learning]
    named = [each for each in install.loose if each in LEARNING]
    opened = [
        each.path for each in files if each.firmness is Firmness.OPEN and not each.path.endswith("pyproject.toml")
    ]
    return f"from {opened[0]}, which fixes little" if opened else f"{named[0]} without a version" if named else ""
