"""Content-addressed files: locally, and on whatever fsspec reaches."""

from rung.store.files.base import Files

__all__ = ["Files"]
