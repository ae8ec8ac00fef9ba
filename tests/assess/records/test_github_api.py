"""GitHub asked over the network: a real server on this machine answers as GitHub does."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from rung.assess.records.importers.github import GitHub
from rung.assess.records.remote.client import Client, refuse_open
from rung.assess.records.remote.github import GitHubApi
from rung.cli import main
from rung.domain.record import CiRun, Deployment, Review
from rung.errors import CannotMeasureError, UsageError

SINCE = date(2026, 6, 1)
Answer = tuple[int, Any, dict[str, str]]
Reply = Callable[[str, dict[str, Any] | None, int], Answer]


@dataclass
class Forge:
    """A server; `reply` decides on the path, the body and how often that path was asked before."""

    address: str
    reply: Reply
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    """Method, path with query, Authorization."""


@pytest.fixture
def forge() -> Iterator[Forge]:
    state = Forge("", lambda path, body, before: github(path, body))

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            before = sum(path == self.path for _, path, _ in state.asked)
            state.asked.append((self.command, self.path, self.headers.get("Authorization", "")))
            status, value, headers = state.reply(self.path, body, before)
            data = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            for name, text in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, text.replace("HERE", state.address))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _any  # noqa: N815 - the names that the base class looks for

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    state.address = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def run(number: int, at: str = "2026-10-01T10:00:00Z") -> dict[str, Any]:
    return {
        "id": number, "name": "tests", "head_sha": "a" * 40, "event": "push", "conclusion": "success",
        "created_at": at, "updated_at": at, "actor": {"login": "ann"},
    }  # fmt: skip


PULL = {
    "number": 7, "url": "https://github.com/acme/churn/pull/7", "updatedAt": "2026-10-02T10:00:00Z",
    "mergedAt": "2026-10-02T10:00:00Z", "author": {"login": "renovate", "__typename": "Bot"},
    "mergedBy": {"login": "ann", "__typename": "User"}, "mergeCommit": {"oid": "b" * 40},
    "reviews": {"nodes": [{"author": {"login": "ann", "__typename": "User"}, "state": "APPROVED"}]},
    "commits": {"nodes": [{"commit": {"statusCheckRollup": {"state": "SUCCESS"}}}]},
}  # fmt: skip
DEPLOYMENT = {
    "databaseId": 3, "createdAt": "2026-10-03T10:00:00Z", "commitOid": "b" * 40, "environment": "production",
    "ref": {"name": "v1.2"}, "creator": {"login": "ann", "__typename": "User"},
    "latestStatus": {"state": "FAILURE", "createdAt": "2026-10-03T10:05:00Z"},
}  # fmt: skip


def nodes(field: str, *found: dict[str, Any], more: bool = False) -> Answer:
    page = {"pageInfo": {"hasNextPage": more, "endCursor": "c1"}, "nodes": list(found)}
    return 200, {"data": {"repository": {field: page}}}, {}


def github(path: str, body: dict[str, Any] | None) -> Answer:
    """Two pages of runs, two of pull requests, one of deployments."""
    if body is None:
        if "page=2" in path:
            return 200, {"total_count": 2, "workflow_runs": [run(2)]}, {}
        link = '<HERE/repos/acme/churn/actions/runs?page=2>; rel="next", <HERE/x>; rel="last"'
        return 200, {"total_count": 2, "workflow_runs": [run(1)]}, {"Link": link}
    if "pullRequests" in body["query"]:
        if body["variables"]["after"] is None:
            return nodes("pullRequests", PULL, more=True)
        old = {**PULL, "number": 1, "updatedAt": "2026-05-01T10:00:00Z"}
        return nodes("pullRequests", {**PULL, "number": 6}, old, {**PULL, "number": 0}, more=True)
    return nodes("deployments", DEPLOYMENT)


def api(forge: Forge, slept: list[float] | None = None) -> GitHubApi:
    waits = [] if slept is None else slept
    client = Client("t0k3n", accept="application/vnd.github+json", sleep=waits.append)
    return GitHubApi("acme/churn", SINCE, client, forge.address)


def test_everything_since_a_day_becomes_records(forge: Forge) -> None:
    records = list(GitHub().events(api(forge).rows()))
    runs = [each for each in records if isinstance(each, CiRun)]
    reviews = [each for each in records if isinstance(each, Review)]
    (deployment,) = [each for each in records if isinstance(each, Deployment)]
    assert [each.id for each in runs] == ["github:1", "github:2"]
    assert [each.change for each in reviews] == ["7", "6"], "what was not touched since is not asked for any further"
    assert (reviews[0].author, reviews[0].approved_by, reviews[0].checks) == ("renovate[bot]", ["ann"], "success")
    assert (deployment.status, deployment.version, deployment.environment) == ("failure", "v1.2", "production")
    created = parse_qs(urlsplit(forge.asked[0][1]).query)["created"]
    assert created == [">=2026-06-01"]
    assert {each[2] for each in forge.asked} == {"Bearer t0k3n"}


def test_more_runs_than_github_gives_at_once_are_asked_for_in_stretches(forge: Forge) -> None:
    def many(path: str, body: dict[str, Any] | None, before: int) -> Answer:
        if body is not None:
            return github(path, body)
        until = parse_qs(urlsplit(path).query)["created"][0].partition("..")[2] or "2026-10-01T23:59:59Z"
        every = [run(n, f"2026-10-01T{n // 60 % 24:02}:{n % 60:02}:00Z") for n in range(1_200)]
        listed = sorted((each for each in every if each["created_at"] <= until), key=lambda each: -each["id"])
        return 200, {"workflow_runs": listed[:1_000]}, {}

    forge.reply = many
    ids = [each["id"] for each in api(forge).rows() if "conclusion" in each]
    assert sorted(ids) == list(range(1_200))


def test_a_server_that_is_busy_is_asked_again(forge: Forge) -> None:
    def busy(path: str, body: dict[str, Any] | None, before: int) -> Answer:
        if body is None and "page=2" not in path and before < 2:
            return (502, {}, {}) if before else (429, {}, {"Retry-After": "7"})
        return github(path, body)

    forge.reply = busy
    slept: list[float] = []
    assert len(list(api(forge, slept).rows())) == 5
    assert slept == [7.0, 4.0]


@pytest.mark.parametrize(
    ("status", "value", "headers", "told"),
    [
        (401, {}, {}, "the token is not accepted"),
        (403, {}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9" * 30}, "no more questions are allowed"),
        (429, {}, {"Retry-After": "\u00b2"}, "the server answers 429"),
        (404, {}, {}, "not there, or not for this token"),
        (
            403,
            {},
            {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1790000000"},
            "no more questions are allowed until",
        ),
        (403, {}, {"Retry-After": "3600"}, "not there, or not for this token"),
        (500, {}, {}, "the server answers 500"),
        (200, b"<html>", {}, "the answer is not JSON"),
        (200, b"[" * 100_000, {}, "the answer is not JSON"),
        (302, {}, {"Location": "http://127.0.0.2:9/"}, "sends on to another host"),
    ],
)
def test_what_goes_wrong_is_told(forge: Forge, status: int, value: Any, headers: dict[str, str], told: str) -> None:
    forge.reply = lambda path, body, before: (status, value, headers)
    with pytest.raises(CannotMeasureError, match=told):
        list(api(forge).rows())


def test_what_graphql_refuses_is_told_in_its_words(forge: Forge) -> None:
    refused = (200, {"data": {"repository": None}, "errors": [{"message": "Resource not accessible"}]}, {})
    forge.reply = lambda path, body, before: refused if body else github(path, body)
    with pytest.raises(CannotMeasureError, match="Resource not accessible"):
        list(api(forge).rows())


@pytest.mark.parametrize("value", [None, [], 3, {"workflow_runs": 7}, {"workflow_runs": [None, 3]}])
def test_answers_of_another_shape_give_no_runs(forge: Forge, value: Any) -> None:
    forge.reply = lambda path, body, before: github(path, body) if body else (200, value, {})
    assert not [each for each in api(forge).rows() if "conclusion" in each]


def test_a_token_goes_nowhere_unencrypted() -> None:
    with pytest.raises(UsageError, match="unencrypted"):
        refuse_open("http://github.example.org/api/v3")
    with pytest.raises(UsageError, match="unencrypted"):
        refuse_open("ftp://127.0.0.1/")
    refuse_open("https://github.example.org/api/v3")
    refuse_open("http://127.0.0.1:80/")


@pytest.mark.parametrize("token", ["t0k3n\n", " t0k3n "])
def test_a_token_as_it_is_pasted_is_one(forge: Forge, token: str) -> None:
    client = Client(token, accept="a")
    client.ask(forge.address)
    assert forge.asked[0][2] == "Bearer t0k3n"


@pytest.mark.parametrize("token", ["t0\nk3n", "tök3n", "t0 k3n"])
def test_what_is_no_token_is_not_repeated(token: str) -> None:
    with pytest.raises(UsageError) as refused:
        Client(token, accept="a")
    assert token not in str(refused.value)


def test_an_answer_that_is_no_http_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            for _ in range(4):
                connection, _ = server.accept()
                with connection:
                    connection.recv(4096)
                    connection.sendall(b"nonsense\r\n\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        client = Client("t", accept="a", sleep=lambda _: None)
        with pytest.raises(CannotMeasureError, match="no answer"):
            client.ask(f"http://127.0.0.1:{server.getsockname()[1]}/")
        thread.join()


def test_a_next_page_elsewhere_is_not_followed(forge: Forge) -> None:
    def elsewhere(path: str, body: dict[str, Any] | None, before: int) -> Answer:
        link = {"Link": '<https://evil.example.org/steal>; rel="next"'}
        return github(path, body) if body else (200, {"workflow_runs": [run(1)]}, link)

    forge.reply = elsewhere
    assert len(list(api(forge).rows())) == 4


def test_from_the_command_line(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "t0k3n")
    out = tmp_path / "github.jsonl"
    words = ["records", "import", "github", "--online", "--repo", "acme/churn", "--since", "2026-06-01"]
    assert main([*words, "--api", forge.address, "-o", str(out)]) == 0
    kinds = [json.loads(line)["kind"] for line in out.read_text().splitlines()]
    assert sorted(kinds) == ["ci_run", "ci_run", "deployment", "review", "review"]
    forge.reply = lambda path, body, before: (401, {}, {})
    assert main([*words, "--api", forge.address, "-o", str(out)]) == 3
    assert len(out.read_text().splitlines()) == 5, "what was there stays"
    assert "t0k3n" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "token", "told"),
    [
        (["github", "--repo", "a/b"], "t", "add --online"),
        (["github", "--online", "--repo", "a/b"], "", "none is set"),
        (["github", "--online", "--repo", "../x"], "t", "is no repository"),
        (["gitlab", "--online"], "t", "gitlab cannot be asked"),
        (["github", "runs.json", "--online"], "t", "files are not asked for"),
    ],
)
def test_what_cannot_be_asked_is_told(
    words: list[str], token: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", token)
    monkeypatch.delenv("GH_TOKEN", raising=False)
    assert main(["records", "import", *words]) == 2
    assert told in capsys.readouterr().err
