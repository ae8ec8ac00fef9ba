"""A pipeline as `rung.yaml` describes it: steps, and what each reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

Kind = Literal["call", "run", "notebook"]


class Source(Struct, frozen=True):
    """Something that a step reads."""

    name: str
    """As the step calls it: the argument of a function."""
    of: str
    """The dataset or the step that it comes from."""
    item: str | None = None
    """The part of the step's result, where that has several."""
    is_step: bool = False


class Step(Struct, frozen=True, kw_only=True):
    """One step."""

    name: str
    kind: Kind
    does: str
    """`module:function`, the command, or the path of the notebook."""
    sources: tuple[Source, ...] = ()
    outputs: tuple[str, ...] = ()
    """Placeholders of a command that name what it writes."""
    params: Mapping[str, Any] = {}
    """As written: `${env:NAME}` is not filled in."""
    frame: str | None = None
    timeout: float | None = None
    """Seconds."""
    memory: int | None = None
    """Bytes."""
    written: Mapping[str, str] = {}
    """How the limits are written."""
    where: str = ""
    """`rung.yaml:12`."""

    def needs(self) -> list[str]:
        """The steps before it."""
        return list(dict.fromkeys(each.of for each in self.sources if each.is_step))


class Pipeline(Struct, frozen=True):
    """Steps in an order in which they can run."""

    root: Path
    """Folder of the project."""
    steps: Mapping[str, Step]
    environment: str | None = None
    """The project's interpreter or its virtual environment; Rung's own when `None`."""
    environment_where: str = ""

    def datasets(self) -> list[str]:
        """What has to be there before it can run."""
        every = (source.of for step in self.steps.values() for source in step.sources if not source.is_step)
        return list(dict.fromkeys(every))

    def with_needs(self, names: Sequence[str]) -> set[str]:
        """Those steps, and all that they need."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.steps[name].needs()
        return found


class InputVersion(Struct, frozen=True):
    """A version of a dataset, which is laid out only where a step really runs."""

    name: str
    id: str
    lay_out: Callable[[Path], None]
    """Writes its files below a folder that is there and empty."""
