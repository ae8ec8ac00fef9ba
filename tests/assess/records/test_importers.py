"""Exports of other systems, in the shapes that their own commands write."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rung.assess.records.importers.airflow import Airflow
from rung.assess.records.importers.base import Importer, read_rows
from rung.assess.records.importers.github import GitHub
from rung.assess.records.importers.gitlab import GitLab
from rung.domain.record import CiRun, Deployment, PipelineRun, Record, Review
from rung.errors import UnreadableError

RUN = {
    "id": 1, "name": "tests", "head_branch": "x", "head_sha": "abc", "event": "pull_request", "conclusion": "success",
    "created_at": "2026-11-01T10:00:00Z", "updated_at": "2026-11-01T10:05:00Z", "run_started_at": "2026-11-01T10:00:00Z",
    "actor": {"login": "renovate[bot]"}, "pull_requests": [{"number": 7}],
}  # fmt: skip
PULL = {
    "number": 7, "author": {"login": "ann"}, "mergedAt": "2026-11-01T11:00:00Z", "mergedBy": {"login": "ben"},
    "mergeCommit": {"oid": "fff"}, "statusCheckRollup": [{"conclusion": "SUCCESS"}, {"conclusion": "SKIPPED"}],
    "reviews": [{"author": {"login": "ben"}, "state": "APPROVED"}, {"author": {"login": "cid"}, "state": "COMMENTED"}],
}  # fmt: skip


def events(importer: Importer, *values: Any) -> list[Record]:
    rows = list(read_rows("\n".join(json.dumps(each) for each in values)))
    return list(importer.events(rows))


def test_github_runs_come_page_by_page() -> None:
    page = {"total_count": 2, "workflow_runs": [RUN]}
    going_on = {"total_count": 2, "workflow_runs": [{**RUN, "id": 2, "conclusion": None}]}
    (run,) = events(GitHub(), page, going_on)
    assert isinstance(run, CiRun)
    assert (run.event, run.change, run.seconds, run.service, run.status) == ("change", "7", 300.0, True, "success")


def test_github_pull_requests_of_the_command_line() -> None:
    (review,) = events(GitHub(), [PULL])
    assert isinstance(review, Review)
    assert (review.author, review.approved_by, review.checks, review.commit) == ("ann", ["ben"], "success", "fff")


def test_github_pull_requests_of_the_interface_with_their_reviews_beside() -> None:
    pull = {"number": 7, "user": {"login": "ann"}, "merged_at": "2026-11-01T11:00:00Z", "merge_commit_sha": "fff"}
    later = {"user": {"login": "ben"}, "state": "CHANGES_REQUESTED", "pull_request_url": "https://api/pulls/7"}
    approved = {**later, "state": "APPROVED"}
    (review,) = events(GitHub(), [pull], [approved, later])
    assert isinstance(review, Review)
    assert review.approved_by == []
    assert review.checks is None


def test_github_pull_requests_that_were_closed_are_left_out() -> None:
    assert events(GitHub(), [{**PULL, "mergedAt": None}]) == []


def test_github_deployments_end_as_their_newest_status_says() -> None:
    deployment = {
        "id": 5, "sha": "abc", "ref": "v1.2", "environment": "production", "created_at": "2026-11-01T10:00:00Z",
        "creator": {"login": "github-actions[bot]"},
    }  # fmt: skip
    statuses = [
        {"state": state, "deployment_url": "https://api/deployments/5", "created_at": f"2026-11-01T10:0{minute}:00Z"}
        for minute, state in enumerate(["in_progress", "failure"], start=1)
    ]
    (done,) = events(GitHub(), [deployment], statuses)
    assert isinstance(done, Deployment)
    assert (done.status, done.version, done.service) == ("failure", "v1.2", True)


def test_gitlab() -> None:
    pipeline = {
        "id": 1, "sha": "abc", "ref": "refs/merge-requests/7/head", "status": "failed", "source": "merge_request_event",
        "created_at": "2026-11-01T10:00:00Z", "updated_at": "2026-11-01T10:05:00.123Z",
    }  # fmt: skip
    merge = {
        "iid": 7, "author": {"username": "ann"}, "merged_at": "2026-11-01T11:00:00Z", "merge_commit_sha": "fff",
        "merge_user": {"username": "ben"},
    }  # fmt: skip
    approvals = {"iid": 7, "approved_by": [{"user": {"username": "ben"}}]}
    deployment = {
        "id": 3, "sha": "abc", "status": "success", "environment": {"name": "production"}, "user": {"username": "ann"},
        "deployable": {"id": 9}, "created_at": "2026-11-01T12:00:00Z",
    }  # fmt: skip
    found = events(GitLab(), [pipeline], [deployment], [merge], approvals)
    run, deployed, review = found
    assert isinstance(run, CiRun)
    assert (run.status, run.event, run.change) == ("failure", "change", "7")
    assert isinstance(deployed, Deployment)
    assert deployed.service
    assert isinstance(review, Review)
    assert review.approved_by == ["ben"]


def test_airflow() -> None:
    runs = {
        "dag_runs": [
            {"dag_id": "train_flights", "dag_run_id": "s1", "state": "success", "run_type": "scheduled",
             "start_date": "2026-11-01T01:00:00+00:00", "end_date": "2026-11-01T01:20:00+00:00"},
            {"dag_id": "watch_drift", "dag_run_id": "s2", "state": "failed", "run_type": "manual",
             "start_date": "2026-11-01T01:00:00+00:00", "end_date": "2026-11-01T01:20:00+00:00"},
            {"dag_id": "train_flights", "dag_run_id": "s3", "state": "running", "run_type": "scheduled"},
        ],
        "total_entries": 3,
    }  # fmt: skip
    found = events(Airflow(), runs)
    assert [(each.task, each.trigger, each.status) for each in found if isinstance(each, PipelineRun)] == [
        ("training", "schedule", "success"), ("monitoring", "manual", "failure"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["{", '[{"a": 1}]\nnot json', '{"a": }'])
def test_what_is_not_json_says_where(text: str) -> None:
    with pytest.raises(UnreadableError, match="not JSON from line"):
        list(read_rows(text))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "state", "event", "conclusion", "mergedAt", "merged_at", "environment", "sha", "dag_id",
                         "approved_by", "reviews", "author", "updated_at", "number", "iid", "pull_requests"]),
        inner, max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@pytest.mark.parametrize("importer", [GitHub, GitLab, Airflow])
@given(value=JSON)
def test_any_json_gives_records_or_none(importer: type[Importer], value: Any) -> None:
    events(importer(), value)
