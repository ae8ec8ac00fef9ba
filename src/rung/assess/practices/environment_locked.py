"""The software can be rebuilt exactly."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.environments import Environments
from rung.assess.environments.base import Dependencies, Firmness, Install
from rung.assess.invocation import DECLARED
from rung.domain import Capability, Effort, Judgement, Level, Place, met, partial, unmet


class EnvironmentLocked(Practice):
    """Anyone can rebuild the exact software environment of training and serving.

    Why it matters
        A new version of one library changes the numbers of a model that nobody touched. Without a lock the run of last
        month cannot be repeated, and the image that is built tonight is not the one that was tested.

    How to get there
        Take one package manager, let it write a lock (`uv lock`, `poetry lock`, `pip-compile --generate-hashes`,
        `conda-lock`, `renv::snapshot()`), install from it in CI, in the image and in the training job, and state the
        version of Python.

    Not enough
        - a requirements file without versions
        - exact versions of the direct dependencies only
        - a lock file that no job and no image installs from
        - a task that builds its environment from loose packages each time it runs
        - `FROM python:latest`

    References
        - Google MLOps level 1: containerised components
        - Microsoft MLOps maturity model, level 2: environment definitions
        - OpenSSF Scorecard: Pinned-Dependencies
        - ML Test Score, Infra 1
    """

    id = "environment-locked"
    capability = Capability.EXPERIMENTS
    level = Level.REPEATABLE
    fresh_days = 365
    needs = ("code-in-version-control",)
    pitfall = "Tonight's build is not what was tested, and last month's run cannot be repeated"
    effort = Effort.HOURS
    remedy = "let the package manager write a lock and install from it in CI, in the image and in the training job"

    def judge(self, environments: Environments) -> Judgement:
        """Met by a lock that the project's jobs or images install from; partial by exact pins or an unused lock."""
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
        if pinned:
            best = max(pinned, key=lambda each: (each.firmness, each.exact))
            told = f"{best.path} pins {best.exact} of {best.total} packages, and not what these pull in"
            return partial(told, [each.place for each in pinned])
        broken = [each for each in files if each.broken]
        if broken:
            return partial(f"{broken[0].path} cannot be installed from: {broken[0].broken}", [broken[0].place])
        if files:
            first = files[0]
            return unmet(
                f"{first.path} names {first.total} packages, {first.exact} of them with a version", _places(files)
            )
        return unmet("no file says which packages to install", [each.place for each in environments.installs])

    def _used(self, used: list[Dependencies], environments: Environments) -> Judgement:
        first = used[0]
        installs = [install for each in used for install in environments.installs_from(each.path)]
        places = [first.place, *(install.place for install in installs)]
        stale = [each for each in used if each.stale]
        if stale:
            return partial(f"{stale[0].path} does not know {stale[0].stale[0]}, which the manifest asks for", places)
        loose = [install for install in environments.installs if _counts(install) and _is_loose(install, environments)]
        if loose:
            told = f"{first.path} is installed from, but {loose[0].text or loose[0].tool} installs loose packages"
            return partial(told[:200], [loose[0].place, *places])
        return met(f"{first.tool} installs from {first.path}", places)


def _installed(environments: Environments, lock: Dependencies) -> bool:
    """Some step installs from it; renv does so when R starts."""
    return lock.tool == "renv" or any(_counts(install) for install in environments.installs_from(lock.path))


def _counts(install: Install) -> bool:
    return bool(install.by & DECLARED) or not install.by


def _is_loose(install: Install, environments: Environments) -> bool:
    """It trains or serves with packages nobody fixed: a platform's task, or an image made from an open file."""
    if install.at_run_time:
        return bool(install.loose)
    if not install.image:
        return False
    files = [each for each in environments.files if each.path in install.files]
    return any(each.firmness is Firmness.OPEN and each.covers_learning for each in files)


def _places(files: list[Dependencies]) -> list[Place]:
    return [each.place for each in files]
