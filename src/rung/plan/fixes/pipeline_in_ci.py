"""`rung apply ci --github`: pull requests are checked, merges and new data are trained on and released."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from rung import __version__
from rung.assess.regex import regex
from rung.assess.tree import Tree
from rung.errors import UsageError
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.github import refuse_others, weekly, with_pins
from rung.plan.fixes.installing import install_steps
from rung.plan.fixes.mark import marked
from rung.project.file import ManifestFile
from rung.project.manifest import MANIFEST_NAME
from rung.project.reading import read_written

_PLAIN = regex(r"[A-Za-z0-9][A-Za-z0-9._-]*")
PATH = ".github/workflows/model.yml"
COMMAND = "ci --github"


class PipelineInCi(Fix):
    """A workflow for GitHub that calls what a person calls: `rung ci`, `rung run`, `rung release`."""

    id = COMMAND
    practices = (
        "ci-on-every-change",
        "pipeline-integration-tested",
        "pipeline-runs-unattended",
        "automated-deployment",
    )
    then = (
        "commit it; give the repository the secret RUNG_WORKSPACE (postgresql://… s3://…) and, where tokens are used, "
        "RUNG_TOKEN; in its settings, name who may deploy to the environment `production`"
    )
    in_repository = True

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """One workflow file. Raises `UsageError` where `rung.yaml` has no pipeline that makes a model."""
        refuse_others(tree, "call rung ci, rung run and rung release from its jobs, as docs/guides/ci-cd.md shows")
        before = (tree.content(PATH) or b"").decode("utf-8", "replace") if PATH in tree else None
        return [Edit(PATH, before, marked(_workflow(tree, *_project(tree)), COMMAND))]


def _project(tree: Tree) -> tuple[ManifestFile, str]:
    """The project file, and the name of its model."""
    text = tree.text(MANIFEST_NAME)
    if text is None:
        raise UsageError("there is no rung.yaml, and a job would not know what to run", fix="rung init")
    file, _ = read_written(text)
    if not file.pipeline or file.model is None or file.model.name is None:
        raise UsageError(
            "the jobs run a pipeline and release its model, and rung.yaml names none",
            where=MANIFEST_NAME,
            fix="write pipeline: and model: {name: …, from: STEP}",
        )
    if not _PLAIN.fullmatch(file.model.name):
        raise UsageError(
            "a model with such a name cannot be named in a job",
            where=f"{MANIFEST_NAME}: {file.model.name}",
            fix="use letters, digits, dots and dashes",
        )
    return file, file.model.name


def _workflow(tree: Tree, file: ManifestFile, model: str) -> str:
    text = files("rung.plan.fixes").joinpath("github_pipeline.yml").read_text(encoding="utf-8")
    told = {
        "@INSTALL@": "\n".join(f"      {line}" for line in install_steps(tree, file.environment)),
        "@MODEL@": model,
        "@VERSION@": __version__,
        "@CRON@": weekly(tree),
        "@PYTHON@": _python(tree),
    }
    text = with_pins(text, tree, PATH)
    for name, value in told.items():
        text = text.replace(name, value)
    return text


def _python(tree: Tree) -> str:
    """The version that `.python-version` asks for, or a current one."""
    asked = (tree.text(".python-version") or "").strip().partition("\n")[0].removeprefix("cpython-")
    return asked if asked[:1].isdigit() else "3.12"
