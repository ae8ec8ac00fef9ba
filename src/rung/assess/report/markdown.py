"""Strangers' text as literal Markdown: names of files and commands must not inject markup, mention or refer."""

from __future__ import annotations

from rung.assess.excerpt import excerpt
from rung.assess.regex import regex
from rung.assess.report.links import url_of
from rung.assess.report.text import safe
from rung.domain import Assessment, Finding, Place

MOST_WORDS, MOST_SPOT, MOST_URL = 300, 120, 600
"""Characters of a sentence, of a place and of an address: more does not fit a cell of a table."""

_SPECIAL = regex(r"([\\`*_{}\[\]<>()#+!|~&@$])")
# Forges look for people and issues after Markdown is rendered, where an entity is the character again: a space of no
# width between the sign and the name is what they do not read over.
_REFERS = frozenset("@#!&~$")
_GAP = "&#8203;"
_ISSUE = regex(r"\b(GH|gh)-(?=\d)")


def escaped(text: str, most: int | None = None) -> str:
    """The text as literal Markdown inside a table cell: no markup, HTML, pipes, mentions or references to issues."""
    plain = safe(text if most is None else excerpt(text, most))
    return _ISSUE.sub(rf"\1-{_GAP}", _SPECIAL.sub(lambda match: _entity(match.group(1)), plain))


def _entity(sign: str) -> str:
    return f"&#{ord(sign)};" + (_GAP if sign in _REFERS else "")


def why(assessment: Assessment, finding: Finding) -> str:
    """The sentence, a link to the first place, and who has waived it until when."""
    words = escaped(finding.because, MOST_WORDS)
    if finding.places:
        words += f" ({link(assessment, finding.places[0])})"
    if finding.waiver is not None:
        waiver = finding.waiver
        words += f"; waived by {escaped(waiver.by)} until {waiver.until}: {escaped(waiver.reason, MOST_WORDS)}"
    return words


def link(assessment: Assessment, place: Place) -> str:
    """The place, as a link to the file at the commit where the forge is known."""
    text = escaped(place.spot, MOST_SPOT)
    url = url_of(assessment, place)
    if not url or len(url) > MOST_URL:
        return text
    # A bracket would end the address; quoting it leaves the same page.
    return f"[{text}]({url.replace('(', '%28').replace(')', '%29')})"
