"""The baseline file: what stood when it was last written, one practice a line, made to be read in a diff."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from rung.assess.report.text import readable
from rung.domain import Assessment, Strength, Verdict
from rung.errors import UsageError

NAME = "rung-baseline.json"
SCHEMA_VERSION = 1
MAX_BYTES = 5_000_000


class Stand(Struct, frozen=True):
    """How one practice stood."""

    verdict: Verdict
    strength: Strength


class Baseline(Struct, frozen=True):
    """How every practice stood, by path of the project and id."""

    ladder_version: str
    projects: Mapping[str, Mapping[str, Stand]]


def stand_of(assessments: Iterable[Assessment], ladder_version: str) -> Baseline:
    """The baseline that these assessments make; below a waiver, what the evidence says."""
    return Baseline(
        ladder_version,
        {
            readable(each.path): {
                finding.id: Stand(finding.underlying or finding.verdict, finding.strength) for finding in each.findings
            }
            for each in assessments
        },
    )


def written(baseline: Baseline) -> str:
    """The file's text: `"runs-recorded": "met, practised"`, sorted by id."""
    projects = {
        path: {practice: _words(stand) for practice, stand in sorted(stands.items())}
        for path, stands in sorted(baseline.projects.items())
    }
    document = {"schema_version": SCHEMA_VERSION, "ladder_version": baseline.ladder_version, "projects": projects}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _words(stand: Stand) -> str:
    return stand.verdict.value if stand.strength is Strength.NONE else f"{stand.verdict.value}, {stand.strength.label}"


def read(text: str, where: str) -> Baseline:
    """The baseline in a file's text.

    Raises
    ------
    UsageError
        It is not a baseline, or one of a later version.
    """
    fix = "write it anew: rung gate --update-baseline"
    try:
        document: Any = json.loads(text)
        if document["schema_version"] != SCHEMA_VERSION:
            raise UsageError(
                f"baseline of version {document['schema_version']!r}, this Rung reads {SCHEMA_VERSION}",
                where=where,
                fix=fix,
            )
        projects = {
            str(path): {str(practice): _stand(words) for practice, words in stands.items()}
            for path, stands in document["projects"].items()
        }
        return Baseline(str(document["ladder_version"]), projects)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(f"not a baseline: {_reason(error)}", where=where, fix=fix) from error


def _stand(words: str) -> Stand:
    verdict, _, strength = words.partition(", ")
    return Stand(Verdict(verdict), Strength[(strength or "none").upper()])


def _reason(error: Exception) -> str:
    return f"no key {error}" if isinstance(error, KeyError) else str(error) or type(error).__name__
