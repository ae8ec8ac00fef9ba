"""The gate as a whole, on assessments made by hand: what fails, what warns, what is said to hold."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec.structs import replace

from factories import a_finding, an_assessment
from rung.assess.gate.baseline import Baseline, Stand
from rung.assess.gate.before import Before, Pair, folder_of
from rung.assess.gate.facts import GateReport
from rung.assess.gate.judging import Asked, judge
from rung.domain import Assessment, Kind, Level, Strength, Verdict
from rung.domain.assessment import Note, Waiver

MET, PARTIAL, UNMET, UNKNOWN = Verdict.MET, Verdict.PARTIAL, Verdict.UNMET, Verdict.UNKNOWN
COMMITS = ("a" * 40, "b" * 40, "c" * 40)


def one(verdict: Verdict = MET, **changes: Any) -> Assessment:
    return an_assessment([a_finding("ci", verdict)], **changes)


def before(*pairs: tuple[Assessment, Assessment], **changes: Any) -> Before:
    """The state before a change of three commits, the second of which does the harm."""
    made = Before(
        base="0" * 40,
        pairs=[Pair(head, base) for head, base in pairs],
        removed=(),
        split=False,
        baseline=None,
        baseline_removed=False,
        commits=COMMITS,
        measure=lambda commit: [base if commit == COMMITS[0] else head for head, base in pairs],
        title=lambda commit: f"Commit {commit[0]}",
        target="main",
        from_ci=False,
    )
    return replace(made, **changes)


def baseline(verdict: Verdict, path: str = "", ladder: str = "1", practice: str = "ci") -> Baseline:
    return Baseline(ladder, {path: {practice: Stand(verdict, Strength.FOUND)}})


def failures(report: GateReport) -> list[str]:
    return [each.text for each in report.failures]


def warnings(report: GateReport) -> list[str]:
    return [each.text for each in report.warnings]


def test_thresholds_that_hold_and_those_that_do_not() -> None:
    asked = Asked(min_level=Level.REPEATABLE, min_index=1.5)
    held = judge([one(index=1.5)], asked)
    assert held.passed_because == ("level at least 2", "index at least 1.5")
    low = judge([one(index=1.4, configured_level=Level.MANUAL)], asked)
    assert failures(low) == [
        "level 1, at least 2 is asked for; up to 2 if all that cannot be seen stands",
        "index 1.4, at least 1.5 is asked for",
    ]
    assert low.passed_because == ()


def test_file_alone_fails_on_what_is_worse() -> None:
    report = judge([one(UNMET)], Asked(baseline=baseline(MET)))
    assert failures(report) == ["ci was met, is unmet: ci was looked for"]
    assert (report.failures[0].command, report.failures[0].commit) == ("rung explain ci", None)
    assert judge([one()], Asked(baseline=baseline(MET))).passed_because == ("nothing lost",)


def test_loss_is_blamed_on_the_commit_that_shows_it_first() -> None:
    report = judge([one(UNMET)], Asked(before=before((one(UNMET), one()))))
    assert failures(report) == ["ci was met, is unmet since bbbbbbb (Commit b): ci was looked for"]
    assert (report.failures[0].commit, report.failures[0].command) == (COMMITS[1], "git show bbbbbbb")
    assert not report.passed
    assert report.passed_because == ()


def test_nothing_lost() -> None:
    report = judge([one()], Asked(before=before((one(), one(UNMET)))))
    assert (report.passed, report.passed_because) == (True, ("nothing lost",))
    assert (failures(report), warnings(report)) == ([], [])


def test_first_project_has_nothing_to_lose() -> None:
    report = judge([one(UNMET)], Asked(before=before()))
    assert report.passed_because == ("no project before this change, so nothing lost",)


def test_waived_and_accepted_losses_are_not_called_nothing() -> None:
    waiver = Waiver("ci", "lead", "moving", date(2027, 1, 1))
    waived = an_assessment([a_finding("ci", Verdict.WAIVED, underlying=UNMET, waiver=waiver)])
    for asked in (
        Asked(before=before((waived, one()))),
        Asked(before=before((one(UNMET), one()), baseline=baseline(MET)), baseline=baseline(UNMET)),
        Asked(baseline=baseline(MET)),
    ):
        head = waived if asked.baseline is None or not asked.before else one(UNMET)
        report = judge([head], asked)
        assert report.passed_because == ("nothing lost that nobody answers for",)


def test_collector_that_fails_since_the_change_is_blamed_by_what_it_hides() -> None:
    text = "the Ci collector failed: too deep"
    blind = an_assessment([a_finding("ci", UNKNOWN, because=text)], notes=(Note("collector", text),))
    report = judge([blind], Asked(before=before((blind, one()))))
    assert failures(report) == [f"ci was met, is unknown since bbbbbbb (Commit b): {text}"]


def test_commit_that_cannot_be_judged_is_passed_over() -> None:
    blind = before((one(UNMET), one()), measure=lambda _: [])
    assert failures(judge([one(UNMET)], Asked(before=blind)))[0].startswith("ci was met, is unmet since ccccccc")


def test_project_that_is_no_longer_ml_fails_once_and_names_the_commit() -> None:
    gone = an_assessment(
        [a_finding("ci", Verdict.NOT_APPLICABLE)],
        kind=Kind.NOT_ML,
        kind_because="only text",
        path="late",
        configured_level=None,
    )
    report = judge([gone], Asked(before=before((gone, one(path="late", kind=Kind.EXAMPLE)))))
    assert failures(report) == [
        "late: was an example, is no longer seen as machine learning since bbbbbbb (Commit b): only text"
    ]
    assert report.failures[0].commit == COMMITS[1]
    assert warnings(report) == []
    assert judge([gone], Asked(before=before((gone, gone)))).passed
    unblamed = judge([gone], Asked(before=before((gone, one(path="late")), commits=())))
    assert failures(unblamed) == ["late: was a project, is no longer seen as machine learning: only text"]
    assert unblamed.failures[0].command == "rung assess"
    back = judge([one(path="late")], Asked(before=before((one(path="late"), gone))))
    assert (failures(back), warnings(back)) == ([], [])


def test_project_that_is_taken_for_something_softer_warns() -> None:
    library = one(kind=Kind.LIBRARY, kind_because="it is published")
    report = judge([library], Asked(before=before((library, one()))))
    assert warnings(report) == ["was a project, is seen as a library since this change: it is published"]
    assert warnings(judge([library], Asked(before=before((library, library))))) == []
    assert warnings(judge([one()], Asked(before=before((one(), library))))) == []


def test_no_change_to_compare() -> None:
    empty = before((one(), one()), commits=())
    report = judge([one()], Asked(before=empty))
    assert warnings(report) == ["HEAD is in main already: there is no change to compare"]
    assert report.passed
    report = judge([one()], Asked(before=replace(empty, from_ci=True)))
    assert failures(report) == ["nothing of the pull request is checked out: HEAD is in main already"]
    assert report.passed_because == ()


def test_what_the_comparison_rests_on_is_said() -> None:
    broken = one(notes=(Note("manifest", "rung.yaml:1: unknown key x"), Note("source", "shallow")))
    gone = an_assessment([a_finding("ci"), a_finding("b", PARTIAL), a_finding("c", UNMET)], path="old")
    told = before(
        (one(path="new"), one(path="late")),
        (one(), broken),
        removed=(gone,),
        split=True,
        baseline_removed=True,
    )
    assert [(each.text, each.command) for each in judge([one()], Asked(before=told)).warnings] == [
        (
            "before this change rung.yaml:1: unknown key x; what stood then is judged without that file",
            "git show 0000000:rung.yaml",
        ),
        ("late is now new: compared as the same project", "rung assess"),
        (
            "this change alters which folders are projects: what stood is compared in the borders of before",
            "rung assess",
        ),
        ("old: removed by this change, with 2 practices that stood", "rung assess --at 0000000"),
        (
            "this change removes the baseline file: outside of pull requests nothing is held any more",
            "rung gate --update-baseline",
        ),
    ]


def test_baseline_lines_follow_a_project_that_moves() -> None:
    moved = before((one(UNMET, path="new"), one(path="late")), baseline=baseline(MET, "late"))
    report = judge([one(UNMET, path="new")], Asked(before=moved, baseline=baseline(UNMET, "new")))
    assert "new: ci was met, is unmet, accepted by this change's baseline" in warnings(report)
    assert report.warnings[0].command == "rung gate --update-baseline"
    assert report.passed


def test_file_alone_names_what_it_holds_and_nobody_finds() -> None:
    report = judge([one()], Asked(baseline=baseline(MET, "late")))
    assert failures(report) == ["late: in the baseline, and no longer a project of its own"]
    assert warnings(report) == ["the repository as one project: not in rung-baseline.json, so nothing of it is held"]
    split = judge([one(path="a"), one(path="b")], Asked(baseline=baseline(MET)))
    assert failures(split) == ["the repository as one project: in the baseline, and no longer a project of its own"]


def test_file_alone_fails_where_nothing_is_ml_and_something_stood() -> None:
    gone = an_assessment([a_finding("ci", Verdict.NOT_APPLICABLE)], kind=Kind.NOT_ML, kind_because="only text")
    report = judge([gone], Asked(baseline=baseline(PARTIAL)))
    assert failures(report) == ["stood in the baseline, is no longer seen as machine learning: only text"]
    assert warnings(report) == []
    assert judge([gone], Asked(baseline=baseline(UNMET))).passed
    assert judge([one()], Asked(baseline=baseline(MET))).passed


def test_file_of_another_ladder_fails_nothing_and_says_so() -> None:
    report = judge([one(UNMET)], Asked(baseline=baseline(MET, ladder="0")))
    assert report.passed
    assert report.passed_because == ("nothing compared, because the baseline is of another ladder",)
    assert warnings(report) == [
        "ci was met, is unmet, by another version of the ladder",
        "the baseline was written for ladder 0, this Rung judges by ladder 1: "
        "what is worse only warns until it is written again",
    ]
    missing = judge([one()], Asked(baseline=baseline(MET, "late", ladder="0")))
    assert missing.passed
    assert warnings(missing)[0] == "late: in the baseline, and no longer a project of its own"


def test_practices_that_the_file_is_silent_about_are_named() -> None:
    head = an_assessment([a_finding("ci"), a_finding("b"), a_finding("advice", gating=False)], path="late")
    report = judge([head], Asked(baseline=baseline(MET, "late")))
    assert warnings(report) == ["late: 1 practice not in the baseline, so not held: b"]
    docs = an_assessment([a_finding("x")], path="docs", kind=Kind.NOT_ML)
    assert warnings(judge([one(), docs], Asked(baseline=baseline(MET)))) == []


def test_folder_of_a_project_in_a_folder_of_the_repository() -> None:
    assert folder_of(one(path="late")) == "late"
    assert folder_of(one(prefix="team", path="team")) == "team"
    assert folder_of(one(prefix="team", path="late")) == "team/late"


def test_shallow_clone_is_named_with_the_fix() -> None:
    report = judge([one()], Asked(shallow_fix="git fetch --unshallow"))
    assert [(each.text, each.command) for each in report.warnings] == [
        ("shallow clone: what lies before its oldest commit is unknown", "git fetch --unshallow")
    ]


def test_waiver_of_more_than_three_years_warns() -> None:
    def until(day: date) -> Assessment:
        waiver = Waiver("ci", "lead", "never", day)
        return an_assessment([a_finding("ci", Verdict.WAIVED, underlying=UNMET, waiver=waiver)], path="late")

    report = judge([until(date(2029, 11, 23))], Asked())
    assert warnings(report) == ["late: waiver of ci lasts until 2029-11-23, more than three years"]
    assert not judge([until(date(2029, 11, 22))], Asked()).warnings
