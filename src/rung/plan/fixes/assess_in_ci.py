"""`rung apply ci --assess`: the level is measured weekly and guarded on every pull request."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from importlib.resources import files

from rung import __version__
from rung.assess.regex import regex
from rung.assess.tree import Tree
from rung.errors import UsageError
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.mark import marked

PATH = ".github/workflows/rung.yml"
COMMAND = "ci --assess"
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


class AssessInCi(Fix):
    """A workflow for GitHub: gate, summary and findings on a pull request; badge and results once a week."""

    id = "ci --assess"
    practices = ("maturity-remeasured",)
    then = (
        "commit it; the first run makes the branch `rung`, and "
        "![Rung](../../raw/rung/badge.svg) in the README shows its badge"
    )

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """One workflow file; actions are pinned as the repository pins them already."""
        github = [path for path in tree.entries if path.startswith(".github/")]
        if not github and not (tree.remote or "").startswith("https://github.com/"):
            _refuse_others(tree)
        before = (tree.content(PATH) or b"").decode("utf-8", "replace") if PATH in tree else None
        return [Edit(PATH, before, marked(_workflow(tree), COMMAND))]


def _refuse_others(tree: Tree) -> None:
    for path, vendor in _OTHERS.items():
        if path in tree:
            raise UsageError(
                f"this repository is built by {vendor}, and only a workflow for GitHub can be written",
                where=path,
                fix="three lines do it elsewhere: docs/guides/ci-gate.md shows them for GitLab",
            )


def _workflow(tree: Tree) -> str:
    text = files("rung.plan.fixes").joinpath("github_assess.yml").read_text(encoding="utf-8")
    pins = _pins(tree)
    for name, (action, pinned) in _PINS.items():
        text = text.replace(f"@{name}@", f"{action}@{pins.get(action, pinned)}")
    return text.replace("@VERSION@", __version__).replace("@CRON@", _cron(tree))


def _pins(tree: Tree) -> dict[str, str]:
    """By action: the commit that the repository's own workflows use, so that its updates keep all of them in step."""
    found: dict[str, str] = {}
    for path in sorted(tree.entries):
        if path.startswith(".github/workflows/") and path != PATH:
            for action, commit, comment in _USES.findall(tree.text(path) or ""):
                found.setdefault(action, f"{commit} {comment.strip()}".strip())
    return found


def _cron(tree: Tree) -> str:
    """Some hour of the night to Monday, by the address, so that not all projects of an organisation start at once."""
    number = zlib.crc32((tree.remote or "").encode())
    return f"{number % 60} {number // 60 % 5 + 1} * * 1"
