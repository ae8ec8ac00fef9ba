"""A second person can go from data to delivered prediction by reading."""

from __future__ import annotations

import re

from rung.assess.base import Practice
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.data_versions import DataVersions
from rung.assess.collectors.docs import Docs, Document, Section
from rung.assess.collectors.refused import Refused
from rung.assess.collectors.training import Training
from rung.assess.collectors.training_commands import TrainingCommands
from rung.assess.documents import topics
from rung.assess.documents.kinds import DocKind
from rung.assess.documents.topics import Topic, tells
from rung.assess.excerpt import excerpt
from rung.assess.invocation import By, Invocation
from rung.assess.regex import regex
from rung.assess.versions.base import How
from rung.domain import Capability, Effort, Judgement, Level, Place, met, partial, unmet
from rung.domain.unread import FileKind

STEPS = (Topic.DATA, Topic.TRAIN, Topic.EVALUATE, Topic.RELEASE)
TOO_SHORT = 60
"""Words in all documents together, below which nothing is described."""
REAL = 25
"""Words under a heading that make it more than a label."""
_BESIDE = regex(
    r"(^|/)(tests?|testthat|_snaps|meeting\w*|minutes|benchmarks?|news"
    r"|\.github(?!/(?:docs?|documentation|guides?|wiki)/))/",
    re.IGNORECASE,
)
_GUIDES = regex(r"(^|/)(docs?|documentation|guides?|wiki)(/|$)", re.IGNORECASE)
_DATA_ADDRESS = regex(
    r"\b(https?|s3|gs|abfss?|hdfs)://\S{1,300}\.(csv|tsv|parquet|jsonl?|zip|gz|zst|xlsx?|feather)\b"
    r"|\bdata(set)?\w{0,60}[/\\]\S{1,300}\.(csv|tsv|parquet|jsonl?|zip|gz|xlsx?|py|sh|R|sql)\b",
    re.IGNORECASE,
)
_ANYTHING = regex("")
_MEANT = {
    Topic.DATA: regex(
        r"https?://|`[^`\n]*/[^`\n]*`|\.(csv|parquet|jsonl?|sql)\b|\bdata\w*/|"
        r"\b(download|kaggle|obtain|request access|(stored|located|kept) (in|at|on)|comes? from)\b",
        re.IGNORECASE,
    ),
    Topic.TRAIN: regex(
        r"\b(re)?train|\bfit(s|ting)?\b|\blearn(s|ing)?\b|dvc repro|kedro run|mlflow run|tar_make|snakemake",
        re.IGNORECASE,
    ),
}
"""What a section must hold besides its heading: where the data is, that something is trained."""
_LEFT_OUT = frozenset({DocKind.CHANGELOG, DocKind.MODEL_CARD, DocKind.DATA_SHEET, DocKind.DECISION, DocKind.POSTMORTEM})


