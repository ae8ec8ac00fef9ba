"""What `rung run` prints: progress while it runs, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from rung.assess.report.text import safe
from rung.cli.channels import remark
from rung.domain.evaluation import Evaluation
from rung.domain.run import StepOutcome
from rung.errors import StepError
from rung.pipeline.base import Progress
from rung.pipeline.results import StepResult
from rung.store.wording import plain
from rung.workspace.asking import Done, Hearing

if TYPE_CHECKING:
    from rung.data.base import Tell
    from rung.data.contracts.report import Report

_MARKS = {
    StepOutcome.RAN: "ran",
    StepOutcome.CACHED: "unchanged",
    StepOutcome.FAILED: "failed",
    StepOutcome.SKIPPED: "left out",
}
_SHORT = 12


def hearing(*, quiet: bool) -> Hearing:
    """Everything that happens goes to standard error, a line each."""
    if quiet:
        return Hearing(warns=_say, refused=_refused)
    return Hearing(steps=_step, data=_data, says=_say, warns=_say, checked=_checked, refused=_refused)


def _say(text: str) -> None:
    remark(safe(text))


def _refused(evaluation: Evaluation) -> None:
    from rung.cli.evaluation_printing import evaluation_text
    from rung.cli.output import view

    remark(evaluation_text(evaluation, view()), end="")


def _data(name: str) -> Tell:
    from rung.cli.data_printing import progress  # a run without changes needs no Polars

    return progress(name)


def _step(heard: Progress) -> None:
    if heard.event == "says":
        remark(f"  {heard.step} | {safe(heard.text)}")
    elif heard.event == "starts":
        remark(f"{heard.step}: {safe(heard.text)}")
    elif heard.event == "ends":
        ended = heard.text.partition(":")[0]
        remark(f"{heard.step}: {_MARKS.get(StepOutcome(ended), ended)} ({heard.done} of {heard.of})")


def _checked(name: str, report: Report) -> None:
    from rung.data.contracts.render import report_lines

    if report.ok:
        remark(f"{name}: contract met by {report.rows:,} rows")
    else:
        remark("".join(f"{safe(line)}\n" for line in report_lines(report)), end="")


def traceback_of(error: StepError, *, quiet: bool) -> None:
    """The user's own traceback comes first, whole; not again where the output of the step was shown."""
    if error.traceback and (quiet or not error.told):
        remark(error.traceback if error.traceback.endswith("\n") else f"{error.traceback}\n", end="")


def plan_text(done: Done) -> str:
    """What would run."""
    assert done.result is not None
    lines = list(_steps(done.result.steps.values(), planned=True))
    return _text([*lines, "Nothing was run: --dry-run"])


def done_text(done: Done) -> str:
    """What came of it, in a few lines."""
    if done.run is None:
        model = f"; its model is {done.model}" if done.model else ""
        return _text([f"Nothing has changed since run {done.stands}{model}"])
    lines = [
        f"{name}  {name}@{each.id[:_SHORT]}" + (f"  {each.rows:,} rows" if each.rows is not None else "")
        for name, each in done.datasets.items()
    ]
    if done.result is not None:
        lines += _steps(done.result.steps.values())
    judged = ""
    if done.evaluation is not None:
        from rung.cli.evaluation_printing import evaluation_text
        from rung.cli.output import view

        judged = "\n" + evaluation_text(done.evaluation, view())
    ended = [""]
    if done.version is not None:
        ended += [f"Registered {done.version.name}, {_how(done)}, by run {done.run.id}"]
        ended += [f"Next: rung release {done.version.name} --to staging"]
    else:
        ended += [f"Run {done.run.id}"]
    return _text(lines) + judged + _text(ended)


def done_json(done: Done) -> str:
    """The record of the run, and the model that came of it."""
    told = {
        "run": done.run.id if done.run else done.stands,
        "unchanged": done.run is None,
        "model": done.version.name if done.version else done.model or None,
        "record": plain(done.run) if done.run else None,
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n"


def _how(done: Done) -> str:
    if done.evaluation is None:
        return "without a judgement: rung.yaml has no evaluate:"
    return "the new challenger" if done.evaluation.gates else "which no gate was asked about"


def _steps(steps: object, *, planned: bool = False) -> Iterator[str]:
    found: list[StepResult] = list(steps)  # type: ignore[call-overload]
    width = max((len(each.name) for each in found), default=0)
    for each in found:
        did = "would run" if planned and each.outcome is not StepOutcome.CACHED else _MARKS[each.outcome]
        took = f"{each.seconds:.1f} s" if each.seconds is not None and each.outcome is StepOutcome.RAN else ""
        why = each.why.removeprefix("unchanged ")
        yield f"{each.name:<{width}}  {did:<9}  {took:>8}  {why}".rstrip()


def _text(lines: list[str]) -> str:
    return "".join(f"{safe(each)}\n" for each in lines)
