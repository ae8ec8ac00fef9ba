"""The questionnaire as a file that a person fills in, and reading it back."""

from __future__ import annotations

import difflib

from rung.assess.interview.judging import Respondent
from rung.assess.interview.questions import BY_ID, QUESTIONS, Answer
from rung.domain import Level
from rung.errors import UsageError
from rung.project.yaml_lines import read_document

WORDS = {
    "y": Answer.YES, "yes": Answer.YES, "true": Answer.YES, "partly": Answer.PARTLY, "partial": Answer.PARTLY,
    "p": Answer.PARTLY, "some": Answer.PARTLY, "n": Answer.NO, "no": Answer.NO, "false": Answer.NO,
    "unknown": Answer.UNKNOWN, "u": Answer.UNKNOWN, "?": Answer.UNKNOWN, "don't know": Answer.UNKNOWN,
}  # fmt: skip


def empty_form() -> str:
    """The form, every question with its text above the line for the answer."""
    lines = [
        "# Answer with yes, partly, no or unknown; leave out what was not asked. Then: rung assess --answers THIS_FILE",
        'respondent: ""   # a name or a role',
        "stated_level:    # 1 to 5, if you would name one",
        "answers:",
    ]
    level = None
    for question in QUESTIONS:
        if question.level is not level:
            level = question.level
            lines += ["", f"  # level {level.value}, {level.title}"]
        lines += [f"  # {question.text}", f"  {question.id}:"]
    return "\n".join(lines) + "\n"


def read_form(text: str, name: str) -> Respondent:
    """One respondent's form; `name` is what the file is called.

    Raises
    ------
    ManifestError
        It is not YAML, or a question is answered twice.
    UsageError
        A question or an answer is not known; says which line.
    """
    document = read_document(text)
    given = document.value.get("answers")
    if not isinstance(given, dict):
        raise UsageError("there are no answers", where=name, fix="write an empty form: rung assess --questionnaire")
    answers: dict[str, Answer] = {}
    for question, said in given.items():
        where = f"{name}:{document.line(f'answers.{question}')}"
        if question not in BY_ID:
            near = difflib.get_close_matches(str(question), BY_ID, n=1)
            fix = f"did you mean {near[0]}?" if near else "rung assess --questionnaire lists them"
            raise UsageError(f"there is no question {question}", where=where, fix=fix)
        if said is not None and said != "":
            answers[str(question)] = answer_of(str(said), where)
    stated = document.value.get("stated_level")
    if stated is not None and stated not in tuple(Level):
        where = f"{name}:{document.line('stated_level')}"
        raise UsageError(f"{stated!r} is no level", where=where, fix="a number from 1 to 5, or nothing")
    who = str(document.value.get("respondent") or name)
    return Respondent(who, answers, None if stated is None else Level(stated))


def answer_of(said: str, where: str) -> Answer:
    """The answer behind what was typed.

    Raises
    ------
    UsageError
        It is none of the four.
    """
    answer = WORDS.get(said.strip().lower())
    if answer is None:
        raise UsageError(f"{said!r} is no answer", where=where, fix="yes, partly, no or unknown")
    return answer
