"""Who is who: one person may commit under several names and addresses, and some authors are programs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rung.assess.regex import regex
from rung.assess.tree.commits import Person

BOT = regex(
    r"\[bot\]|(^|[-_ .+])bot($|[-_ .+])|\bautomation$"
    r"|^(dependabot|renovate|github[- ]actions?|pre-commit[- ]ci|semantic-release|release-please|allcontributors)\b",
    re.IGNORECASE,
)
"""Holds of a name or of what stands before the `@`."""
BOT_NAME = regex(
    r"^(github|gitlab|actions?|ci|jenkins|travis([- ]ci)?|circleci|gitlab[- ]ci|azure[- ]?(pipelines|devops)|"
    r"greenkeeper|snyk|mergify|imgbot|codecov|weblate|copilot)$",
    re.IGNORECASE,
)
"""Holds of a whole name only: people are called Travis, and write from github@ their own domain."""
NOREPLY = regex(r"^(?:\d+\+)?([^@+]+)@users\.noreply\.(?:github|gitlab)\.com$")
NOBODY = frozenset(
    {"", "root", "ubuntu", "user", "unknown", "your name", "admin", "ec2-user", "none", "jovyan", "vscode", "name"}
)
"""Names that machines come with: two of them are not one person."""
MAX_LINE = 500
"""Characters of a line of `.mailmap`; names and addresses are shorter."""
MAILMAP_LINE = regex(r"^([^<#]{0,200}?)\s{0,20}<([^>]{0,200})>\s{0,20}(?:([^<#]{0,200}?)\s{0,20}<([^>]{0,200})>)?")


@lru_cache(maxsize=4_096)
def is_bot(person: Person) -> bool:
    """Whether a program committed under that name: `dependabot[bot]`, `pre-commit-ci`."""
    return bool(
        BOT.search(person.name) or BOT_NAME.match(person.name.strip()) or BOT.search(person.email.partition("@")[0])
    )


class People:
    """Tells which of the identities in a history belong to one person.

    Identities are one when `.mailmap` says so, or when they share an address, a name, or a login in an address
    that a forge gave out; also when the login or the part before the `@` spells the full name of one person here
    (`ann.example@`, `annexample`, `aexample`).
    """

    def __init__(self, identities: Iterable[Person], mailmap: str = "") -> None:
        """Learn from every identity that occurs."""
        self._proper = _read_mailmap(mailmap)
        self._parent: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._known: dict[Person, str] = {}
        """Answers that were given before."""
        for person in dict.fromkeys(identities):
            keys = self._keys(person)
            for other in keys[1:]:
                self._join(keys[0], other)
        self._join_spelled(dict.fromkeys(identities))
        for person in dict.fromkeys(identities):
            self._names.setdefault(self._root(self._keys(person)[0]), self._display(person))

    def name(self, person: Person) -> str:
        """One name for everything that this person goes by."""
        known = self._known.get(person)
        if known is None:
            root = self._root(self._keys(person)[0])
            known = self._known[person] = self._names.get(root) or self._display(person)
        return known

    def _display(self, person: Person) -> str:
        mapped = self._mapped(person)
        return mapped.email if mapped.name.lower() in NOBODY and mapped.email else mapped.name

    def _mapped(self, person: Person) -> Person:
        email = person.email.lower()
        proper = self._proper.get((person.name.lower(), email)) or self._proper.get(("", email))
        return Person(proper.name or person.name, proper.email or person.email) if proper else person

    def _keys(self, person: Person) -> list[str]:
        """Everything that two identities of one person have in common."""
        mapped = self._mapped(person)
        email = mapped.email.lower()
        name = " ".join(mapped.name.lower().split())
        given_out = NOREPLY.match(email)
        keys = [f"mail {email}"] if "@" in email else []
        if given_out:
            keys.append(f"name {given_out[1]}")
        if name not in NOBODY:
            keys.append(f"name {name}")
        return keys or [f"mail {email} {name}"]

    def _root(self, key: str) -> str:
        while (above := self._parent.get(key, key)) != key:
            self._parent[key] = self._parent.get(above, above)
            key = above
        return key

    def _join_spelled(self, identities: Iterable[Person]) -> None:
        """Joins a login to the only person whose full name it spells."""
        spelled: dict[str, set[str]] = {}
        for person in identities:
            words = [word for word in re.split(r"[^a-z]+", self._mapped(person).name.lower()) if word]
            if len(words) > 1:
                root = self._root(self._keys(person)[0])
                for way in ("".join(words), words[0] + words[-1], words[0][0] + words[-1], words[-1] + words[0]):
                    spelled.setdefault(way, set()).add(root)
        for person in identities:
            mapped = self._mapped(person)
            for login in (mapped.name.lower(), mapped.email.lower().partition("@")[0].rpartition("+")[2]):
                roots = {self._root(root) for root in spelled.get(re.sub(r"[^a-z]", "", login), ())}
                if len(roots) == 1:
                    self._join(roots.pop(), self._root(self._keys(person)[0]))

    def _join(self, one: str, other: str) -> None:
        self._parent[self._root(other)] = self._root(one)


def _read_mailmap(text: str) -> dict[tuple[str, str], Person]:
    """(Name or empty, address) as committed, in lower case → how it should read; see gitmailmap(5)."""
    proper: dict[tuple[str, str], Person] = {}
    for line in text.splitlines():
        found = MAILMAP_LINE.match(line.strip()[:MAX_LINE])
        if not found:
            continue
        name, email, old_name, old_email = found.groups()
        if old_email is None:
            proper[("", email.lower())] = Person(name, "")
        else:
            proper[(old_name.lower(), old_email.lower())] = Person(name, email)
    return proper
