"""What brings a new version of a service or a model to where it answers: commands, tasks, calls, images."""

from rung.assess.delivery.base import Half, Push, Rollout, Start

__all__ = ["Half", "Push", "Rollout", "Start"]
