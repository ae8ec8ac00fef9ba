"""GitLab: pipelines, merged merge requests with their approvals, deployments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from rung.assess.records.importers.base import Importer, ended, login, maps, moment, text
from rung.assess.records.telling import is_program
from rung.domain.record import CiRun, Deployment, Record, Review

SOURCES: dict[str, Literal["change", "push", "schedule", "manual"]] = {
    "merge_request_event": "change", "external_pull_request_event": "change", "push": "push", "schedule": "schedule",
    "web": "manual", "api": "manual", "trigger": "manual",
}  # fmt: skip
Row = Mapping[str, Any]


class GitLab(Importer):
    """What `glab api` writes."""

    name = "gitlab"
    exports = (
        "glab api --paginate projects/:id/pipelines > pipelines.json",
        "glab api --paginate 'projects/:id/merge_requests?state=merged' > merges.json",
        "glab api projects/:id/merge_requests/IID/approvals >> approvals.json",
        "glab api --paginate projects/:id/deployments > deployments.json",
    )

    def events(self, rows: Iterable[Row]) -> Iterator[Record]:
        """Pipelines, merge requests, deployments."""
        merges: list[Row] = []
        approvals: dict[str, list[str]] = {}
        for row in rows:
            if "approved_by" in row and "merged_by" not in row:
                approvals[str(row.get("iid"))] = [
                    name for each in maps(row["approved_by"]) if (name := login(each.get("user", each)))
                ]
            elif "merged_at" in row:
                merges.append(row)
            elif isinstance(row.get("environment"), Mapping):
                yield from _deployment(row)
            elif "source" in row and "sha" in row:
                yield from _pipeline(row)
        for row in merges:
            yield from _review(row, approvals)


def _pipeline(row: Row) -> Iterator[CiRun]:
    at, status = moment(row.get("updated_at") or row.get("created_at")), ended(row.get("status"))
    if at is None or status is None:
        return
    ref = str(row.get("ref") or "")
    yield CiRun(
        at=at,
        id=f"gitlab:{row.get('id')}",
        commit=text(row.get("sha")),
        url=text(row.get("web_url")),
        status=status,
        workflow=text(row.get("name")) or "pipeline",
        event=SOURCES.get(str(row.get("source")), "other"),
        branch=ref or None,
        change=ref.split("/")[2] if ref.startswith("refs/merge-requests/") and ref.count("/") > 2 else None,
        seconds=float(row["duration"]) if isinstance(row.get("duration"), (int, float)) else None,
    )


def _review(row: Row, approvals: Mapping[str, list[str]]) -> Iterator[Review]:
    at, author, number = moment(row.get("merged_at")), login(row.get("author")), str(row.get("iid") or "")
    if at is None or not author or not number:
        return
    merged_by = login(row.get("merge_user") or row.get("merged_by"))
    pipeline = row.get("head_pipeline")
    status = ended(pipeline.get("status")) if isinstance(pipeline, Mapping) else None
    yield Review(
        at=at,
        id=f"gitlab:merge:{number}",
        by=merged_by,
        commit=text(row.get("merge_commit_sha") or row.get("squash_commit_sha") or row.get("sha")),
        url=text(row.get("web_url")),
        change=number,
        author=author,
        approved_by=sorted(approvals.get(number, ())),
        merged_by=merged_by,
        checks=None if status is None else "none" if status == "cancelled" else status,
    )


def _deployment(row: Row) -> Iterator[Deployment]:
    at, status = moment(row.get("updated_at") or row.get("created_at")), ended(row.get("status"))
    if at is None or status is None:
        return
    by = login(row.get("user"))
    yield Deployment(
        at=at,
        id=f"gitlab:deployment:{row.get('id')}",
        by=by,
        service=is_program(by) or row.get("deployable") is not None,
        commit=text(row.get("sha")),
        status=status,
        environment=text(row["environment"].get("name")) or "production",
        version=text(row.get("sha")),
    )
