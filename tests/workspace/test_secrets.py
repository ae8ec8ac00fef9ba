"""What is kept of a stranger's message."""

from __future__ import annotations

from rung.workspace.secrets import without_secrets


def test_no_password_is_kept() -> None:
    said = without_secrets("step train: OperationalError: postgresql://ann:Hunter2Hunter2@db/x does not answer")
    assert said == "step train: OperationalError: postgresql://db/x does not answer"


def test_a_message_with_a_key_is_not_kept() -> None:
    assert "AKIA" not in without_secrets("ValueError: AKIAIOSFODNN7EXAMPLQ was refused")


def test_other_messages_stay() -> None:
    assert without_secrets("step train: KeyError: 'gone'") == "step train: KeyError: 'gone'"
