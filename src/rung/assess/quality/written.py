"""Gates and segments that `rung.yaml` states, and that `rung run` holds each candidate to."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.invocation import By
from rung.assess.loop.base import PIPELINE, Loop
from rung.assess.quality.base import Gate, Slice
from rung.assess.regex import regex

_SEGMENT = regex(r"\bslices?\(|\bgroups?\(|demographic_parity|equalized_odds|equal_opportunity")
_NO_QUALITY = regex(r"^\s*(?:latency|memory|size|rows)\w*")
_EVERYTHING = regex(r">=?\s*-?0(?:\.0*)?\s*$|<=?\s*(?:inf|\d{6,})\s*$|>=?\s*-")
"""A limit that no model misses."""
_OTHER = regex(r"\b(?:champion|baseline)\b")


def written_gates(loop: Loop) -> Iterator[Gate]:
    """One for each line about quality; reached by whoever starts the run, and by nobody otherwise."""
    for each in loop.gates if loop.evaluates else ():
        if _NO_QUALITY.search(each.text):
            continue
        against = bool(_OTHER.search(each.text))
        yield Gate(
            PIPELINE,
            each.text,
            each.place,
            loop.by | By.PIPELINE if loop.runs else By.NOBODY,
            refuses="the run ends with a refusal",
            before="the version becomes the challenger",
            against_model=against,
            against_limit=not against,
            loose=not against and bool(_EVERYTHING.search(each.text)),
        )


def written_slices(loop: Loop) -> Iterator[Slice]:
    """The columns whose groups are judged; with a gate about them they can refuse the model."""
    if loop.slices is None or not loop.evaluates or not loop.runs:
        return
    limit = next((each for each in loop.gates if _SEGMENT.search(each.text)), None)
    place = limit.place if limit else loop.slices.place
    yield Slice(PIPELINE, place, loop.by | By.PIPELINE, loop.slices.text, limited=limit is not None)
