"""`rung assess --portfolio FILE`: many projects beside each other."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from rung.errors import UsageError

if TYPE_CHECKING:
    from rung.assess.portfolio import Portfolio


def portfolio(
    file: Path, *, form: str, since: str | None, as_of: str | None, no_colour: bool, output: Path | None, quiet: bool
) -> None:
    """Measure and print it; `html` writes a folder with an overview and a page for each project.

    Raises
    ------
    UsageError
        The file does not fit.
    """
    from rung.assess.ladder import load_ladder
    from rung.assess.portfolio.drawing import portfolio_csv, portfolio_json, portfolio_lines
    from rung.assess.portfolio.file import read_portfolio
    from rung.assess.portfolio.measuring import measure_portfolio
    from rung.assess.timeline.workers import processors
    from rung.cli.days import as_of_day, past_day
    from rung.cli.output import emit, view
    from rung.cli.progress import counting, silent
    from rung.plan.plan import way_of
    from rung.workspace import moment

    if form == "html" and output is None:
        raise UsageError("the pages of a portfolio need a folder", where="--output", fix="-o portfolio/")
    listed = read_portfolio(file, [card.id for card in load_ladder().cards])
    then = None if since is None else past_day(since, "--since")
    now = datetime.now(UTC) if as_of is None else moment(as_of_day(as_of))
    tell = silent if quiet or form == "json" else counting("project")
    measured = measure_portfolio(listed, now, since=then, workers=processors(), tell=tell)
    measured = replace(
        measured, rows=tuple(replace(each, way=way_of(each.assessment, now.date())) for each in measured.rows)
    )
    if form == "html" and output is not None:
        write_pages(measured, output)
    elif form == "json":
        emit(json.dumps(portfolio_json(measured), ensure_ascii=False, indent=2) + "\n", output)
    elif form == "csv":
        emit(portfolio_csv(measured), output)
    else:
        how = view(no_colour=no_colour, plain=output is not None)
        emit(how.style.finish(portfolio_lines(measured, how.style, how.width)), output)


def write_pages(portfolio: Portfolio, folder: Path) -> None:
    """`index.html`, and a page for each project that was measured."""
    from rung.assess.page.markup import page
    from rung.assess.page.portfolio import portfolio_body
    from rung.assess.page.project import project_body
    from rung.cli.channels import remark
    from rung.cli.output import write

    pages = {
        row.entry.name: f"project-{number}.html"
        for number, row in enumerate(portfolio.rows, start=1)
        if row.assessment is not None
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder: {error}", where=str(folder), fix="give another one") from error
    back = '<nav aria-label="Main"><a href="index.html">Portfolio</a></nav>'
    for row in portfolio.rows:
        if row.assessment is not None:
            body = project_body(row.assessment, way=row.way)
            write(folder / pages[row.entry.name], page(f"{row.entry.name} · Rung", body, crumbs=back))
    write(folder / "index.html", page(f"{portfolio.name} · Rung", portfolio_body(portfolio, pages)))
    remark(f"written: {folder / 'index.html'} and {len(pages)} pages beside it")
