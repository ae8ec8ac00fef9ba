"""Twenty-five questions in plain words, and which of them to ask next."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from rung.assess.score import THRESHOLD
from rung.domain import Level


class Answer(StrEnum):
    """What a respondent says."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"
    """The respondent does not know: never a pass."""

    @property
    def credit(self) -> float:
        """Yes 1, partly ½, all else nothing."""
        return {Answer.YES: 1.0, Answer.PARTLY: 0.5}.get(self, 0.0)


class Question(Struct, frozen=True):
    """One question; a clear yes claims its practices."""

    id: str
    level: Level
    text: str
    practices: tuple[str, ...]
    advice: str
    """What to do when the answer is no."""


def _of(level: Level, *rows: tuple[str, str, tuple[str, ...], str]) -> tuple[Question, ...]:
    return tuple(Question(name, level, text, practices, advice) for name, text, practices, advice in rows)


QUESTIONS: tuple[Question, ...] = (
    *_of(
        Level.REPEATABLE,
        ("version-control", "Is all code that trains and serves your models in version control?",
         ("code-in-version-control",), "put training and serving code into one git repository"),
        ("data-versions", "Can you get back exactly the data that an older model was trained on?",
         ("data-versioned",), "give each dataset a version that never changes, and note it with every run"),
        ("repeatable-run", "Could a colleague repeat the last training by one written command in a locked environment?",
         ("one-command-run", "environment-locked"), "lock the environment and put training behind one command"),
        ("runs-recorded", "Is every training run recorded with its parameters, metrics and code version?",
         ("runs-recorded", "model-traceable-to-run"), "record every run, and refuse to save a model outside one"),
        ("documented", "Is the workflow written down, and does somebody answer for the model?",
         ("workflow-documented", "owner-and-goal-named"), "write down the steps, the owner and the goal"),
        ("compared", "Is a new model compared with a simple one or the current one, on data it was not trained on?",
         ("baseline-compared", "holdout-protected"), "keep a holdout, and compare every candidate on it"),
    ),
    *_of(
        Level.AUTOMATED,
        ("ci", "Does every change run tests in CI before it counts?",
         ("ci-on-every-change", "feature-and-model-code-tested"), "set up CI/CD: run the tests on every change"),
        ("deployment", "Does a model or its service go live through CI/CD, without anybody copying files?",
         ("automated-deployment", "release-recorded", "immutable-deployable"),
         "set up CI/CD for deployment: a merge or promotion rolls the new version out"),
        ("training", "Does training run as a pipeline that a schedule, a merge or new data starts?",
         ("pipeline-defined", "pipeline-runs-unattended"), "let CI/CD or a scheduler start training as a pipeline"),
        ("stopped", "Are bad data and bad models stopped automatically before they reach anybody?",
         ("data-contract", "data-validation-blocks", "model-quality-gate"),
         "let a data check and a quality gate end the run"),
        ("rollback", "Can you go back to the version before with one command?",
         ("rollback-ready",), "keep the last versions, and write a command that goes back"),
        ("looked-at", "Does somebody look at live results after a release, even by hand?",
         ("post-release-check", "service-watched"), "compare live results with expectation after each release"),
        ("reviewed", "Does another person review changes, and does each model have a card?",
         ("changes-reviewed", "model-card"), "protect the main branch, and write a model card"),
    ),
    *_of(
        Level.SCALABLE,
        ("registry", "Is there one central registry with metadata, from which alone models are served?",
         ("central-model-registry",), "register every model in one place, and serve only from it"),
        ("components", "Do several teams or models share the same versioned steps and templates?",
         ("reusable-components", "many-models-one-way"), "turn steps into versioned components that others use"),
        ("realtime", "Can you see service, drift and performance of live models within minutes?",
         ("realtime-monitoring", "data-drift-monitored", "performance-monitored"),
         "watch service, drift and performance continuously"),
        ("alarms", "Do alarms reach somebody on call who has a runbook?",
         ("alerts-actionable", "runbook-and-on-call"), "give every alarm an owner and a runbook"),
        ("careful", "Do new models go out step by step, and only after somebody other than the author agreed?",
         ("progressive-delivery", "controlled-promotion"), "release by canary, with an approval by somebody else"),
        ("traceable", "Can you walk back from one prediction to its model, data and code?",
         ("lineage-end-to-end", "prediction-log"), "log predictions with the model version, and keep the links"),
        ("resources", "Are machines and cost limited, and known per model?",
         ("capacity-managed", "cost-visible"), "set limits and scaling, and show cost per model"),
    ),
    *_of(
        Level.OPTIMIZED,
        ("retraining", "Does drift or falling performance start a retraining by itself, within limits?",
         ("drift-triggered-retraining", "champion-challenger"), "let alarms start a guarded retraining"),
        ("feedback", "Do outcomes and corrections flow back into the next training?",
         ("feedback-captured", "human-review-sampled"), "capture outcomes and corrections by prediction id"),
        ("proactive", "Are problems seen and removed before users notice, and does each leave a check behind?",
         ("proactive-detection", "incidents-become-checks"), "watch leading signals, and turn incidents into checks"),
        ("governed", "Are fairness, risk and audit part of the workflow and not a document beside it?",
         ("fairness-monitored", "risk-and-policy-as-code", "audit-trail-tamper-evident"),
         "write policies as code that a release must pass"),
        ("override", "Can one person stop or override the automation at any time, and has it been tried?",
         ("human-can-stop-and-override", "graceful-degradation"), "build a stop, a fallback, and rehearse both"),
    ),
)  # fmt: skip
BY_ID = {each.id: each for each in QUESTIONS}
PIVOTS = ("version-control", "training", "deployment")
"""Asked first: who says yes to all three is not asked about the rest of level 2."""
PROBES = ("realtime", "retraining")
"""Asked of everybody: what is claimed above a level that does not stand is hollow."""


def share(level: Level, answers: Mapping[str, Answer]) -> float | None:
    """Mean credit of the answers at a level; `None` where nothing was asked."""
    given = [answers[each.id].credit for each in QUESTIONS if each.level is level and each.id in answers]
    return sum(given) / len(given) if given else None


def next_question(answers: Mapping[str, Answer]) -> Question | None:
    """The question that tells most after these answers; `None` when enough is known."""
    for name in PIVOTS:
        if name not in answers:
            return BY_ID[name]
    skipped = Level.REPEATABLE if all(answers[name] is Answer.YES for name in PIVOTS) else None
    for level in (Level.REPEATABLE, Level.AUTOMATED, Level.SCALABLE, Level.OPTIMIZED):
        if level is not skipped:
            for question in QUESTIONS:
                if question.level is level and question.id not in answers:
                    return question
        reached = share(level, answers)
        if reached is not None and reached < THRESHOLD:
            break
    return next((BY_ID[name] for name in PROBES if name not in answers), None)
