"""Options that do nothing beside others: refused, because what is ignored in silence is taken for done."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from rung.errors import UsageError

MODES = ("--portfolio", "--questionnaire", "--interview", "--answers", "--history")
"""What `rung assess` can do besides a plain assessment, each instead of it."""

EVIDENCE = ("--at", "--worktree", "--as-of", "--project", "--records", "--online", "--whole")
"""Options that say what is measured, and how."""

WHOLE_REPORTS = ("terminal", "json", "html")
"""Formats that hold, or can hold, every practice."""

HISTORY = ("PATH", "--since", "--every", "--whole")

ALLOWED: Mapping[str, Collection[str]] = {
    "--portfolio": ("--since", "--as-of"),
    "--questionnaire": (),
    "--interview": ("PATH", *EVIDENCE),
    "--answers": ("PATH", *EVIDENCE),
    "--history": HISTORY,
    "--history --format html": (*HISTORY, "--as-of", "--records", "--online", "--all", "--verbose"),
    "a plain assessment": ("PATH", *EVIDENCE, "--all", "--verbose"),
}
"""What counts beside each mode; how and where to print is not listed here."""

FORMATS: Mapping[str, Collection[str]] = {
    "--portfolio": ("terminal", "json", "csv", "html"),
    "--questionnaire": ("terminal",),
    "--interview": ("terminal", "json"),
    "--answers": ("terminal", "json"),
    "--history": ("terminal", "json", "html"),
}

BETTER = {
    "--history": "rung assess FOLDER --history looks back at one project; --at and --as-of are the days of its commits",
    "--portfolio": "the file of the portfolio names what is measured: path, records, team of each project",
    "a plain assessment": "--since goes with --history or --portfolio, --every with --history",
}


def refuse_idle(given: Mapping[str, object], form: str) -> None:
    """Check what was given to `rung assess`, by option; an option that was not typed is `None`, `False` or empty.

    Raises
    ------
    UsageError
        An option would do nothing, or two ask for different things.
    """
    typed = [name for name, value in given.items() if value is not None and value is not False and value != []]
    modes = [each for each in MODES if each in typed]
    if len(modes) > 1:
        raise UsageError(f"{modes[0]} and {modes[1]} cannot both be", fix="leave one of the two out")
    mode = modes[0] if modes else "a plain assessment"
    if mode in FORMATS and form not in FORMATS[mode]:
        fix = f"one of: {', '.join(FORMATS[mode])}" if len(FORMATS[mode]) > 1 else "leave it out: it is always a form"
        raise UsageError(f"{mode} cannot be written as {form}", where="--format", fix=fix)
    narrow = f"{mode} --format html" if mode == "--history" and form == "html" else mode
    counting = {*ALLOWED[narrow], *modes, "--quiet"}
    refuse({*typed} - counting, mode, BETTER.get(mode))
    if mode in ("--interview", "--answers") and "PATH" not in typed:
        refuse({*typed} & {*EVIDENCE}, f"{mode} without PATH", "name a repository to hold the answers against")
    _refuse_two(typed, form)


def refuse(idle: Collection[str], beside: str, fix: str | None = None) -> None:
    """Refuse the first of the options that do nothing.

    Raises
    ------
    UsageError
        There is one.
    """
    for name in sorted(idle):
        raise UsageError(f"{name} does nothing with {beside}", where=name, fix=fix or "leave it out")


def _refuse_two(typed: Collection[str], form: str) -> None:
    for one, other in (
        ("--project", "--whole"),
        ("--at", "--worktree"),
        ("--quiet", "--all"),
        ("--quiet", "--verbose"),
    ):
        if one in typed and other in typed:
            raise UsageError(f"{one} and {other} cannot both be", where=one, fix="leave one of the two out")
    if form not in WHOLE_REPORTS:
        refuse({*typed} & {"--all", "--verbose"}, f"--format {form}", "rung assess --all, or --json for all of it")
