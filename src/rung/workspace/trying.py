"""The whole pipeline on a few rows, up to one prediction, in a workspace of its own that is thrown away.

In a fresh clone the data are seldom there. What is there is thinned out; a version that the workspace has is thinned
out too; and where there is neither, rows are made from the contract.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from rung.data.contracts.making import make_rows
from rung.data.versions.reading import link_into
from rung.data.versions.sources import find_sources
from rung.data.versions.tables import kind_of
from rung.domain.event import Actor
from rung.errors import NoSourceError, UsageError
from rung.evaluate.splitting import row_count, write_rows
from rung.pipeline import read_pipeline, run
from rung.pipeline.environment import environment_of
from rung.pipeline.steps import Pipeline, Step
from rung.project.opening import Home, OpenedProject
from rung.workspace.acting import local_user
from rung.workspace.candidates import Judge
from rung.workspace.datasets import Datasets
from rung.workspace.inputs import TRAINING, Inputs
from rung.workspace.loop import Loop
from rung.workspace.predicting import Predictor
from rung.workspace.rows import rows_of

if TYPE_CHECKING:
    import polars as pl

    from rung.pipeline import PipelineResult
    from rung.pipeline.base import Tell

ROWS = 2_000
_FILES = 50
"""Of a dataset that holds no tables."""


class Tried(Struct, frozen=True):
    """What came of it."""

    prediction: Any = None
    """Of one row."""
    row: Mapping[str, Any] = {}
    steps: int = 0
    model: str = ""


def try_out(loop: Loop, room: Path, *, rows: int = ROWS, tell: Tell, says: Callable[[str], None]) -> Tried:
    """Run every step on a sample, and ask the model for one row.

    Parameters
    ----------
    room
        An empty folder: the sample, a store and all results go there.

    Raises
    ------
    StepError
        A step fails, or the model does not answer.
    """
    project = _sampled(loop, room, rows, says)
    with Loop(project, Actor(local_user())) as own:
        pipeline = read_pipeline(project.root, project.file, project.document)
        inputs = Inputs(own, pipeline.datasets())
        ids = {name: each.id for name, each in inputs.take().items()}
        inputs.hold_out()
        halves = inputs.halves(ids, TRAINING)
        result = run(
            pipeline,
            halves,
            own.files,
            room / "steps",
            protected=inputs.protected(),
            tell=tell,
        )
        result.must_be_ok()
        return _asked(own, pipeline, inputs, result, room, tell)


def _asked(loop: Loop, pipeline: Pipeline, inputs: Inputs, result: PipelineResult, room: Path, tell: Tell) -> Tried:
    section = loop.project.file.model
    if section is None or section.from_ is None or section.from_ not in pipeline.steps:
        return Tried(steps=len(result.steps))
    step = pipeline.steps[section.from_]
    result.lay_out_model(step.name, room / "model")
    predictor = Predictor(environment_of(pipeline, room / "steps").interpreter, loop.project.root)
    if inputs.holdout is not None:
        judge = Judge(loop, pipeline, inputs, predictor, compare=False)
        judged = judge.judge(step, result, room / "model", inputs.versions, tell)
        answered, said = judged.rows, judged.said
    else:
        answered = _some_rows(step, inputs, result).head(1)
        said = predictor.predict(room / "model", answered, step.frame, where=f"step {step.name}", single=0)
    return Tried(said.predicted[0], answered.head(1).to_dicts()[0], len(result.steps), section.name or "")


def _some_rows(step: Step, inputs: Inputs, result: PipelineResult) -> pl.DataFrame:
    for source in step.sources:
        rows = rows_of(result, source) if source.is_step else inputs.whole(source.of)
        if rows is not None:
            return rows.frame
    raise UsageError(f"step {step.name} is given no rows, and its model cannot be asked for one", where=step.where)


def _sampled(loop: Loop, room: Path, rows: int, says: Callable[[str], None]) -> OpenedProject:
    """The same project, on samples, with a workspace in the room."""
    project, datasets = loop.project, Datasets(loop)
    pipeline = read_pipeline(project.root, project.file, project.document)
    entries = dict(project.file.datasets)
    for name in pipeline.datasets():
        folder = room / "data" / name
        says(f"{name}: {_sample(loop, datasets, name, folder, rows)}")
        entries[name] = replace(entries[name], source=str(folder))
    home = Home(room / "workspace", room / "workspace" / "store.db", room / "workspace" / "blobs")
    return replace(project, file=replace(project.file, datasets=entries), home=home)


def _sample(loop: Loop, datasets: Datasets, name: str, folder: Path, rows: int) -> str:
    """Write it; says what it is."""
    files = _here(datasets, name)
    told = "of the files here"
    if not files:
        files, told = _stored(loop, datasets, name, folder.parent / f".{name}")
    if files:
        return f"{_thinned(files, folder, rows):,} {'rows' if all(map(kind_of, files)) else 'files'} {told}"
    contract = datasets.contract(name)
    if contract is None:
        raise UsageError(
            f"neither files nor a version of {name} are here, and no contract to make rows from",
            where=loop.project.line(f"datasets.{name}"),
            fix=f"rung data contract {name} --infer, where the data are",
        )
    entry = loop.project.file.datasets[name]
    whole = [each for each in (entry.label, entry.time) if each]
    made = make_rows(contract, rows, now=datetime.now(UTC), whole=whole)
    _write(made, folder / _file_name(str(datasets.sources(name)[0])))
    return f"{len(made):,} rows made from its contract"


def _here(datasets: Datasets, name: str) -> dict[str, Path]:
    sources = [each for each in datasets.sources(name) if "://" not in each]
    try:
        found = find_sources(sources, datasets.root)[0] if sources else []
    except NoSourceError:
        return {}
    return {each.path: each.location for each in found if each.location is not None}


def _stored(loop: Loop, datasets: Datasets, name: str, room: Path) -> tuple[dict[str, Path], str]:
    store = loop.project.home.store
    if isinstance(store, Path) and not store.exists():
        return {}, ""
    versions = datasets.versions(name)
    if not versions:
        return {}, ""
    paths = link_into(room, versions[0].files, loop.files, datasets.cache)
    return dict(zip((each.path for each in versions[0].files), paths, strict=True)), f"of version {versions[0].id[:12]}"


def _thinned(files: Mapping[str, Path], folder: Path, rows: int) -> int:
    """Every so many rows, so that the sample spans the whole time; files that are no tables are taken as they are."""
    if not all(map(kind_of, files)):
        chosen = list(files.items())[:: max(1, len(files) // _FILES)]
        for name, path in chosen:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).symlink_to(path.absolute())
        return len(chosen)
    counts = {name: row_count(path, kind_of(name) or "") for name, path in files.items()}
    stride = max(1, -(-sum(counts.values()) // rows))
    keep, start = {}, 0
    for name, count in counts.items():
        keep[name] = (np.arange(start, start + count) % stride) == 0
        start += count
    write_rows(files, keep, folder)
    return sum(int(each.sum()) for each in keep.values())


def _file_name(source: str) -> str:
    """A name with the ending of the source."""
    last = source.rstrip("/").rpartition("/")[2]
    plain = re.sub(r"[*?\[\]{}]+", "sample", last)
    return plain if kind_of(plain) else "sample.parquet"


def _write(frame: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = kind_of(path.name)
    if kind == "parquet":
        frame.write_parquet(path)
    elif kind == "arrow":
        frame.write_ipc(path)
    elif kind == "lines":
        frame.write_ndjson(path)
    elif path.name.lower().endswith(".gz"):
        frame.write_csv(path.with_suffix(""), separator="\t" if kind == "tsv" else ",")
        import gzip  # noqa: PLC0415

        path.write_bytes(gzip.compress(path.with_suffix("").read_bytes()))
        path.with_suffix("").unlink()
    else:
        frame.write_csv(path, separator="\t" if kind == "tsv" else ",")
