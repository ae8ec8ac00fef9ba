"""Where models are registered, promoted, and taken from."""

from rung.assess.registries.base import Promotion, Registered, Resolution, Use

__all__ = ["Promotion", "Registered", "Resolution", "Use"]
