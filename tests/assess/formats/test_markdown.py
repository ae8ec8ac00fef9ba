from __future__ import annotations

from factories import a_finding, an_assessment
from rung.assess.formats import View, format_named
from rung.assess.formats.markdown import escaped
from rung.domain import Assessment, Kind, Verdict


def rendered(*assessments: Assessment, view: View | None = None) -> str:
    return format_named("markdown").render(assessments, view or View())


def test_level_gaps_and_folded_details() -> None:
    text = rendered(an_assessment())
    assert text.startswith("### Rung: fraud-scoring is on level 2 · Repeatable (index 2.0)")
    assert "**Missing to level 3**" in text
    assert "https://github.com/acme/fraud/blob/3f9c2a1d" in text
    assert text.index("<details>") < text.index("`drift-triggered-retraining`")


def test_changes_against_a_baseline_worst_first() -> None:
    before = {"": {"runs-recorded": Verdict.MET, "data-versioned": Verdict.UNMET}}
    text = rendered(an_assessment(), view=View(before=before))
    assert text.index("| `runs-recorded` | met | partial |") < text.index("| `data-versioned` | unmet | met |")


def test_nothing_changed_says_nothing() -> None:
    assert "Changed" not in rendered(an_assessment(), view=View(before={"": {"runs-recorded": Verdict.PARTIAL}}))


def test_file_names_cannot_inject_markup() -> None:
    nasty = "x | <img src=x onerror=1> `code` [a](javascript:b) @team\n# head"
    text = rendered(an_assessment([a_finding("gap", Verdict.UNMET, 3, because=nasty)]))
    for each in ("<img", "| <", "](javascript", "@team", "\n# head"):
        assert each not in text


def test_escaping_leaves_plain_words_alone() -> None:
    assert escaped("no limits in k8s/serve.yaml:12") == "no limits in k8s/serve.yaml:12"


def test_not_ml_has_no_ladder() -> None:
    text = rendered(an_assessment(kind=Kind.NOT_ML, configured_level=None, kind_because="a list of links"))
    assert "no level (a list of links)" in text
    assert "Optimized" not in text
