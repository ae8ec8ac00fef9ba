"""Finds who is called when something fails, and what they are told to do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.collectors.docs import Docs
from rung.assess.collectors.files import Files
from rung.assess.documents.kinds import DocKind
from rung.assess.paths import Role
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place

MOST_BYTES = 200_000
"""Of one configuration."""
_RUNBOOK_LINK = regex(r"runbook(?:_?url)?\W{1,4}\s*[\"']?([^\s\"']+)", re.IGNORECASE)
_ROSTER = regex(
    r"pagerduty_(schedule|escalation_policy|service)\b|opsgenie_(schedule|escalation|team)\b|(pagerduty|opsgenie|victorops)_configs"
    r"|aws_ssmcontacts_|grafana_oncall_|incident_io_schedule|AWS::SSMContacts|events\.pagerduty\.com|squadcast_",
    re.IGNORECASE,
)
_CONTACT = regex(r"on[- ]?call|escalat\w+|page (the|us)|pagerduty|opsgenie|duty (officer|roster)|rota\b", re.IGNORECASE)
_EXAMPLE = regex(r"example\.(com|org)|your[-_.]|<[^>]{1,200}>", re.IGNORECASE)
_SIGNS = (b"runbook", b"pagerduty", b"opsgenie", b"victorops", b"ssmcontacts", b"oncall")
_CONFIG = (".yml", ".yaml", ".tf", ".json", ".rules", ".jsonnet")


class OnCall(Struct, frozen=True):
    """What is written for the moment when an alert fires."""

    runbooks: tuple[Place, ...] = ()
    """Documents that say what to do, filled in."""
    unfilled: tuple[Place, ...] = ()
    """Documents of that name that nobody filled in."""
    links: tuple[Place, ...] = ()
    """Alert rules that link to a runbook which is there, or lies outside the repository."""
    dead_links: tuple[tuple[str, Place], ...] = ()
    """Links of alert rules to files of the repository that are not there."""
    rosters: tuple[Place, ...] = ()
    """Schedules and escalation policies as code, and receivers that page somebody."""
    contacts: tuple[Place, ...] = ()
    """Runbooks that say whom to call."""


class OnCallCollector(Collector):
    """Looks at runbooks first, then at configuration that may hold alert rules or a roster."""

    def collect(self, tree: Tree, files: Files, docs: Docs) -> OnCall:
        """Everything seen, outside examples."""
        runbooks = [each for each in docs.of(DocKind.RUNBOOK) if "template" not in each.path.lower()]
        links: list[Place] = []
        dead: list[tuple[str, Place]] = []
        rosters: list[Place] = []
        for path, text in _texts(tree, files):
            for found in _RUNBOOK_LINK.finditer(text):
                place = Place(path, text.count("\n", 0, found.start()) + 1)
                target = found[1]
                if _EXAMPLE.search(target) or "runbook" not in text[found.start() : found.start() + 7].lower():
                    continue
                if "/" in target and "://" not in target and "{" not in target and target.lstrip("./") not in tree:
                    dead.append((target, place))
                elif "/" in target:
                    links.append(place)
            if roster := _ROSTER.search(text):
                rosters.append(Place(path, text.count("\n", 0, roster.start()) + 1))
        return OnCall(
            runbooks=tuple(each.place for each in runbooks),
            unfilled=tuple(each.place for each in docs.unfilled(DocKind.RUNBOOK)),
            links=tuple(links),
            dead_links=tuple(dead),
            rosters=tuple(rosters),
            contacts=tuple(
                section.place
                for each in runbooks
                for section in each.sections
                if _CONTACT.search(section.heading + section.body)
            ),
        )


def _texts(tree: Tree, files: Files) -> Iterator[tuple[str, str]]:
    for path, entry in tree.entries.items():
        if not path.endswith(_CONFIG) or (entry.size or 0) > MOST_BYTES or path not in files.roles:
            continue
        if files.excluded(path) or files.aside(path) or files.role(path) in (Role.DATA, Role.TEST):
            continue
        data = (tree.content(path) or b"").lower()
        if any(word in data for word in _SIGNS):
            yield path, tree.text(path) or ""
