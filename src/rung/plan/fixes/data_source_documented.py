"""`rung apply data-source-documented`: a page about each dataset, with its columns."""

from __future__ import annotations

from collections.abc import Sequence

from rung.assess.tree import Tree
from rung.errors import UsageError
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.known import columns_of, manifest_or_none, tables
from rung.plan.fixes.sections import page
from rung.project.file import DatasetEntry

PATH = "docs/data.md"


class DataSourceDocumented(Fix):
    """`docs/data.md`: what is known is written, and all that only a person knows is left open."""

    id = "data-source-documented"
    practices = ("data-source-documented",)
    then = "fill in each [add: …]; until then the page is a form, and no evidence"

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """One page. Raises `UsageError` where no data is known."""
        known = dict(manifest_or_none(tree).datasets) or {each: DatasetEntry(source=each) for each in tables(tree)}
        if not known:
            raise UsageError(
                "no dataset is known", where="datasets", fix="write datasets: {NAME: {source: PATH}} into rung.yaml"
            )
        body = "\n".join(_about(tree, name, entry) for name, entry in known.items())
        return [page(tree, PATH, "Data", self.id, body)]


def _about(tree: Tree, name: str, entry: DatasetEntry) -> str:
    columns = columns_of(tree, entry)
    files = ", ".join(map(str, entry.source)) if isinstance(entry.source, list) else str(entry.source or "")
    lines = [
        f"## Dataset {name}",
        "",
        f"Files: `{files}`",
        "",
        "- Source: [add: who collected it and where it was taken from]",
        "- Period: [add: first and last date that the rows cover]",
        "- Owner: [add: who answers for the data]",
        f"- Licence: {entry.licence or '[add: the terms it may be used under, or the consent it rests on]'}",
        "- A row is: [add: one customer, one flight, one measurement]",
        "- Known limits: [add: what is missing, wrong or not representative]",
        "",
        f"### Columns of {name}",
        "",
        "| column | meaning |",
        "|---|---|",
    ]
    roles = {entry.label: "; the label", entry.time: "; the time of the event"}
    lines += [f"| `{each}` | [add: meaning and unit{roles.get(each, '')}] |" for each in columns]
    lines += [] if columns else ["| [add: a column] | [add: meaning and unit] |"]
    return "\n".join([*lines, ""])
