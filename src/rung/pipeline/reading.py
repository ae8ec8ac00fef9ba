"""The pipeline that a `rung.yaml` describes, checked before anything runs."""

from __future__ import annotations

import difflib
import graphlib
import re
from pathlib import Path
from typing import Any, NoReturn

from msgspec import UNSET

from rung.errors import ManifestError
from rung.pipeline.limits import written_bytes, written_seconds
from rung.pipeline.placeholders import names_in
from rung.pipeline.steps import Kind, Pipeline, Source, Step
from rung.project.file import ManifestFile, StepEntry
from rung.project.manifest import MANIFEST_NAME
from rung.project.yaml_lines import Document

_CALL = re.compile(r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")
_NAME = re.compile(r"^[A-Za-z_][\w-]*$")
_FRAMES = ("polars", "pandas")


def read_pipeline(root: Path, file: ManifestFile, document: Document) -> Pipeline:
    """The steps of the file in an order in which they can run.

    Raises
    ------
    ManifestError
        A step reads what is not there or itself, is none of call, run and notebook, or has a limit that is none.
    """
    steps = {name: _Reader(file, document, root, name, entry).step() for name, entry in file.pipeline.items()}
    sorter = graphlib.TopologicalSorter({name: step.needs() for name, step in steps.items()})
    try:
        order = list(sorter.static_order())
    except graphlib.CycleError as error:
        circle = list(reversed(error.args[1]))
        where = f"{MANIFEST_NAME}:{document.line(f'pipeline.{circle[0]}')}"
        raise ManifestError(
            f"steps wait for each other: {' → '.join(circle)}", where=where, fix="take one of these inputs away"
        ) from None
    # As written where the graph allows it: what people see is in the order in which they think.
    placed = {name: place for place, name in enumerate(steps)}
    depth: dict[str, int] = {}
    for name in order:
        depth[name] = 1 + max((depth[each] for each in steps[name].needs()), default=-1)
    ordered = sorted(steps, key=lambda name: (depth[name], placed[name]))
    line = f"{MANIFEST_NAME}:{document.line('environment')}"
    return Pipeline(root, {name: steps[name] for name in ordered}, file.environment, line)


class _Reader:
    """Reads one step."""

    def __init__(self, file: ManifestFile, document: Document, root: Path, name: str, entry: StepEntry) -> None:
        self._file, self._document, self._root = file, document, root
        self._name, self._entry = name, entry

    def step(self) -> Step:
        if not _NAME.match(self._name):
            self._refuse(f"step {self._name!r} has a name that no argument can have", "use letters, digits, _ and -")
        if self._name in self._file.datasets:
            self._refuse(f"step {self._name} has the name of a dataset", "rename one of them")
        kind, does = self._kind()
        entry = self._entry
        if entry.frame is not None and entry.frame not in _FRAMES:
            self._refuse(f"frame is {entry.frame}", "frame: polars, or frame: pandas", "frame")
        sources = [self._source(text, f"inputs.{place}") for place, text in enumerate(entry.inputs)]
        outputs: tuple[str, ...] = ()
        if kind == "run":
            more, outputs = self._placeholders(does, {each.name for each in sources})
            sources += more
        self._refuse_twins(sources)
        limits = {"timeout": written_seconds(entry.timeout), "memory": written_bytes(entry.memory)}
        for key, example in (("timeout", "30m"), ("memory", "4GB")):
            value = getattr(entry, key)
            if value is not None and limits[key] is None:
                self._refuse(f"{key} is {value!r}", f"{key}: {example}", key)
        return Step(
            name=self._name, kind=kind, does=does, sources=tuple(sources), outputs=outputs, params=entry.params,
            frame=entry.frame, timeout=limits["timeout"], memory=written_bytes(entry.memory),
            written={key: str(getattr(entry, key)) for key in limits}, where=self._where(),
        )  # fmt: skip

    def _kind(self) -> tuple[Kind, str]:
        entry = self._entry
        kinds: list[tuple[Kind, Any]] = [("call", entry.call), ("run", entry.run), ("notebook", entry.notebook)]
        given = [(kind, value) for kind, value in kinds if value is not UNSET]
        if len(given) != 1:
            self._refuse(f"step {self._name} needs exactly one of call, run, notebook", "keep one of them")
        kind, does = given[0]
        if kind == "call" and not _CALL.match(does):
            self._refuse(f"{does!r} names no function", 'call: "package.module:function"', "call")
        if kind == "notebook" and not (self._root / does).is_file():
            self._refuse(f"there is no notebook {does}", "correct the path, or add the file", "notebook")
        return kind, does

    def _source(self, text: str, key: str) -> Source:
        head, _, item = text.partition(".")
        if text in self._file.datasets:
            return Source(text, text)
        if head in self._file.pipeline:
            return Source(item or head, head, item or None, is_step=True)
        known = [*self._file.datasets, *self._file.pipeline]
        near = difflib.get_close_matches(head, known, n=1, cutoff=0.5)
        fix = f"did you mean {near[0]}?" if near else f"known here: {', '.join(known)}"
        return self._refuse(f"step {self._name} reads {text}, which is no dataset and no step", fix, key)

    def _placeholders(self, command: str, known: set[str]) -> tuple[list[Source], tuple[str, ...]]:
        """Names that are datasets or steps are read, names of params are values, and what is left is written."""
        more: list[Source] = []
        outputs: list[str] = []
        for name in names_in(command):
            head = name.partition(".")[0]
            if name in known or name in self._entry.params:
                continue
            if name in self._file.datasets or (head in self._file.pipeline and head != self._name):
                more.append(Source(name, head if head in self._file.pipeline else name,
                                   name.partition(".")[2] or None, head in self._file.pipeline))  # fmt: skip
            else:
                outputs.append(name)
        return more, tuple(outputs)

    def _refuse_twins(self, sources: list[Source]) -> None:
        names = [each.name for each in sources] + [str(each) for each in self._entry.params]
        twins = {each for each in names if names.count(each) > 1}
        if twins:
            self._refuse(f"step {self._name} has two inputs or params named {min(twins)}", "rename one", "inputs")

    def _where(self, key: str = "") -> str:
        path = f"pipeline.{self._name}"
        return f"{MANIFEST_NAME}:{self._document.line(f'{path}.{key}' if key else path)}"

    def _refuse(self, what: str, fix: str, key: str = "") -> NoReturn:
        raise ManifestError(what, where=self._where(key), fix=fix)
