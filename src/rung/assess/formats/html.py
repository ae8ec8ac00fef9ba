"""One HTML file that opens anywhere: for a browser, a mail, a printer."""

from __future__ import annotations

from collections.abc import Sequence

from rung.assess.formats.base import PLAIN_VIEW, Format, View
from rung.assess.page.markup import page, text
from rung.assess.page.project import project_body
from rung.assess.report.summary import level_word
from rung.domain import Assessment


class Html(Format):
    """A page without script or outside parts; of several projects first an overview."""

    name = "html"

    def render(self, assessments: Sequence[Assessment], view: View = PLAIN_VIEW) -> str:
        """The document."""
        if len(assessments) == 1:
            first = assessments[0]
            return page(
                f"{first.project} · {_level(first)} · Rung",
                project_body(first, view.timeline, way=view.way.get(first.path)),
            )
        rows = "".join(_row(number, each) for number, each in enumerate(assessments))
        overview = (
            f"<h1>{len(assessments)} projects</h1><div class=card><table><thead><tr><th scope=col>Project</th>"
            f"<th scope=col>Level</th><th scope=col>Kind</th></tr></thead><tbody>{rows}</tbody></table></div>"
        )
        # Each project brings the same sections, and an id may stand once in a document.
        parts = [
            f'<div id="p{number}">{project_body(each, prefix=f"p{number}-", way=view.way.get(each.path))}</div>'
            for number, each in enumerate(assessments)
        ]
        return page(f"{len(assessments)} projects · Rung", "\n".join([overview, *parts]))


def _row(number: int, assessment: Assessment) -> str:
    name = f'<a href="#p{number}">{text(assessment.path or assessment.project)}</a>'
    return f'<tr><th scope="row">{name}</th><td>{_level(assessment)}</td><td>{assessment.kind.value}</td></tr>'


def _level(assessment: Assessment) -> str:
    return f"level {level_word(assessment)}" if assessment.configured_level else "no level"
