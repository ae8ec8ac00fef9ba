"""GitHub: workflow runs, pull requests with their reviews, deployments with their statuses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from rung.assess.records.importers.base import Importer, ended, login, maps, moment, text
from rung.assess.records.telling import is_program
from rung.domain.record import CiRun, Deployment, Record, Review

EVENTS: dict[str, Literal["change", "push", "schedule", "manual"]] = {
    "pull_request": "change", "pull_request_target": "change", "merge_group": "change", "push": "push",
    "schedule": "schedule", "workflow_dispatch": "manual", "repository_dispatch": "manual",
}  # fmt: skip
Row = Mapping[str, Any]


class GitHub(Importer):
    """What `gh` writes, by the REST interface or by `--json`."""

    name = "github"
    exports = (
        "gh api --paginate repos/OWNER/NAME/actions/runs > runs.json",
        "gh pr list --state merged --limit 200 --json "
        "number,author,mergedAt,mergedBy,mergeCommit,reviews,statusCheckRollup,url > pulls.json",
        "gh api --paginate repos/OWNER/NAME/deployments > deployments.json",
    )

    def events(self, rows: Iterable[Row]) -> Iterator[Record]:
        """Runs, merged pull requests, deployments."""
        pulls: list[Row] = []
        deployments: list[Row] = []
        reviews: dict[str, list[Row]] = defaultdict(list)
        statuses: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if "conclusion" in row and "event" in row:
                yield from _run(row)
            elif "mergedAt" in row or "merged_at" in row:
                pulls.append(row)
            elif "pull_request_url" in row and "state" in row:
                reviews[_tail(row["pull_request_url"])].append(row)
            elif "deployment_url" in row:
                statuses[_tail(row["deployment_url"])].append(row)
            elif "environment" in row and "sha" in row:
                deployments.append(row)
        for pull in pulls:
            yield from _review(pull, reviews)
        for deployment in deployments:
            yield from _deployment(deployment, statuses)


def _run(row: Row) -> Iterator[CiRun]:
    at, status = moment(row.get("updated_at") or row.get("created_at")), ended(row.get("conclusion"))
    if at is None or status is None:
        return
    pulls = maps(row.get("pull_requests"))
    started = moment(row.get("run_started_at"))
    by = login(row.get("triggering_actor") or row.get("actor"))
    yield CiRun(
        at=at,
        id=f"github:{row.get('id')}",
        by=by,
        service=is_program(by),
        commit=text(row.get("head_sha")),
        url=text(row.get("html_url")),
        status=status,
        workflow=text(row.get("name")) or text(row.get("path")) or "workflow",
        event=EVENTS.get(str(row.get("event")), "other"),
        branch=text(row.get("head_branch")),
        change=str(pulls[0]["number"]) if pulls and "number" in pulls[0] else None,
        seconds=(at - started).total_seconds() if started else None,
    )


def _review(row: Row, elsewhere: Mapping[str, list[Row]]) -> Iterator[Review]:
    """A merged pull request; its reviews stand in it, or were exported beside it."""
    at = moment(row.get("mergedAt") or row.get("merged_at"))
    author = login(row.get("author") or row.get("user"))
    number = str(row.get("number") or "")
    if at is None or not author or not number:
        return
    reviews = [*maps(row.get("reviews")), *elsewhere.get(number, ())]
    newest: dict[str, str] = {}
    for each in reviews:
        who, state = login(each.get("author") or each.get("user")), str(each.get("state")).upper()
        if who and state in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED"):
            newest[who] = state
    merge = row.get("mergeCommit")
    yield Review(
        at=at,
        id=f"github:pull:{number}",
        by=login(row.get("mergedBy") or row.get("merged_by")),
        commit=text(merge.get("oid") if isinstance(merge, Mapping) else row.get("merge_commit_sha")),
        url=text(row.get("url") if "mergedAt" in row else row.get("html_url")),
        change=number,
        author=author,
        approved_by=sorted(who for who, state in newest.items() if state == "APPROVED"),
        merged_by=login(row.get("mergedBy") or row.get("merged_by")),
        checks=_checks(row.get("statusCheckRollup")),
    )


def _checks(rollup: Any) -> Literal["success", "failure", "none"] | None:
    """How the checks of a pull request ended; `None` when they were not exported."""
    if not isinstance(rollup, list):
        return None
    ends = {ended(each.get("conclusion") or each.get("state")) for each in maps(rollup)}
    return "failure" if "failure" in ends else "success" if "success" in ends else "none"


def _deployment(row: Row, statuses: Mapping[str, list[Row]]) -> Iterator[Deployment]:
    """A deployment; without exported statuses GitHub does not say how it ended, and then it counts as done."""
    beside = row.get("latest_status")
    told = [*statuses.get(str(row.get("id")), ()), *([beside] if isinstance(beside, Mapping) else [])]
    own = sorted(told, key=lambda each: str(each.get("created_at")))
    ends = [(status, each) for each in own if (status := ended(each.get("state")))]
    last = ends[-1] if ends else None
    at = moment(last[1].get("created_at") if last else row.get("created_at"))
    by = login(row.get("creator"))
    if at is not None:
        yield Deployment(
            at=at,
            id=f"github:deployment:{row.get('id')}",
            by=by,
            service=is_program(by),
            commit=text(row.get("sha")),
            url=text(row.get("url")),
            status=last[0] if last else "success",
            environment=text(row.get("environment")) or "production",
            version=text(row.get("ref")) if str(row.get("ref")) not in ("main", "master") else text(row.get("sha")),
        )


def _tail(address: Any) -> str:
    return str(address).rstrip("/").rpartition("/")[2]
