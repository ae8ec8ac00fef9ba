import pytest

from rung.assess.ci.condition import always_true, holds, looks_at_outcome, unwrap

PUSH = {"github.event_name": "push", "github.ref": "refs/heads/main"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("github.event_name == 'push'", True),
        ("github.event_name != 'push'", False),
        ("github.event_name == 'push' && github.ref == 'refs/heads/main'", True),
        ("github.event_name == 'release' || inputs.force", None),
        ("github.event_name == 'release' && inputs.force", False),
        ("!(github.event_name == 'release')", True),
        ("startsWith(github.ref, 'refs/tags/')", False),
        ("and(succeeded(), eq(github.ref, 'refs/heads/main'))", None),
        ("or(eq(github.ref, 'refs/heads/main'), failed())", True),
        ("not(eq(github.ref, 'refs/heads/main'))", False),
        ("always()", True),
        ("false", False),
        ("failure()", None),
        ("", None),
        ("((((", None),
        ("a == (b", None),
    ],
)
def test_conditions_are_true_false_or_not_known(condition: str, expected: bool | None) -> None:
    assert holds(condition, PUSH) is expected


def test_an_expression_is_unwrapped_only_when_it_is_all() -> None:
    assert unwrap("${{ false }}") == "false"
    assert unwrap("${{ a }} == 'b'") == "${{ a }} == 'b'"


def test_text_beside_an_expression_is_always_true() -> None:
    assert "always true" in always_true("${{ steps.gate.outputs.passed }} == 'true'")
    assert not always_true("${{ steps.gate.outputs.passed == 'true' }}")
    assert not always_true("steps.gate.outputs.passed == 'true'")


def test_a_gate_asks_for_an_outcome() -> None:
    assert looks_at_outcome("steps.evaluate.outputs.better == 'true'")
    assert not looks_at_outcome("github.event_name == 'push'")


def test_deep_nesting_ends() -> None:
    assert holds("!" * 5_000 + "a", {}) is None
    assert holds("(" * 300 + "a" + ")" * 300, {}) in (None, True, False)
