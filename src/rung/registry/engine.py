"""MLflow, told to be quiet, to give up in bounded time, and to say what is wrong in a sentence."""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any

from rung.errors import StorageError

ENVIRONMENT = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "15",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
}
"""Set unless somebody has set them otherwise, also for steps of the pipeline. MLflow's own patience is many minutes."""
_QUIET = {"MLFLOW_LOGGING_LEVEL": "ERROR", "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true"}
"""For Rung's own process, whose standard output is the result; a step's output is its own."""
_CREDENTIALS = re.compile(r"//[^/@\s]*@")
_ADVICE = "set MLFLOW_TRACKING_URI to a server that answers; nothing is lost: rung registry repair tells it later"


@cache
def engine() -> ModuleType:
    """The module `mlflow`; its import takes seconds, so nobody imports it before it is needed."""
    for name, value in (ENVIRONMENT | _QUIET).items():
        os.environ.setdefault(name, value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlflow  # noqa: PLC0415
        import mlflow.models  # noqa: PLC0415
    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return mlflow


def shown(uri: str) -> str:
    """An address without the password in it."""
    return _CREDENTIALS.sub("//", uri)


def client(uri: str) -> Any:
    """A client of the tracking server or store there, and of its registry. Raises `StorageError`."""
    mlflow = engine()
    with answering(uri):
        return mlflow.MlflowClient(tracking_uri=uri, registry_uri=uri)


@contextmanager
def answering(uri: str) -> Iterator[None]:
    """Turn what MLflow and what lies under it raise into one error that says what happened. Raises `StorageError`."""
    from mlflow.exceptions import MlflowException  # noqa: PLC0415
    from requests import RequestException  # noqa: PLC0415
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (MlflowException, RequestException, SQLAlchemyError, OSError) as error:
        raise StorageError(_sentence(error), where=shown(uri), fix=_ADVICE) from error


def told(value: Any, uri: str) -> str:
    """An id or address that a server gave; some say that all is well, and nothing else. Raises `StorageError`."""
    if not value:
        raise StorageError("what answers there is not MLflow: it gave an empty answer", where=shown(uri), fix=_ADVICE)
    return str(value)


def missing(error: BaseException) -> bool:
    """Whether MLflow says that there is no such thing."""
    code = getattr(error, "error_code", "")
    return code in ("RESOURCE_DOES_NOT_EXIST", "NOT_FOUND", "INVALID_PARAMETER_VALUE")


def _sentence(error: Exception) -> str:
    text = _CREDENTIALS.sub("//", str(error))
    causes = (
        ("Connection refused", "MLflow does not answer: the connection was refused"),
        ("NameResolutionError", "MLflow does not answer: nobody knows the name of the server"),
        ("timed out", "MLflow does not answer in time"),
        ("unable to open database file", "the database of MLflow cannot be opened"),
        ("out-of-date database schema", "the database of MLflow is of another version: mlflow db upgrade"),
        ("database is locked", "the database of MLflow is in use by somebody who does not let go"),
        ("401", "MLflow wants to know who asks: MLFLOW_TRACKING_TOKEN, or USERNAME and PASSWORD"),
    )
    for mark, says in causes:
        if mark in text and (mark != "401" or "error code 401" in text):
            return says
    first = text.strip().splitlines()[0] if text.strip() else type(error).__name__
    return f"MLflow could not do it: {first[:300]}"