class WorkflowDocumented(Practice):
    """The steps from data to delivered prediction, manual ones and retraining too, are written down and match the code.

    Why it matters
        What only one person knows how to do is done by nobody while that person is away. The written manual steps are
        also the list of what to automate next.

    How to get there
        One page: where the data comes from, the command that trains, how a model is judged, how it is released, how and
        when to train again. Start with the manual steps.

    Not enough
        - the untouched README of a framework or template
        - documentation of a library's functions, and none of the project's own way from data to prediction
        - commands whose files are no longer there

    References
        - Microsoft MLOps maturity model, level 1
        - EU AI Act: article 11
        - ISO/IEC 42001: A.6.2.3
    """

    id = "workflow-documented"
    capability = Capability.PEOPLE_AND_OVERSIGHT
    level = Level.REPEATABLE
    fresh_days = 180
    needs = ("code-in-version-control",)
    pitfall = "Only its author can run it, so it stands still while the author is away"
    effort = Effort.HOURS
    seen_in = frozenset({FileKind.DOCUMENT})
    denied_in = frozenset({FileKind.DOCUMENT})
    remedy = "write the steps into the README: get the data, train, judge, release, train again, each with its command"

    def judge(
        self, docs: Docs, commands: Commands, training: Training, versions: DataVersions, starts: TrainingCommands,
        refused: Refused,
    ) -> Judgement:  # fmt: skip
        """By the steps that are described with a heading or an instruction, and whether the commands exist."""
        own = _homes(training)
        written = [each for each in docs.documents if _describes(each, own)]
        words = sum(each.words for each in written)
        if not written or words < TOO_SHORT:
            return unmet("no document describes how to get from data to a prediction")
        covered = _covered([section for each in written for section in each.sections])
        if versions.committed and Topic.TRAIN in covered:  # the data comes with the checkout
            covered.setdefault(Topic.DATA, covered[Topic.TRAIN])
        documented = [each for each in commands.by(By.DOCUMENTED) if not each.disabled]
        if not training.fits and not documented:
            return unmet(
                "nothing here trains a model, so no document describes how",
                list(covered.values())[:2],
                remedy="write where the model is trained and how it gets here, with the commands",
            )
        steps = [topic for topic in STEPS if topic in covered]
        where = list(dict.fromkeys(covered[topic] for topic in steps))
        if Topic.TRAIN not in covered or not (documented or _told(written) or len(steps) > 2):
            if len(steps) >= 2 and documented:
                return partial(
                    f"{_list(steps)} are described, training is not", where, remedy="add how to train, with its command"
                )
            return unmet("the documents do not say how to get the data, train and release", where[:2])
        if not training.fits:
            return partial(
                f"{_list(steps)} described, and nothing here trains a model",
                where,
                remedy="write where the model is trained and how it gets here",
            )
        lost = [topic.value for topic in STEPS if topic not in covered and topic is not Topic.EVALUATE]
        if lost:
            return partial(
                f"{_list(steps)} described; {' and '.join(lost)} missing",
                where,
                remedy=f"add {' and '.join(lost)} to the document, each with its command",
            )
        guides = {each.path for each in written}
        vain = refused.training(By.DOCUMENTED)
        dead = _dead_pull(documented, versions) or _dead_script(commands, documented, guides, starts)
        if vain and not dead:
            dead = vain.command, vain.said
        if dead:
            return partial(
                f"`{excerpt(dead[0].text, 60)}` is written down, and {dead[1]}",
                [dead[0].place, *where],
                remedy=f"correct the command: {dead[1]}",
            )
        return met(f"{_list(steps)} described, with {len(documented)} commands", where)


def _homes(training: Training) -> set[str]:
    """Folders that hold code which trains or asks a model, and the folders above them."""
    paths = {site.module.path for site in (*training.fits, *training.loads, *training.predicts)}
    return {path.rsplit("/", up)[0] for path in paths for up in range(1, path.count("/") + 1)}


def _describes(document: Document, homes: set[str]) -> bool:
    if document.kind in _LEFT_OUT or document.unfilled or _BESIDE.search(document.path):
        return False
    folder = document.path.rpartition("/")[0]
    # A README below the root describes its own folder: another service of the repository is not the way of the model.
    return document.kind is not DocKind.README or not folder or folder in homes or bool(_GUIDES.search(folder))


def _covered(sections: list[Section]) -> dict[Topic, Place]:
    """Which topics are described, and where: a heading with something under it, or an instruction."""
    found: dict[Topic, Place] = {}
    for section in sections:
        if section.placeholder:
            continue
        if section.words >= REAL or section.instructions:
            for topic in section.topics:
                if _MEANT.get(topic, _ANYTHING).search(section.body):
                    found.setdefault(topic, section.place)
        if section.instructions:
            found |= {topic: section.place for topic in topics.STEPS if topic not in found and section.tells(topic)}
            if Topic.DATA not in found and any(_DATA_ADDRESS.search(each) for each in section.instructions):
                found.setdefault(Topic.DATA, section.place)
    return found


def _told(written: list[Document]) -> bool:
    """Some document gives training as a command or call."""
    return any(section.tells(Topic.TRAIN) for each in written for section in each.sections)


def _dead_pull(documented: list[Invocation], versions: DataVersions) -> tuple[Invocation, str] | None:
    """A command that fetches the data from where nobody else can reach it."""
    pointers = versions.of(How.DVC)
    if pointers and all(each.broken for each in pointers):
        for each in documented:
            if each.program == "dvc" and each.args[:1] in (("pull",), ("fetch",)):
                return each, pointers[0].broken
    return None


def _dead_script(
    commands: Commands, documented: list[Invocation], guides: set[str], starts: TrainingCommands
) -> tuple[Invocation, str] | None:
    """A command of these guides that trains or releases and whose file is gone; any, where many are."""
    missing = [(each, name) for each, name in commands.missing if each.place.path in guides]
    training = {place for place, _ in starts.missing}
    gone = [
        pair
        for pair in missing
        if pair[0].place in training or any(tells(pair[0].text, each) for each in (Topic.TRAIN, Topic.RELEASE))
    ]
    if gone or (missing and len(missing) * 4 > len(documented)):
        command, name = (gone or missing)[0]
        return command, f"{name} is not there"
    return None


def _list(topics: list[Topic]) -> str:
    return ", ".join(each.value for each in topics)
