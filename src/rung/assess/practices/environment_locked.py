"""The software environment can be rebuilt exactly."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.environments import Environments
from rung.assess.environments import Dependencies, Firmness, Install
from rung.assess.environments.manifests import LEARNING
from rung.assess.invocation import By
from rung.domain import Capability, Effort, Judgement, Level, Place, met, partial, unmet

_RUNS = By.CI | By.SCHEDULE | By.IMAGE | By.PIPELINE
"""Who makes the environments that models are trained and served in, when it is not a person."""


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
        - `FROM python:latest`
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
    remedy = "commit the lock of one package manager and install from it in the training job and in the image"

    def judge(self, environments: Environments) -> Judgement:
        """Met when a sound lock is what training and serving install from."""
        locks = [each for each in environments.locks if each.covers_learning]
        if not locks:
            return self._without_lock(environments)
        used = [each for each in environments.locks_used if each.covers_learning]
        if not used:
            return partial(
                f"{locks[0].path} is a lock, and no job, image or document installs from it",
                [each.place for each in locks],
                remedy=f"install from {locks[0].path} in the training job and in the image",
            )
        flaws = list(_flaws(environments, used))
        if flaws:
            because, place = flaws[0]
            return partial(because, [place, *(each.place for each in used)])
        steps = environments.installs_from(used[0].path)
        told = f"{used[0].path} fixes {used[0].total} packages" if used[0].total else f"{used[0].path} is a lock"
        return met(f"{told} and {steps[0].place} installs from it", [*(each.place for each in used), steps[0].place])

    def _without_lock(self, environments: Environments) -> Judgement:
        broken = [each for each in environments.files if each.broken]
        if broken and broken[0].firmness is Firmness.LOCK:
            return unmet(f"{broken[0].path} {broken[0].broken}", [each.place for each in broken])
        relevant = [each for each in environments.files if each.covers_learning and not each.broken]
        best = max(relevant, key=lambda each: (each.firmness, each.exact), default=None)
        if best is None:
            loose = [each for each in environments.installs if each.loose]
            return unmet("no dependency file fixes a version", [each.place for each in (*broken, *loose)])
        if best.firmness is Firmness.DIRECT:
            return partial(f"{best.path} pins {best.total} packages, not what these pull in", [best.place])
        if best.firmness is Firmness.PARTLY:
            told = f"{best.exact} of {best.total} packages in {best.path} are exact"
            return partial(f"{told}, not {', '.join(best.loose[:3])}", [best.place])
        named = f"{len(best.loose)} of {best.total} packages in {best.path} have no exact version"
        return unmet(named, [each.place for each in relevant])


def _flaws(environments: Environments, used: list[Dependencies]) -> list[tuple[str, Place]]:
    """What keeps a used lock from being the whole truth, the gravest first."""
    found: list[tuple[str, Place]] = []
    for lock in used:
        if lock.stale:
            found.append((f"{lock.path} does not know {', '.join(lock.stale[:3])} of {lock.manifest}", lock.place))
    by_path = {each.path: each for each in environments.files}
    for each in environments.installs:
        if not each.by & _RUNS:
            continue
        open_files = [by_path[path] for path in each.files if path in by_path and _is_open(by_path[path])]
        if open_files and _makes_models(each):
            found.append((f"{each.place} installs from {open_files[0].path}, which is no lock", each.place))
        named = [name for name in each.loose if name in LEARNING]
        if named:
            found.append((f"{each.place} installs {', '.join(named[:3])} without a version", each.place))
    for name, place in environments.unlisted[:1]:
        found.append((f"{name} is imported and stands in no dependency file", place))
    floating = [each for each in environments.floating_images if "$" not in each.image]
    if floating:
        found.append((f"the base image {floating[0].image} floats", floating[0].place))
    if not environments.python:
        found.append(("no file states the version of Python or R", used[0].place))
    return found


def _is_open(file: Dependencies) -> bool:
    return file.covers_learning and file.firmness < Firmness.DIRECT and not file.path.endswith("pyproject.toml")


def _makes_models(install: Install) -> bool:
    """An image or a platform's task; a job of CI may try several versions on purpose."""
    return bool(install.image) or bool(install.by & (By.PIPELINE | By.SCHEDULE)) or "train" in install.job
