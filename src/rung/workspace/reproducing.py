"""Makes a version again from what is recorded of it, in a clean copy of the commit, and says whether it is the same."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from rung.domain.model_version import ModelVersion
from rung.domain.reproduction import Compared, Reproduction
from rung.domain.run import Run
from rung.errors import RefusedError, RungError, UsageError
from rung.pipeline import read_pipeline, run
from rung.pipeline.environment import Environment, environment_of
from rung.pipeline.steps import Pipeline
from rung.project.opening import Home, OpenedProject, open_project
from rung.registry.loading import load
from rung.registry.working_tree import apply_diff
from rung.workspace.candidates import Judge
from rung.workspace.inputs import TRAINING, Inputs
from rung.workspace.loop import Loop
from rung.workspace.predicting import Predictor

if TYPE_CHECKING:
    from rung.evaluate.outcomes import Said
    from rung.pipeline.base import Tell

TOLERANCE = 1e-6


class Wanted(Struct, frozen=True, kw_only=True):
    """How somebody wants it."""

    tolerance: float = TOLERANCE
    """Largest absolute difference of a metric, and of a prediction, that counts as the same."""
    environment: Path | None = None
    """An interpreter, or its folder, in place of the project's."""
    rebuild: bool = False
    """Make the recorded environment anew, from the package index."""


