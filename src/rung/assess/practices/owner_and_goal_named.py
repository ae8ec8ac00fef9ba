"""Somebody answers for the model, and says what it is for."""

from __future__ import annotations

import re

from rung.assess.base import Practice
from rung.assess.clock import Clock
from rung.assess.collectors.docs import Docs, Section
from rung.assess.documents.kinds import DocKind
from rung.assess.documents.topics import Topic
from rung.assess.records import Records
from rung.assess.signs import Signed
from rung.domain import (
    Capability,
    Effort,
    Judgement,
    Level,
    Place,
    Shown,
    Strength,
    Verdict,
    WaitsFor,
    met,
    partial,
    unmet,
)  # fmt: skip
from rung.domain.record import ModelRelease
from rung.domain.unread import FileKind
from rung.project import Manifest
from rung.project.manifest import MANIFEST_NAME

REAL = 8
"""Words under a heading that make it a statement."""
LIVE = ("registered", "promoted", "kept")
"""Decisions after which a model is still somebody's."""
FACTS = (Topic.OWNER, Topic.PURPOSE, Topic.SUCCESS, Topic.CONSUMER)
_SAID: dict[Topic, Signed] = {
    Topic.OWNER: Signed(
        r"^[^\w\n]{0,20}(owner|model owner|product owner|maintainer|author|contact|responsible)s?\W{0,20}:\W{0,20}\w"
        r"|(copyright|©)[^\n\w]{0,200}(\(c\)\W{0,20})?[12]\d{3}\W{1,20}"
        r"(?-i:[A-Z]\w{1,60} (?!LLC|Inc|Ltd|GmbH|Corp|Company|AG\b)[A-Z])"
        r"|\b(made|created|developed|written|maintained) by \W{0,20}(?-i:[A-Z]\w{1,60} [A-Z])",
        re.I | re.M,
        "owner", "maintainer", "author", "contact", "responsible", "copyright", "©", " by ",
    ),
    Topic.PURPOSE: Signed(
        r"\b(the )?(goal|aim|purpose|objective)s? (of|is|was|here)\b|^[^\w\n]{0,20}(purpose|goal"
        r"|objective)s?\W{0,20}:\W{0,20}\w|\buse[- ]case\b",
        re.I | re.M,
        "goal", "aim", "purpose", "objective", "case",
    ),
    Topic.SUCCESS: Signed(
        r"\bKPIs?\b|\b(primary|main|good|key|business) metric\b|\bsuccess (criteri|metric|measure)\w{0,60}"
        r"|\bacceptance criteria\b|\b(target|goal)\b[^.\n]{0,60}"
        r"\b(accuracy|f1|auc|rmse|mae|recall|precision|score)\b|^[^\w\n]{0,20}success\W{0,20}:\W{0,20}\w",
        re.I | re.M,
        "kpi", "metric", "success", "acceptance criteria", "target", "goal",
    ),
    Topic.CONSUMER: Signed(
        r"^[^\w\n]{0,20}(consumer|stakeholder|used by|users|customer)s?\W{0,20}:\W{0,20}\w|\bintended users?\b",
        re.I | re.M,
        "consumer", "stakeholder", "used by", "users", "customer", "intended",
    ),
}  # fmt: skip
_WHERE = frozenset({DocKind.README, DocKind.CHARTER, DocKind.MODEL_CARD, DocKind.GUIDE, DocKind.ONBOARDING})


