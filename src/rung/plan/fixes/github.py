"""What every workflow for GitHub needs: pinned actions, an hour of its own, and a repository that is built there."""

from __future__ import annotations

import zlib

from rung.assess.regex import regex
from rung.assess.tree import Tree
from rung.errors import UsageError

_OTHERS = {
    ".gitlab-ci.yml": "GitLab",
    "azure-pipelines.yml": "Azure DevOps",
    "Jenkinsfile": "Jenkins",
    ".circleci/config.yml": "CircleCI",
    "bitbucket-pipelines.yml": "Bitbucket",
}
_PINS = {
    "CHECKOUT": ("actions/checkout", "11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2"),
    "SETUP_PYTHON": ("actions/setup-python", "a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0"),
    "UPLOAD_SARIF": ("github/codeql-action/upload-sarif", "48ab28a6f5dbc2a99bf1e0131198dd8f1df78169 # v3.28.0"),
}
_USES = regex(r"uses: +[\"']?([\w.-]+/[\w./-]+)@([0-9a-f]{40})[\"']?(?: +(#[^\n]{1,40}))?")


def refuse_others(tree: Tree, fix: str) -> None:
    """Raise `UsageError` for a repository that is built elsewhere; `fix` says what to do there."""
    github = any(path.startswith(".github/") for path in tree.entries)
    if github or (tree.remote or "").startswith("https://github.com/"):
        return
    for path, vendor in _OTHERS.items():
        if path in tree:
            raise UsageError(
                f"this repository is built by {vendor}, and only a workflow for GitHub can be written",
                where=path,
                fix=fix,
            )


def with_pins(text: str, tree: Tree, path: str) -> str:
    """The text of a workflow with its actions at commits: those that the repository's other workflows use already.

    So the project's own updates keep all of them in step.
    """
    own = _own_pins(tree, path)
    for name, (action, pinned) in _PINS.items():
        text = text.replace(f"@{name}@", f"{action}@{own.get(action, pinned)}")
    return text


def weekly(tree: Tree) -> str:
    """Some hour of the night to Monday, by the address, so that not all projects of an organisation start at once."""
    number = zlib.crc32((tree.remote or "").encode())
    return f"{number % 60} {number // 60 % 5 + 1} * * 1"


def _own_pins(tree: Tree, path: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in sorted(tree.entries):
        if each.startswith(".github/workflows/") and each != path:
            for action, commit, comment in _USES.findall(tree.text(each) or ""):
                found.setdefault(action, f"{commit} {comment.strip()}".strip())
    return found
