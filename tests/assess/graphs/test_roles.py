"""The role that the name of a step tells."""

import pytest

from rung.assess.graphs.base import Role, role_of


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("run_offline_retraining", Role.TRAIN),
        ("TrainingStep", Role.TRAIN),
        ("from_pretrained", None),
        ("train_test_split", Role.TRANSFORM),
        ("register-model", Role.REGISTER),
        ("hello", None),
    ],
)
def test_role_of(name: str, role: Role | None) -> None:
    assert role_of(name) is role
