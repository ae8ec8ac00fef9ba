"""Cards of models: what they tell, and code that writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.docs import Docs, Document
from rung.assess.collectors.files import Files
from rung.assess.documents.filled import filled
from rung.assess.documents.kinds import DocKind
from rung.assess.invocation import RUNNABLE, By
from rung.assess.regex import regex
from rung.assess.signs import ForNames
from rung.assess.tree.base import Tree
from rung.domain import Place

_PARTS: dict[str, re.Pattern[str]] = {
    part: regex(pattern, re.I)
    for part, pattern in {
        "purpose": r"intended use|purpose|use[- ]?cases?|what .{0,300}\bfor\b|direct use|goal|overview"
        r"|model description|summary|\brole\b",
        "limits": r"out[- ]of[- ]scope|limitation|not (be )?(used|suitable|intended)|caveat|bias|risks?\b|ethical"
        r"|(known|ongoing|open) (issue|weakness)|constraints|non[- ](goal|objecti)",
        "data": r"training data|data ?set|evaluation data|trained on|training procedure|\bdata\b|features",
        "metrics": r"metric|performance|accuracy|\bauc\b|\bf1\b|\bevaluation\b(?! data)|rmse|\bmae\b|precision|recall"
        r"|results",
        "owner": r"owner|contact|maintain|author|developed by|team",
        "version": r"version|run[ _-]?id|released?|date|commit",
    }.items()
}
_CORE = frozenset({"purpose", "limits", "data", "metrics"})
_WHICH = frozenset({"version", "owner"})
_WRITING = (
    "model_card_toolkit.*", "*ModelCardToolkit", "huggingface_hub.ModelCard*", "*ModelCard.from_template",
    "skops.card.Card", "*ModelCardData",
    "sagemaker.model_card.*", "*.create_model_card", "modelcards.*", "*.save_model_card", "verifyml.*",
)  # fmt: skip


class Card(Struct, frozen=True):
    """One card and the parts it tells."""

    place: Place
    told: frozenset[str]
    words: int
    general: bool = False
    """The text is about the model and is called no card: it has to say which version, or whose, it means."""

    @property
    def complete(self) -> bool:
        """Purpose, limits, data and metrics are told, in more than a few words."""
        return self.told >= _CORE and self.words >= 60 and (not self.general or bool(self.told & _WHICH))

    @property
    def missing(self) -> frozenset[str]:
        """The parts that it does not tell."""
        return frozenset(_PARTS) - self.told


class ModelCards(Struct, frozen=True):
    """Every card, the fullest first."""

    cards: tuple[Card, ...] = ()
    unfilled: tuple[Place, ...] = ()
    generated: tuple[Place, ...] = ()
    """Calls and functions that write a card and that something starts."""

    @property
    def best(self) -> Card | None:
        """The fullest card."""
        return self.cards[0] if self.cards else None


class ModelCardsCollector(Collector):
    """Reads documents of that kind and the front matter of the README."""

    def collect(self, tree: Tree, files: Files, docs: Docs, code: Code, reach: Reach) -> ModelCards:
        """Examples of a library are left out; `docs/` counts."""
        cards = [_card(each) for each in docs.of(DocKind.MODEL_CARD) if not _NOT_OURS.search(each.path)]
        readme = docs.readme
        text = tree.text(readme.path) or "" if readme else ""
        indexed = text.startswith("---") and "model-index:" in text[:5_000]
        if readme and (indexed or _is_about_the_model(readme)):
            cards.append(_card(readme))
        cards += [
            replace(_card(each), general=True)
            for each in docs.documents
            if each is not readme and _is_of_one_model(each)
        ]
        cards.sort(key=lambda each: (-len(each.told), each.place))
        unfilled = tuple(each.place for each in docs.unfilled(DocKind.MODEL_CARD))
        return ModelCards(tuple(cards), unfilled, tuple(_generated(code, reach, files)))


_MAKES_CARD = ForNames(r"(write|create|generate|build|render|log|make)_\w{0,60}model_?card", re.I, "card")
_OF_MODEL = regex(r"\bmodel(l?ing)?\b|hyper-?param|\bfeatures?\b|represent|\bsampl", re.I)
_PAPER = frozenset({"purpose", "limits", "data"})
_CHAPTERS, _LONG = 5, 1_500
_MODEL_FOLDER = regex(r"(^|/)(models?|checkpoints?)$", re.I)
_MODEL_NAME = regex(r"^(the[-_ ])?mod(el|ele|ell|elo)s?(?=[-_. ])", re.I)
_ABOUT_WORK = regex(
    r"regist|cycle|deploy|serv|monitor|manag|version|govern|ops\b|promot|releas|training|infer|api|format|store", re.I
)
"""Names of texts about what is done with models, not about one."""
_MADE = regex(r"architectur|hyper-?param|model type|\btrain(ed|ing)?\b|algorithm|estimator|framework", re.I)
_ENOUGH, _FEW_WORDS = 3, 60
_NOT_OURS = regex(r"(^|/)(inst|skeleton|templates?|examples?)/", re.I)


def _is_about_the_model(readme: Document) -> bool:
    """A README that is the model's paper as well: its chapters tell purpose, data and limits of this model."""
    told = _card(readme).told
    chapters = sum(bool(_OF_MODEL.search(section.heading)) for section in readme.sections)
    return told >= _PAPER and chapters >= _CHAPTERS and readme.words >= _LONG


def _is_of_one_model(document: Document) -> bool:
    """A text that is named after the model, and tells how it was made besides what it is for and how good it is."""
    folder, _, name = document.path.rpartition("/")
    named = _ABOUT_WORK.search(name) is None and bool(_MODEL_NAME.match(name))
    beside = document.kind is DocKind.README and bool(_MODEL_FOLDER.search(folder))
    if document.kind not in (DocKind.README, DocKind.GUIDE) or not (named or beside) or _NOT_OURS.search(document.path):
        return False
    made = any(_MADE.search(section.heading) for section in document.sections)
    return made and len(_card(document).told & _CORE) >= _ENOUGH and document.words >= _FEW_WORDS


def _card(document: Document) -> Card:
    """A part is told by a heading with something below it, or by a bold or plain label."""
    told: set[str] = set()
    for section in document.sections:
        if section.placeholder and section.heading:
            continue
        said = filled(section.body)
        labels = " ".join(re.findall(r"^[^\S\n]*+[-*|]?\s{0,20}\**([A-Z][\w /-]{2,30})\**\s{0,20}[:|]", said, re.M))
        told |= {
            part
            for part, pattern in _PARTS.items()
            if (section.words and pattern.search(section.heading)) or pattern.search(labels)
        }
        if "out of scope" in said.lower() or "out-of-scope" in said.lower():
            told.add("limits")
    return Card(document.place, frozenset(told), document.words)


def _generated(code: Code, reach: Reach, files: Files) -> Iterator[Place]:
    for site in code.find(*_WRITING):
        if reach.of(site) & RUNNABLE and not files.aside(site.module.path):
            yield site.place
    for module in code.modules.values():
        if module.notebook or files.aside(module.path):
            continue
        for name, function in module.functions.items():
            by = reach.by(module.path, name)
            if _MAKES_CARD.search(name) and by & RUNNABLE and by != By.TEST:
                yield Place(module.path, function.line)
