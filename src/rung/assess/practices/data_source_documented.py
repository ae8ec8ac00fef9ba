"""Somebody wrote down what the data is."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.data_sheets import DataSheets, Sheet
from rung.domain import Capability, Effort, Judgement, Level, met, partial, unmet
from rung.domain.unread import FileKind


class DataSourceDocumented(Practice):
    """Each dataset states its source, owner, licence/consent, collection period, fields and known limits.

    Why it matters
        Without the source nobody can fetch the data again, without the period nobody can tell whether it still fits,
        and without the meaning of its fields every check of it is a guess.

    How to get there
        Write one page for each data set beside its pointer: where it comes from, whose it is, which time it covers,
        what one row is, what each column and the target mean, whether persons are in it, and what is known to be wrong.

    Not enough
        - a template with its placeholders
        - the page of a public benchmark while training reads an internal extract
        - the name of a table

    References
        - ML Test Score: Data 4
        - EU AI Act articles 10(2) and 11
        - Datasheets for Datasets
    """

    id = "data-source-documented"
    capability = Capability.DATA
    level = Level.REPEATABLE
    fresh_days = 365
    needs = ("code-in-version-control",)
    pitfall = "The data is trained on for years by people who do not know what its columns mean"
    effort = Effort.HOURS
    seen_in = frozenset({FileKind.DOCUMENT, FileKind.SETTINGS})
    remedy = (
        "write data/README.md: source, owner, licence, period, what a row is, each column, the target, known limits"
    )

    def judge(self, sheets: DataSheets) -> Judgement:
        """Met with source, period and fields; partial with one of source and fields, or a public data set by name."""
        source, fields = sheets.source, sheets.fields
        period = next((each for each in sheets.sheets if each.period and _same(each, fields or source)), None)
        if source and period and fields:
            missing = self._missing(sheets)
            return met(
                f"{fields.place.path} describes {fields.fields} fields, the source and the period{missing}",
                [fields.place, source.place, period.place],
            )
        if source and fields:
            return partial(
                f"{fields.place.path} describes {fields.fields} fields and the source is given, but not which time it "
                f"covers",
                [fields.place, source.place],
                remedy=f"add to {fields.place.path} which time the rows cover, and their owner and licence",
            )
        if fields:
            return partial(
                f"{fields.place.path} describes {fields.fields} fields, but not where they come from",
                [fields.place],
                remedy=f"add to {fields.place.path} where the data comes from: source, owner, licence, period",
            )
        if source:
            return partial(
                f"the source is given ({source.source[:60]}), but no field is described",
                [source.place],
                remedy="describe beside the source what a row is, each column and the target",
            )
        if sheets.named:
            return partial(
                f"the public data set {sheets.named[0]} is named and not described",
                [sheets.named[1]],
                remedy="describe beside its name what a row is, each column, the target, the licence and the period",
            )
        return unmet("nothing says where the data comes from or what its fields mean")

    def _missing(self, sheets: DataSheets) -> str:
        lacks = [
            word
            for word, there in (
                ("licence", any(each.licence for each in sheets.sheets)),
                ("owner", any(each.owner for each in sheets.sheets)),
            )
            if not there
        ]
        return f"; {' and '.join(lacks)} missing" if lacks else ""


def _same(one: Sheet, other: Sheet | None) -> bool:
    """Both stand in one document, or in one folder: what two texts far apart say may be about two data sets."""
    if other is None:
        return False
    return one.place.path == other.place.path or (
        "/" in one.place.path and one.place.path.rpartition("/")[0] == other.place.path.rpartition("/")[0]
    )