class OwnerAndGoalNamed(Practice):
    """Each model has a named owner, a purpose, a success measure and a known consumer.

    Why it matters
        A model without an owner is nobody's to repair, and one without a goal cannot fail: it is kept alive, retrained
        and paid for while nobody uses it.

    How to get there
        Four lines in `rung.yaml` or the README: who answers for it, what it is for, how one would know that it works,
        who uses the predictions. Have the owner attest it once a year.

    Not enough
        - the name of an author who left
        - a team alias without members
        - a metric of the model without the goal that it serves

    References
        - NIST AI RMF: GOVERN 2.1, MAP 1
        - ISO/IEC 42001: A.3.2
        - EU AI Act: article 17(1)(m)
    """

    id = "owner-and-goal-named"
    capability = Capability.PEOPLE_AND_OVERSIGHT
    level = Level.REPEATABLE
    min_strength = Strength.ATTESTED
    fresh_days = 365
    pitfall = "Nobody repairs the model when it fails, and nobody notices when it is no longer used"
    effort = Effort.HOURS
    waits_for = WaitsFor.PEOPLE
    seen_in = frozenset({FileKind.DOCUMENT, FileKind.DEPENDENCIES})
    remedy = "name owner, purpose, success measure and consumer in rung.yaml, and let the owner attest it"

    def judge(self, docs: Docs, manifest: Manifest, clock: Clock) -> Judgement:
        """Met when somebody attests it; documents can name owner and purpose, and no more than that."""
        found = _stated(docs)
        for topic, said in ((Topic.OWNER, manifest.owner), (Topic.PURPOSE, manifest.purpose)):
            if said:
                found.setdefault(topic, Place(MANIFEST_NAME, manifest.lines.get(topic.value, 1)))
        if manifest.success:
            found.setdefault(Topic.SUCCESS, Place(MANIFEST_NAME, manifest.lines.get("success", 1)))
        names = [each.place for each in docs.named] + [rule.place for rule in docs.owner_rules if rule.owners]
        if names:
            found.setdefault(Topic.OWNER, names[0])
        named = [topic for topic in FACTS if topic in found]
        where = [found[topic] for topic in named]
        missing = [topic.value for topic in FACTS if topic not in found]
        today = clock.now.date()
        standing = [
            each for each in manifest.attestations if each.practice == self.id and each.on <= today <= each.until
        ]
        if standing:
            word = standing[0]
            return met(f"{word.by} attests until {word.until}: {word.says}", where, strength=Strength.ATTESTED)
        if Topic.PURPOSE in found and (Topic.OWNER in found or Topic.SUCCESS in found):
            return partial(
                f"{' and '.join(each.value for each in named)} named; missing: "
                f"{', '.join([*missing, 'a named owner who attests it'])}",
                where,
                remedy=f"name in rung.yaml: {', '.join(missing)}; then rung attest owner-and-goal-named"
                if missing
                else "let the owner attest it (rung attest)",
            )
        if named:
            return unmet(
                f"{' and '.join(each.value for each in named)} named, and nothing of {', '.join(missing)}",
                where,
                remedy=f"name {', '.join(missing)} in rung.yaml, and let the owner attest it (rung attest)",
            )
        return unmet("no owner, purpose, success measure or consumer of the model is named")

    def shown(self, records: Records) -> Shown | None:
        """A registry that names the owner of the newest model, its purpose, its success measure and its consumer."""
        owned = [each for each in records.of(ModelRelease) if each.owner and each.description]
        if not owned or owned[-1].decision not in LIVE:
            return None
        newest = owned[-1]
        if not all(_SAID[topic].search(newest.description or "") for topic in FACTS if topic is not Topic.OWNER):
            return None
        because = (
            f"the registry names {newest.owner} as owner of {newest.model} {newest.version}, "
            "with purpose, success measure and consumer"
        )
        return Shown(Verdict.MET, because, newest.at, Strength.ATTESTED, decides=True)


def _stated(docs: Docs) -> dict[Topic, Place]:
    """Where documents about the project as a whole name each of the four."""
    found: dict[Topic, Place] = {}
    for document in docs.documents:
        near = document.path.count("/") <= 1 or document.kind in (DocKind.CHARTER, DocKind.MODEL_CARD)
        if document.kind in _WHERE and near and not document.unfilled:
            for section in document.sections:
                for topic in FACTS:
                    if topic not in found and _says(section, topic):
                        found[topic] = section.place
    return found


def _says(section: Section, topic: Topic) -> bool:
    if section.placeholder:
        return False
    enough = 2 if topic in (Topic.OWNER, Topic.CONSUMER) else REAL
    return (topic in section.topics and section.words >= enough) or bool(_SAID[topic].search(section.body))
