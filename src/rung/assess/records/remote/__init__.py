"""Asking other systems over the network, only when the person who measures says so."""

from rung.assess.records.remote.github import GitHubApi

__all__ = ["GitHubApi"]
