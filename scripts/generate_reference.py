"""Writes `docs/reference` from the code; with `--check` it fails when a page is stale and writes nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from rung.assess.formats._json_schema import schema as assessment_schema
from rung.assess.ladder import Ladder, load_ladder
from rung.assess.records.schema import json_schema as records_schema
from rung.cli import app
from rung.domain import Capability, Level, PracticeCard
from rung.project.schema import json_schema as manifest_schema

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
GENERATED = "<!-- Written by `make docs` from the code; edit the code. -->"


def main() -> int:
    check = "--check" in sys.argv[1:]
    stale = [name for name, page in PAGES.items() if not write(REFERENCE / name, page(), check=check)]
    for name in stale:
        print(f"docs/reference/{name} is stale: run `make docs`", file=sys.stderr)
    return bool(stale)


def write(path: Path, text: str, *, check: bool) -> bool:
    """Whether the file now holds the text; it is left alone when only checking."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return True
    if not check:
        path.write_text(text, encoding="utf-8")
    return not check


def practices_page() -> str:
    """Every practice of the ladder, by level."""
    ladder = load_ladder(group=None)
    lines = [
        "# The ladder, practice by practice",
        "",
        GENERATED,
        "",
        f"Ladder {ladder.version}: {len(ladder.cards)} practices, "
        f"{sum(card.gating for card in ladder.cards)} of them gating. What the words mean: "
        "[levels](../explanation/levels.md). The same page in a terminal: `rung explain PRACTICE`.",
        "",
        *contents(ladder),
    ]
    for level in Level:
        cards = [card for card in ladder.cards if card.level is level]
        if cards:
            lines += [f"## Level {level.value} · {level.title}", ""]
        for card in cards:
            lines += practice(card)
    return "\n".join(lines).rstrip() + "\n"


def contents(ladder: Ladder) -> list[str]:
    """Table of capabilities and levels with links."""
    rows = ["| capability | 2 | 3 | 4 | 5 |", "|---|---|---|---|---|"]
    for capability in Capability:
        cells = [
            "<br>".join(
                f"[{card.id}](#{card.id})"
                for card in ladder.cards
                if card.capability is capability and card.level is level
            )
            for level in Level
            if level is not Level.MANUAL
        ]
        rows.append(f"| {capability.value} | {' | '.join(cells)} |")
    return [*rows, ""]


def practice(card: PracticeCard) -> list[str]:
    """One practice as Markdown."""
    facts = [
        card.capability.value,
        "gating" if card.gating else "advisory",
        f"holds from *{card.min_strength.label}*",
        f"first form in {card.effort.value}",
    ]
    if card.fresh_days is not None:
        facts.append(f"records stay fresh {card.fresh_days} days")
    if card.waits_for.value != "nothing":
        facts.append(f"waits for {card.waits_for.value}")
    lines = [f"### {card.id}", "", card.statement, "", " · ".join(facts), ""]
    if card.needs:
        lines += ["**Leans on** " + ", ".join(f"[{need}](#{need})" for need in card.needs), ""]
    for title, body in (("Why it matters", card.why), ("How to get there", card.how)):
        if body:
            lines += [f"**{title}**", "", body, ""]
    lines += [f"**Without it** {card.pitfall}.", "", f"**The edit** {card.remedy}", ""]
    for title, items in (("Not enough", card.not_enough), ("References", card.references)):
        if items:
            lines += [f"**{title}**", "", *(f"- {item}" for item in items), ""]
    return lines


def cli_page() -> str:
    """Every verb with its arguments and options."""
    root = typer.main.get_command(app)
    lines = ["# The command line", "", GENERATED, "", *commands(root, "rung")]
    return "\n".join(lines).rstrip() + "\n"


def commands(verb: Any, name: str) -> list[str]:
    """A command, then those below it."""
    lines = command(verb, name)
    for each in sorted(getattr(verb, "commands", {})):
        lines += commands(verb.commands[each], f"{name} {each}")
    return lines


def command(verb: Any, name: str) -> list[str]:
    """One verb: what it does, how it is called, a table of its options."""
    context = typer.Context(verb, info_name=name)
    usage = " ".join(verb.collect_usage_pieces(context))
    lines = [f"## {name}", "", verb.help or "", "", "```", f"{name} {usage}", "```", ""]
    rows = [option_row(each) for each in verb.params if not getattr(each, "hidden", False)]
    return [*lines, "| | |", "|---|---|", *rows, ""] if rows else lines


def option_row(each: Any) -> str:
    """One argument or option as a row."""
    spelled = ", ".join(f"`{each_name}`" for each_name in (*each.opts, *each.secondary_opts))
    if each.param_type_name == "argument":
        spelled = f"`{(each.name or '').upper()}`"
    return f"| {spelled} | {(getattr(each, 'help', None) or '').replace('|', chr(92) + '|')} |"


def json_page(schema: Callable[[], dict[str, object]]) -> Callable[[], str]:
    """A schema as a file."""
    return lambda: json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "practices.md": practices_page,
    "cli.md": cli_page,
    "assessment.schema.json": json_page(assessment_schema),
    "manifest.schema.json": json_page(manifest_schema),
    "records.schema.json": json_page(records_schema),
}

if __name__ == "__main__":
    sys.exit(main())
