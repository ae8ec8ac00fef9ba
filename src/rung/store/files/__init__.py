"""Content-addressed files: locally, and on whatever fsspec reaches."""

from rung.store.files.base import Files
from rung.store.files.blob_store import Batch, Blob, BlobStore, Stored

__all__ = ["Batch", "Blob", "BlobStore", "Files", "Stored"]
