"""What sort of document a file is, told by its name, its folders and its first heading."""

from __future__ import annotations

import re
from enum import StrEnum

from rung.assess.regex import regex


class DocKind(StrEnum):
    """What a document is for."""

    README = "readme"
    CONTRIBUTING = "contributing"
    CHANGELOG = "changelog"
    MODEL_CARD = "model card"
    DATA_SHEET = "data sheet"
    RUNBOOK = "runbook"
    POSTMORTEM = "postmortem"
    DECISION = "decision record"
    CHARTER = "charter"
    """Goal, success measure and people of a project."""
    ONBOARDING = "onboarding"
    GUIDE = "guide"
    """Everything else that is written down."""


_BY_PATH: tuple[tuple[DocKind, re.Pattern[str]], ...] = tuple(
    (kind, regex(pattern, re.IGNORECASE))
    for kind, pattern in (
        (DocKind.CHANGELOG, r"(^|/)(change[-_]?log|changes|history|news|release[-_]?notes)(\.\w+)?$"),
        (DocKind.MODEL_CARD, r"model[-_ ]?cards?(\b|_|/)"),
        (
            DocKind.DATA_SHEET,
            r"(data[-_ ]?sheets?|data[-_ ]?cards?|dataset[-_ ]?cards?|data[-_ ]?dictionar\w+|codebook)(\b|_|/)",
        ),
        (DocKind.POSTMORTEM, r"post[-_ ]?mortems?(\b|_|/)|incident[-_ ]reports?(\b|_|/)|(^|/)incidents/"),
        (
            DocKind.RUNBOOK,
            r"(run|play)[-_ ]?books?(\b|_|/)|(^|/)(on[-_ ]?call|incident[-_ ]response"
            r"|operations[-_]guide|rollback|disaster[-_]recovery)(\.|/|[-_])",
        ),
        (DocKind.DECISION, r"(^|/)(adrs?|decisions)/"),
        (
            DocKind.CHARTER,
            r"(^|/)(project[-_ ]?)?charter(\.|/)|(^|/)(ml|ai|project)[-_ ]canvas\.|(^"
            r"|/)business[-_](case|goals?|understanding)\.",
        ),
        (DocKind.ONBOARDING, r"(^|/)on[-_]?boarding(\.|/|[-_])|(^|/)hand[-_]?over(\.|/|[-_])"),
        (DocKind.CONTRIBUTING, r"(^|/)(contribut(ing|ion|e)|development|developing|hacking)[\w-]*\.\w+$"),
        (DocKind.README, r"(^|/)readme(\.\w+)?$"),
    )
)
_BY_TITLE: tuple[tuple[DocKind, re.Pattern[str]], ...] = tuple(
    (kind, regex(pattern, re.IGNORECASE))
    for kind, pattern in (
        (DocKind.MODEL_CARD, r"^model card\b|\bmodel card$"),
        (
            DocKind.DATA_SHEET,
            r"^(data ?sheet|data card|dataset card|data dictionary|codebook)\b|\b(data ?sheet|data dictionary)$",
        ),
        (DocKind.RUNBOOK, r"\b(run|play) ?books?\b|\bincident response\b|\bon[- ]call\b"),
        (DocKind.POSTMORTEM, r"\bpost[- ]?mortem\b"),
        (DocKind.CHARTER, r"^project charter\b"),
    )
)


def kind_of(path: str, title: str) -> DocKind:
    """The kind, by path first; `title` is the first heading or empty."""
    for kind, pattern in _BY_PATH:
        if pattern.search(path):
            return kind
    for kind, pattern in _BY_TITLE:
        if title and pattern.search(title):
            return kind
    return DocKind.GUIDE
