"""GitHub's interface: workflow runs by REST, merged pull requests and deployments by GraphQL.

Endpoints: https://docs.github.com/rest/actions/workflow-runs and https://docs.github.com/graphql.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from rung.assess.records.importers.base import maps, moment
from rung.assess.records.remote.client import Client
from rung.assess.regex import regex
from rung.errors import CannotMeasureError, UsageError

API = "https://api.github.com"
NAME = regex(r"^\w[\w.-]*/\w[\w.-]*$")
MOST_PAGES = 200
"""Of one sort; some twenty thousand entries."""
MOST_FILTERED = 1_000
"""Workflow runs that GitHub gives for one stretch of time."""

_PULLS = """query($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: MERGED, first: 50, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number url updatedAt mergedAt author { login __typename } mergedBy { login __typename } mergeCommit { oid }
        reviews(first: 50) { nodes { author { login __typename } state } }
        commits(last: 1) { nodes { commit { statusCheckRollup { state } } } }
      }
    }
  }
}"""
_DEPLOYMENTS = """query($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    deployments(first: 100, after: $after, orderBy: {field: CREATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
        databaseId createdAt commitOid environment ref { name } creator { login __typename }
        latestStatus { state createdAt }
      }
    }
  }
}"""


class GitHubApi:
    """Reads one repository, from a day on; gives objects of the shapes that its exports have."""

    def __init__(self, repository: str, since: date, client: Client, api: str = API) -> None:
        """`api`: `https://HOST/api/v3` for a server of one's own.

        Raises
        ------
        UsageError
            The name is not `owner/name`.
        """
        if not NAME.match(repository):
            raise UsageError(f"{repository!r} is no repository", where="--repo", fix="write it as owner/name")
        self._repository = repository
        self._owner, _, self._name = repository.partition("/")
        self._since = since
        self._client = client
        self._api = api.rstrip("/")

    def rows(self) -> Iterator[Mapping[str, Any]]:
        """Runs, then pull requests, then deployments.

        Raises
        ------
        CannotMeasureError
            The server refuses or cannot be reached; nothing is given back in part.
        """
        yield from self._runs()
        yield from map(_pull, self._nodes("pullRequests", _PULLS, "updatedAt"))
        yield from map(_deployment, self._nodes("deployments", _DEPLOYMENTS, "createdAt"))

    def _runs(self) -> Iterator[Mapping[str, Any]]:
        """Newest first; where one stretch of time holds more than GitHub gives, the rest is asked for again."""
        until, seen = "", set[str]()
        for _ in range(MOST_PAGES):
            stretch = f"{self._since}..{until}" if until else f">={self._since}"
            found = list(self._stretch(stretch.replace(">", "%3E")))
            fresh = [each for each in found if str(each.get("id")) not in seen]
            yield from fresh
            seen.update(str(each.get("id")) for each in fresh)
            if len(found) < MOST_FILTERED or not fresh:
                return
            until = str(fresh[-1].get("created_at"))

    def _stretch(self, created: str) -> Iterator[Mapping[str, Any]]:
        address = f"{self._api}/repos/{self._repository}/actions/runs?per_page=100&created={created}"
        for _ in range(MOST_PAGES):
            answer = self._client.ask(address)
            yield from maps(answer.value.get("workflow_runs") if isinstance(answer.value, dict) else None)
            if answer.next is None or not answer.next.startswith(f"{self._api}/"):
                return
            address = answer.next

    def _nodes(self, field: str, query: str, dated: str) -> Iterator[Mapping[str, Any]]:
        graph = self._api.removesuffix("/v3") + "/graphql"
        after: str | None = None
        first = datetime(self._since.year, self._since.month, self._since.day, tzinfo=UTC)
        for _ in range(MOST_PAGES):
            asked = {"query": query, "variables": {"owner": self._owner, "name": self._name, "after": after}}
            page = self._page(self._client.ask(graph, asked).value, field, graph)
            for each in maps(page.get("nodes")):
                when = moment(each.get(dated))
                if when is None or when < first:
                    return
                yield each
            more = page.get("pageInfo")
            if not isinstance(more, dict) or not more.get("hasNextPage"):
                return
            after = str(more.get("endCursor"))

    def _page(self, value: Any, field: str, where: str) -> Mapping[str, Any]:
        data = value.get("data") if isinstance(value, dict) else None
        repository = data.get("repository") if isinstance(data, dict) else None
        page = repository.get(field) if isinstance(repository, dict) else None
        if not isinstance(page, dict):
            errors = maps(value.get("errors") if isinstance(value, dict) else None)
            said = str(errors[0].get("message")) if errors else f"{field} of {self._repository} are not in the answer"
            fix = "look whether the token may read pull requests and deployments of it"
            raise CannotMeasureError(said, where=where, fix=fix)
        return page


def _pull(node: Mapping[str, Any]) -> dict[str, Any]:
    """As `gh pr list --json` writes it."""
    last = maps(_inner(node, "commits").get("nodes"))
    rollup = _inner(_inner(last[-1], "commit"), "statusCheckRollup") if last else {}
    return {
        **node,
        "author": _login(node, "author"),
        "mergedBy": _login(node, "mergedBy"),
        "reviews": [{**each, "author": _login(each, "author")} for each in maps(_inner(node, "reviews").get("nodes"))],
        "statusCheckRollup": [rollup] if rollup else [],
    }


def _login(node: Mapping[str, Any], key: str) -> str | None:
    """Who, marked as the rest of GitHub marks programs."""
    who = _inner(node, key)
    login = str(who.get("login") or "")
    return (
        f"{login}[bot]" if login and who.get("__typename") == "Bot" and not login.endswith("[bot]") else login or None
    )


def _deployment(node: Mapping[str, Any]) -> dict[str, Any]:
    """As the REST interface writes it, how it ended included."""
    status = _inner(node, "latestStatus")
    ended = {"state": status.get("state"), "created_at": status.get("createdAt")} if status else None
    return {
        "id": node.get("databaseId"),
        "sha": node.get("commitOid"),
        "ref": _inner(node, "ref").get("name") or node.get("commitOid"),
        "environment": node.get("environment"),
        "creator": _login(node, "creator"),
        "created_at": node.get("createdAt"),
        "latest_status": ended,
    }


def _inner(node: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = node.get(key)
    return value if isinstance(value, Mapping) else {}