class Reproducing:
    """One attempt to make one version again. The project itself is not touched."""

    def __init__(self, loop: Loop, version: ModelVersion, wanted: Wanted, tell: Tell, says: Callable[[str], None]):
        self._loop = loop
        self._version = version
        self._wanted = wanted
        self._tell = tell
        self._says = says

    def carry_out(self) -> Reproduction:
        """Try it, and record what came of it.

        Raises
        ------
        UsageError
            Nothing is recorded from which it could be made: it was taken in, or made without a commit.
        """
        made_by = self._run()
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="rung-") as room:
            try:
                found = self._made_again(made_by, Path(room))
            except RungError as error:
                found = self._told(False, str(error))
        done = replace(found, seconds=time.monotonic() - began)
        with self._loop.store.writing(self._loop.actor) as writer:
            writer.reproductions.add(done)
        return done

    def _run(self) -> Run:
        with self._loop.store.reading() as reader:
            found = reader.runs.get(self._version.run) if self._version.run else None
        if found is None:
            raise UsageError(
                f"{self._version.name} was taken in, and no run is recorded that could be repeated",
                where=self._version.origin or None,
            )
        if found.commit is None:
            raise UsageError(
                f"run {found.id} was made without a commit: its code is not recorded",
                fix="git init, commit, and rung run --force: the next version can be made again",
            )
        return found

    def _made_again(self, made_by: Run, room: Path) -> Reproduction:
        project = self._checkout(made_by, room / "code")
        loop = Loop(project, self._loop.actor)
        # The store is opened once: the copy has no workspace of its own.
        vars(loop).update(store=self._loop.store, files=self._loop.files)
        pipeline = read_pipeline(project.root, project.file, project.document)
        environment = self._environment(made_by, pipeline, room)
        pipeline = replace(pipeline, environment=str(environment.interpreter))
        inputs = Inputs(loop, pipeline.datasets())
        with self._loop.store.reading() as reader:
            inputs.read({name: reader.datasets.find(name, id_) for name, id_ in made_by.datasets.items()})
        inputs.hold_out()
        result = run(
            pipeline,
            inputs.halves(made_by.datasets, TRAINING),
            self._loop.files,
            room / "steps",
            protected=inputs.protected(),
            tell=self._tell,
        )
        result.must_be_ok()
        assert project.file.model is not None
        step = pipeline.steps[project.file.model.from_ or ""]
        result.lay_out_model(step.name, room / "model")
        predictor = Predictor(environment.interpreter, project.root)
        if inputs.holdout is None:
            return self._told(False, "it runs, and nothing can be compared: rung.yaml holds no rows out")
        judge = Judge(loop, pipeline, inputs, predictor, compare=False)
        judged = judge.judge(step, result, room / "model", inputs.versions, self._tell)
        recorded = load(self._version, self._loop.files, room / "recorded")
        before = predictor.predict(recorded, judged.rows, step.frame, where=self._version.name, single=0)
        compared = [
            *self._metrics(judged.evaluation.metrics),
            _predictions(before, judged.said, self._wanted.tolerance),
        ]
        differs = [each for each in compared if not each.ok]
        why = "; ".join(f"{each.name} is {each.again:.6g}, and was {each.recorded:.6g}" for each in differs[:3])
        if environment.digest != made_by.environment:
            why = f"{why}; " if why else ""
            why += "in another environment than the recorded one"
        return self._told(not differs, why, compared, len(judged.rows))

    def _metrics(self, again: Any) -> list[Compared]:
        before = self._version.evaluation.metrics if self._version.evaluation else {}
        tolerance = self._wanted.tolerance
        return [Compared(name, value, again.get(name, float("nan")), tolerance) for name, value in before.items()]

    def _told(self, ok: bool, why: str, compared: Sequence[Compared] = (), rows: int | None = None) -> Reproduction:
        return Reproduction(
            model=self._version.model,
            version=self._version.version,
            at=datetime.now(UTC),
            by=self._loop.actor.name,
            ok=ok,
            compared=tuple(compared),
            rows=rows,
            why=why,
        )

    def _checkout(self, made_by: Run, folder: Path) -> OpenedProject:
        """The recorded code, beside the project and without touching its repository."""
        root = self._loop.project.root
        top = Path(_git(root, "rev-parse", "--show-toplevel").strip())
        self._says(
            f"code: commit {(made_by.commit or '')[:12]}{' with the changes of that day' if made_by.diff else ''}"
        )
        _git(root, "clone", "--quiet", "--shared", "--no-checkout", str(top), str(folder))
        _git(folder, "checkout", "--quiet", "--detach", made_by.commit or "")
        if made_by.diff:
            with self._loop.files.open(made_by.diff) as patch:
                apply_diff(patch.read(), folder)
        opened = open_project(folder / root.relative_to(top.resolve()))
        home = self._loop.project.home
        return replace(opened, home=Home(folder / ".rung", home.store, home.files))

    def _environment(self, made_by: Run, pipeline: Pipeline, room: Path) -> Environment:
        """The recorded environment, or a refusal that names what differs."""
        chosen = self._wanted.environment
        if self._wanted.rebuild:
            chosen = self._rebuilt(made_by, room)
        elif chosen is None and pipeline.environment is not None:
            chosen = self._loop.project.root / pipeline.environment
        found = environment_of(replace(pipeline, environment=str(chosen) if chosen else None), room)
        if found.digest == made_by.environment or self._wanted.environment is not None:
            return found
        now, then = {found.python, *found.packages}, set(self._locked(made_by))
        differs = [f"{each} then" for each in sorted(then - now)[:3]] + [
            f"{each} now" for each in sorted(now - then)[:3]
        ]
        raise RefusedError(
            f"the environment is not the recorded one: {', '.join(differs)}",
            fix="rung reproduce --rebuild makes it anew; --environment DIR names one that you have",
        )

    def _locked(self, made_by: Run) -> list[str]:
        if made_by.lock is None:
            return []
        with self._loop.files.open(made_by.lock) as lock:
            return lock.read().decode().splitlines()

    def _rebuilt(self, made_by: Run, room: Path) -> Path:
        python, *packages = self._locked(made_by)
        version = ".".join(python.split()[-1].split(".")[:2])
        interpreter = shutil.which(f"python{version}")
        if interpreter is None:
            raise RefusedError(f"it was made with {python}, and python{version} is not here", fix=f"install {python}")
        self._says(f"environment: {len(packages)} packages for {python}")
        wanted = room / "requirements.txt"
        wanted.write_text("".join(f"{name}=={number}\n" for name, number in (each.split(" ", 1) for each in packages)))
        folder = room / "environment"
        commands: list[list[str | Path]] = [
            [interpreter, "-m", "venv", folder],
            [folder / "bin/python", "-m", "pip", "install", "-q", "-r", wanted],
        ]
        for words in commands:
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            if done.returncode:
                said = done.stderr.strip().splitlines()
                raise RefusedError(f"the recorded environment cannot be made: {said[-1] if said else done.returncode}")
        return folder


def _predictions(before: Said, again: Said, tolerance: float) -> Compared:
    """The largest difference of a score, or of a number, or the share of classes that differ."""
    if before.scores is not None and again.scores is not None:
        one, other = np.asarray(before.scores, float), np.asarray(again.scores, float)
        difference = float(np.abs(one - other).max(initial=0.0)) if one.shape == other.shape else float("inf")
    elif all(isinstance(each, float) for each in (*before.predicted, *again.predicted)):
        difference = float(np.abs(np.subtract(before.predicted, again.predicted)).max(initial=0.0))
    else:
        pairs = zip(before.predicted, again.predicted, strict=True)
        difference = sum(one != other for one, other in pairs) / max(len(before.predicted), 1)
    return Compared("predictions", 0.0, difference, tolerance)


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise RefusedError(f"git {words[0]}: {said[-1] if said else done.returncode}", where=str(folder))
    return done.stdout
