"""Loggers that configuration asks for: `_target_: lightning.pytorch.loggers.WandbLogger` in a file that is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from rung.assess.code.composed import Composed
from rung.assess.parse import yaml
from rung.assess.tracking.base import Holds, Log
from rung.assess.tracking.tools import TOOLS
from rung.domain import Place


def targeted(files: Iterable[Composed]) -> Iterator[Log]:
    """One log for each logger; the class records what it records when code makes it."""
    for each in files:
        for name, line in yaml.find(each.document, "_target_"):
            if isinstance(name, str) and (found := _logger(name)):
                tool, holds = found
                yield Log(tool, holds, name.rpartition(".")[2], Place(each.path, line), each.by)


def _logger(name: str) -> tuple[str, Holds] | None:
    """The tool and what it holds, of a class that is one of its loggers or callbacks."""
    if not name.rpartition(".")[2].endswith(("Logger", "Callback")):
        return None
    for tool in TOOLS:
        for patterns, holds in tool.calls.items():
            if any(fnmatchcase(name, each) for each in patterns if each.startswith("*")):
                return tool.name, holds | (Holds.COMMIT if tool.commit else Holds.NOTHING)
    return None
