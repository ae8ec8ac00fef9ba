"""What is said when MLflow does not show yet what the store knows."""

from __future__ import annotations

from rung.cli.channels import remark


def say_untold(why: str | None) -> None:
    """Nothing where MLflow was told."""
    if why:
        remark(f"MLflow does not show it yet: {why}\nhint: rung registry repair")
