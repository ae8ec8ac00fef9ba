"""Which software a project runs on: manifests and locks, who installs from them, and images they end up in."""

from rung.assess.environments.base import BaseImage, Dependencies, Firmness, Install

__all__ = ["BaseImage", "Dependencies", "Firmness", "Install"]
