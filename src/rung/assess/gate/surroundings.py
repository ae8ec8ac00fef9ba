"""What a gate must say about the comparison itself: what it rests on, and what it could not hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rung.assess.gate.baseline import NAME, Baseline
from rung.assess.gate.before import Before, folder_of
from rung.assess.gate.facts import Fact
from rung.assess.gate.kinds import kind_lost_by_file
from rung.assess.gate.ratchet import TIGHTEN
from rung.assess.report.text import plural, readable
from rung.domain import Assessment, Kind, Verdict

WHOLE = "the repository as one project"


def facts_of_change(before: Before) -> tuple[list[Fact], list[Fact]]:
    """Failures and warnings about how the change is compared."""
    base = before.base[:7]
    warnings = [*_broken_files(before, base), *_moved(before)]
    for each in before.removed:
        stood = sum(finding.verdict in (Verdict.MET, Verdict.PARTIAL) for finding in each.findings)
        text = f"{each.path or WHOLE}: removed by this change, with {plural(stood, 'practice')} that stood"
        warnings.append(Fact(text, f"rung assess --at {base}", project=each.path))
    if before.baseline_removed:
        text = "this change removes the baseline file: outside of pull requests nothing is held any more"
        warnings.append(Fact(text, TIGHTEN))
    if before.commits:
        return [], warnings
    if before.from_ci:
        text = f"nothing of the pull request is checked out: HEAD is in {before.target} already"
        return [Fact(text, "check out the commit of the pull request, not its target")], warnings
    text = f"HEAD is in {before.target} already: there is no change to compare"
    return [], [*warnings, Fact(text, "rung gate --base HEAD~1 compares with the commit before")]


def _broken_files(before: Before, base: str) -> Iterator[Fact]:
    for pair in before.pairs:
        for note in pair.base.notes:
            if note.kind == "manifest":
                text = f"before this change {note.text}; what stood then is judged without that file"
                yield Fact(text, f"git show {base}:rung.yaml", project=pair.head.path)


def _moved(before: Before) -> Iterator[Fact]:
    for pair in before.pairs:
        if pair.moved:
            text = f"{folder_of(pair.base) or WHOLE} is now {folder_of(pair.head)}: compared as the same project"
            yield Fact(text, TIGHTEN if before.baseline else "rung assess", project=pair.head.path)
    if before.split:
        text = "this change alters which folders are projects: what stood is compared in the borders of before"
        yield Fact(text, "rung assess", project="")


def projects_missing(head: Sequence[Assessment], baseline: Baseline) -> Iterator[Fact]:
    """Projects that the file holds and nobody finds, and those that have stopped to be ML."""
    present = {readable(each.path) for each in head}
    for path in sorted(set(baseline.projects) - present):
        text = f"{path or WHOLE}: in the baseline, and no longer a project of its own"
        yield Fact(text, TIGHTEN, project=path)
    for each in head:
        yield from kind_lost_by_file(each, baseline.projects.get(readable(each.path), {}))


def facts_of_baseline(head: Sequence[Assessment], baseline: Baseline) -> Iterator[Fact]:
    """Warnings about the file: of another ladder, or silent about something that is judged now."""
    now = head[0].ladder_version
    if baseline.ladder_version != now:
        text = f"the baseline was written for ladder {baseline.ladder_version}, this Rung judges by ladder {now}"
        yield Fact(f"{text}: what is worse only warns until it is written again", TIGHTEN)
        return
    for each in head:
        if each.kind is Kind.NOT_ML:
            continue
        listed = baseline.projects.get(readable(each.path))
        if listed is None:
            yield Fact(f"{each.path or WHOLE}: not in {NAME}, so nothing of it is held", TIGHTEN, project=each.path)
            continue
        silent = [finding.id for finding in each.findings if finding.card.gating and finding.id not in listed]
        if silent:
            text = f"{plural(len(silent), 'practice')} not in the baseline, so not held: {', '.join(silent)}"
            yield Fact(f"{each.path}: {text}" if each.path else text, TIGHTEN, project=each.path)
