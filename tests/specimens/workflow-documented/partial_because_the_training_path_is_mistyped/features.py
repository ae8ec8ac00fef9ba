"""Builds features."""
