"""Servers that refuse, break or stay silent: a sentence in bounded time, and never a password in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from registry.conftest import ANN
from rung.errors import StorageError
from rung.registry.adopting import adopt
from rung.registry.tracking import Tracking
from rung.store.files import BlobStore
from rung.store.transactions import Store
from store.values import a_run

ADDRESSES = ["models:/delays/1", "models:/delays@champion", "models:/m-0123456789abcdef", "runs:/0123/model"]


@contextmanager
def server(status: int | None, body: bytes = b"") -> Iterator[str]:
    """Answers everything so; `None`: never."""
    over = Event()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            if status is None:
                over.wait()
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://ann:hidden@127.0.0.1:{listening.server_port}"
        finally:
            over.set()
            listening.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (None, b"", "does not answer in time"),
        (401, b"who are you", "wants to know who asks"),
        (403, b'{"error_code": "PERMISSION_DENIED", "message": "not yours"}', "not yours"),
        (404, b"<html>another site</html>", "MLflow could not do it"),
        (500, b"Traceback (most recent call last):\n  boom", "MLflow could not do it"),
        (200, b"<html>please log in</html>", "MLflow could not do it"),
        (200, b"", "it gave an empty answer"),
    ],
)
def test_it_is_said(
    status: int | None, body: bytes, says: str, store: Store, files: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "1")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", "a-token-nobody-may-see")
    with server(status, body) as uri:
        tracking = Tracking(uri, "flights")
        asked: list[Callable[[], object]] = [
            lambda: tracking.start(a_run()),
            *(partial(adopt, each, tracking, store, files, ANN) for each in ADDRESSES if status is not None),
        ]
        for ask in asked:
            with pytest.raises(StorageError) as caught:
                ask()
            told = f"{caught.value} {caught.value.fix}"
            assert says in told
            assert "hidden" not in told
            assert "a-token" not in told
            assert "\n" not in caught.value.what
