"""What storage services and their clients say, in words that help."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rung.errors import RungError, StorageError
from rung.store.files.trouble import ROOM, not_written

_NO_IDENTITY = ("NoCredentials", "PartialCredentials", "CredentialRetrieval", "ProfileNotFound", "TokenRetrieval")
_NO_ANSWER = ("Timeout", "EndpointConnection", "ConnectionClosed", "ProxyConnection", "ClientConnector", "HTTPClient")


@contextmanager
def answering(where: str, missing: RungError | None = None) -> Iterator[None]:
    """Turn what goes wrong at the other end into `StorageError`; what is not there into the error given, if any."""
    try:
        yield
    except RungError:
        raise
    except FileNotFoundError as error:
        if missing is None:
            raise no_such_place(where) from error
        raise missing from error
    except OSError as error:
        # The disk at this end may be full, too.
        raise not_written(error, where) if error.errno in ROOM else _explained(error, where) from error
    except Exception as error:
        # Each client has errors of its own, and none of them is known before it is installed.
        raise _explained(error, where) from error


def no_such_place(where: str) -> StorageError:
    """No bucket of that name."""
    return StorageError("there is no such bucket", where=where, fix="create it, or correct the address in workspace:")


def _explained(error: Exception, where: str) -> StorageError:
    name = type(error).__name__
    said = " ".join(str(error).split())[:200] or name
    if isinstance(error, PermissionError):
        return StorageError(
            f"access is refused: {said}",
            where=where,
            fix="check the credentials (AWS_PROFILE or AWS_ACCESS_KEY_ID) and what they may do there",
        )
    if name.startswith(_NO_IDENTITY):
        return StorageError(
            f"no credentials: {said}",
            where=where,
            fix="set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        )
    if isinstance(error, TimeoutError | ConnectionError) or any(each in name for each in _NO_ANSWER):
        return StorageError(
            f"no answer: {said}",
            where=where,
            fix="check the network and the address (AWS_ENDPOINT_URL where it is not Amazon's), then do it again",
        )
    return StorageError(f"the storage service failed: {said}", where=where, fix="do it again; ask who runs it")
