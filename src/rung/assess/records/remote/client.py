"""JSON over HTTP with a token: patient with a busy server, and careful where the token goes."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http.client import HTTPException, HTTPMessage
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

import rung
from rung.errors import CannotMeasureError, UsageError

SECONDS = 30
"""Patience for one answer."""
LARGEST = 50_000_000
"""Bytes of one answer."""
TRIES = 4
LONGEST_WAIT = 60.0
"""Seconds; a server that asks for more is told of, not waited for."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Answer(Struct, frozen=True):
    """What came back."""

    value: Any
    next: str | None
    """Address of the next page."""


class Client:
    """Asks one server; the token never leaves its host."""

    def __init__(self, token: str, *, accept: str, sleep: Callable[[float], None] = time.sleep) -> None:
        """`accept`: the media type that is wanted.

        Raises
        ------
        UsageError
            The token holds what no token can; it is not repeated.
        """
        token = token.strip()
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise UsageError(
                "the token holds blanks or letters that no token has", where="GITHUB_TOKEN", fix="set it anew"
            )
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Accept": accept,
            "User-Agent": f"rung/{rung.__version__}",
        }
        self._sleep = sleep
        self._open = urllib.request.build_opener(_SameHost).open

    def ask(self, address: str, body: Mapping[str, Any] | None = None) -> Answer:
        """A GET, or with a body a POST.

        Raises
        ------
        CannotMeasureError
            The server refuses, cannot be reached, or does not answer in JSON.
        UsageError
            The token would go unencrypted over the network.
        """
        refuse_open(address)
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(address, body)
            except urllib.error.HTTPError as error:
                wait = _wait(error, attempt)
                if wait is None or attempt == TRIES:
                    raise _refused(error, address) from None
            except (urllib.error.URLError, OSError, HTTPException) as error:
                wait = float(2**attempt)
                if attempt == TRIES:
                    reason = getattr(error, "reason", None) or error
                    fix = "look whether the address is right and can be reached from here"
                    raise CannotMeasureError(f"no answer: {reason}", where=_shown(address), fix=fix) from None
            self._sleep(wait)
        raise AssertionError

    def _once(self, address: str, body: Mapping[str, Any] | None) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(address, data=data, headers=self._headers)  # noqa: S310 - looked at before
        with self._open(request, timeout=SECONDS) as reply:
            raw = reply.read(LARGEST + 1)
            links = reply.headers.get("Link", "")
        if len(raw) > LARGEST:
            raise CannotMeasureError(
                "an answer is larger than 50 MB", where=_shown(address), fix="ask for less: --since"
            )
        try:
            return Answer(json.loads(raw), _next(links))
        except (ValueError, RecursionError):
            fix = "look whether this is the address of the interface (--api)"
            raise CannotMeasureError("the answer is not JSON", where=_shown(address), fix=fix) from None


class _SameHost(urllib.request.HTTPRedirectHandler):
    """A repository that was renamed is followed; another host is not, because the token would go along."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2]:
            raise urllib.error.URLError(f"it sends on to another host, {urlsplit(newurl).hostname}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def refuse_open(address: str) -> None:
    """Raise `UsageError` unless the address is encrypted or this machine's own."""
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise UsageError(
            f"this is no address: {error}", where=_shown(address), fix="write it as https://HOST/api/v3"
        ) from error
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise UsageError("the token would go unencrypted", where=_shown(address), fix="give an https:// address")


def _wait(error: urllib.error.HTTPError, attempt: int) -> float | None:
    """Seconds until it is worth asking again; `None`: it is not."""
    if error.code in (500, 502, 503, 504):
        return float(2**attempt)
    if error.code not in (403, 429):
        return None
    asked = error.headers.get("Retry-After", "")
    if not asked.isdecimal() or not asked.isascii():
        return None if error.code == 403 else float(2**attempt)
    return float(asked) if float(asked) <= LONGEST_WAIT else None


def _refused(error: urllib.error.HTTPError, address: str) -> CannotMeasureError:
    where = _shown(address)
    if error.code == 401:
        return CannotMeasureError("the token is not accepted", where=where, fix="give a valid one: GITHUB_TOKEN")
    if error.code in (403, 429) and error.headers.get("X-RateLimit-Remaining") == "0":
        when = _until(error.headers.get("X-RateLimit-Reset", ""))
        return CannotMeasureError(
            f"no more questions are allowed{when}", where=where, fix="try again then, or ask for less: --since"
        )
    if error.code in (403, 404):
        fix = "look at the name, and whether the token may read actions, pull requests and deployments of it"
        return CannotMeasureError(f"not there, or not for this token ({error.code})", where=where, fix=fix)
    return CannotMeasureError(f"the server answers {error.code}", where=where, fix="try again later")


def _until(reset: str) -> str:
    try:
        return f" until {datetime.fromtimestamp(int(reset), UTC):%H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return ""


def _next(links: str) -> str | None:
    for each in links.split(","):
        address, _, relation = each.partition(";")
        if 'rel="next"' in relation:
            return address.strip().strip("<>")
    return None


def _shown(address: str) -> str:
    """Without the query, which is long and says little."""
    return address.partition("?")[0]
