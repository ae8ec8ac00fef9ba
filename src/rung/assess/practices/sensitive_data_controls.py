"""Personal data is known, kept small, and can be deleted."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.people_data import PeopleData
from rung.domain import (
    Capability,
    Effort,
    Judgement,
    Level,
    Place,
    Strength,
    WaitsFor,
    met,
    not_applicable,
    partial,
    unknown,
    unmet,
)
from rung.domain.unread import CODE, WORKING, FileKind


class SensitiveDataControls(Practice):
    """Personal fields are declared, access-limited, minimised, and can be deleted up to derived data and models.

    Why it matters
        Personal data spreads from the raw table into features, logs and models. Who asks to be forgotten can only be
        answered by a project that knows where the fields went.

    How to get there
        Mark personal fields in the contract, drop or hash what the model does not need, grant access in code, give raw
        data and prediction logs an expiry, and write the deletion job.

    Not enough
        - a paragraph about the law in the README
        - a masking function that nothing on the path calls

    References
        - ML Test Score: Data 5
        - EU AI Act article 10(5)
        - NIST AI RMF: MEASURE 2.10
    """

    id = "sensitive-data-controls"
    capability = Capability.DATA
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 180
    needs = ("data-contract",)
    pitfall = "A person's record lives on in features, logs and models after it was deleted at the source"
    effort = Effort.WEEKS
    waits_for = WaitsFor.NOTHING
    seen_in = WORKING | {FileKind.NOTEBOOK}
    denied_in = CODE | {FileKind.DOCUMENT}
    half_denied_in = denied_in
    remedy = (
        "mark the personal fields in the contract, hash what is only an id, and write a job that deletes one person"
    )

    def judge(self, people: PeopleData) -> Judgement:
        """Not for public data or data without persons; met with declared fields, limits, minimising and deletion."""
        if people.public:
            return not_applicable(f"the data is public or made up ({people.public[0]})", [people.public[1]])
        if not people.about_people and people.headless:
            return unknown(
                f"no field that describes a person was found; the columns of {people.headless[0]} cannot be seen",
                map(Place, people.headless),
            )
        if not people.about_people:
            return not_applicable("no field that describes a person was found in code or data files")
        clauses = {
            "declared": people.declared,
            "access-limited": people.access,
            "minimised": people.minimised,
            "deleted": people.deletion,
        }
        there = [name for name, places in clauses.items() if places]
        places = [place for found in clauses.values() for place in found[:2]]
        if people.declared and people.deletion and (people.access or people.minimised):
            return met(f"personal fields are {', '.join(there)}", places)
        names = ", ".join(name for name, _ in people.fields[:3])
        if there:
            lacks = ", ".join(name for name in clauses if name not in there)
            return partial(
                f"personal fields ({names}) are {', '.join(there)}, but not {lacks}",
                places,
                remedy=f"add what lacks: {lacks}",
            )
        return unmet(
            f"personal fields ({names}) are neither declared, limited, minimised nor deleted",
            [each for _, each in people.fields],
        )
