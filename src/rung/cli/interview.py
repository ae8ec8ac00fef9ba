"""`rung assess --interview`, `--questionnaire` and `--answers`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from rung.assess.interview.drawing import described_json, described_lines
from rung.assess.interview.form import answer_of, empty_form, read_form
from rung.assess.interview.judging import Respondent, describe
from rung.assess.interview.questions import Answer, next_question
from rung.cli.channels import remark
from rung.cli.output import emit, view
from rung.domain import Assessment
from rung.errors import UsageError


def questionnaire(output: Path | None) -> None:
    """Write the empty form.

    Raises
    ------
    UsageError
        The file is there already: it may be one that somebody filled in.
    """
    if output is not None and output.is_file() and output.stat().st_size:
        raise UsageError("the file is there, and may be filled in", where=str(output), fix="give another name")
    emit(empty_form(), output)


def interview() -> list[Respondent]:
    """Ask in the terminal; what was said so far counts when the person stops.

    Raises
    ------
    UsageError
        Nobody is there to ask.
    """
    if not sys.stdin.isatty():
        raise UsageError(
            "an interview needs a terminal", fix="rung assess --questionnaire -o form.yaml, then --answers form.yaml"
        )
    answers: dict[str, Answer] = {}
    remark("Answer with yes, partly, no or unknown (y, p, n, ?). Ctrl-D ends and counts what was said.")
    while question := next_question(answers):
        try:
            # On standard error, so that the result alone goes to standard output.
            remark(f"{len(answers) + 1:2}. {question.text} ", end="")
            said = input()
            answers[question.id] = answer_of(said, "that question")
        except EOFError:
            break
        except UsageError as error:
            remark(f"{error.what}: {error.fix}")
    return [Respondent("you", answers)]


def forms(files: Sequence[Path]) -> list[Respondent]:
    """The forms of several people.

    Raises
    ------
    UsageError
        One cannot be read.
    """
    from rung.assess.regular import read_regular_text

    found = []
    for file in files:
        try:
            found.append(read_form(read_regular_text(file), file.name))
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"cannot be read: {error}", where=str(file), fix="give a filled form") from error
    names = [each.name for each in found]
    return [
        replace(each, name=f"{each.name} ({file.name})") if names.count(each.name) > 1 else each
        for each, file in zip(found, files, strict=True)
    ]


def show(
    respondents: Sequence[Respondent],
    evidence: Assessment | None,
    *,
    as_json: bool,
    no_colour: bool,
    output: Path | None,
) -> None:
    """Print the described level."""
    described = describe(respondents, evidence)
    if as_json:
        emit(json.dumps(described_json(described), ensure_ascii=False, indent=2) + "\n", output)
        return
    how = view(no_colour=no_colour, plain=output is not None)
    emit(how.style.finish(described_lines(described, how.style, how.width)), output)
