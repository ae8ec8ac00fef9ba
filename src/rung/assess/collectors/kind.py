"""Says what sort of repository this is, before anything is judged."""

from __future__ import annotations

from rung.assess.base import Collector
from rung.assess.code import Code
from rung.assess.collectors.files import Files
from rung.assess.collectors.training import Training
from rung.assess.introduction import Introduction, introduce
from rung.assess.invocation import UNATTENDED, By
from rung.assess.kind import RepositoryKind
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.assess.tree.skeleton import skeleton
from rung.assess.unread import Unread
from rung.domain import Kind
from rung.domain.unread import CODE, Why

OPERATING = (
    "mlflow", "wandb", "feast", "evidently", "kfp", "tfx", "zenml", "bentoml", "dvclive", "kserve",
    "seldon_core", "ray.serve", "azureml", "azure.ai.ml", "sagemaker", "google.cloud.aiplatform", "whylogs",
    "nannyml", "vetiver", "hopsworks", "databricks.feature_store",
)  # fmt: skip
"""Packages that only serve the operation of models."""
_MARKERS = ("MLproject", "conda_env.yaml", "MLmodel", "feature_store.yaml", "bentofile.yaml", "cog.yaml", "rung.yaml")
_TESTED = regex(r"(^|/)(tests?|features|spec|docs?)/")
_ENOUGH = 3
"""Points that decide; see `rung.assess.introduction`."""


class KindCollector(Collector):
    """Weighs what the repository does against how it introduces itself."""

    def collect(self, tree: Tree, files: Files, code: Code, training: Training, unread: Unread) -> RepositoryKind:
        """Not ML first, then template, example and library; what is left is a project."""
        told = introduce(tree, files.docs, files.ci)
        made_from = skeleton(tree)
        learning = _learning(tree, files, code, training) or _unseen(unread)
        if not learning and not (told.about_ml and (made_from or told.template >= _ENOUGH) and _has_scripts(files)):
            return RepositoryKind(Kind.NOT_ML, _why_not(files, told))
        if made_from:
            return RepositoryKind(Kind.TEMPLATE, f"{made_from} makes new projects from it")
        if told.template >= _ENOUGH and told.template >= told.example - 1:
            return RepositoryKind(Kind.TEMPLATE, f"it calls itself a template: {told.template_words}")
        library = _library(told, training, files)
        if told.example >= _ENOUGH and not (library and told.library > told.example):
            return RepositoryKind(Kind.EXAMPLE, f"it calls itself an example: {told.example_words}")
        if library:
            return RepositoryKind(
                Kind.LIBRARY, f"a published package ({told.library_words}) whose users bring the data"
            )
        return RepositoryKind(Kind.PROJECT, learning)


def _learning(tree: Tree, files: Files, code: Code, training: Training) -> str:
    """What makes this machine learning: the first thing seen; empty when nothing does."""
    for sites, what in (
        (training.fits, "trains"),
        (training.predicts, "asks a model"),
        (training.loads, "loads a model"),
    ):
        own = [site for site in sites if not files.aside(site.module.path)] or [
            site for site in sites if what == "trains"
        ]
        learned = [site for site in own if what != "loads a model" or _is_model_load(site.call.name)]
        if learned:
            return f"{learned[0].place} {what}"
    markers = [path for path in tree.glob(*_MARKERS) if not files.excluded(path)]
    if markers:
        return f"{markers[0]} describes a model"
    operating = [place for place in code.importing(*OPERATING) if not files.excluded(place.path)]
    return f"{operating[0]} operates models" if operating else ""


def _unseen(unread: Unread) -> str:
    """Why nobody can say that this is no machine learning; empty when all that could show it was read."""
    sources = [each for each in unread.files if each.kind in CODE]
    unseen = [each for each in sources if each.why not in (Why.INVALID, Why.BINARY)]
    if not unseen and unread.hides(CODE):
        unseen = sources
    if unseen:
        more = f" and {len(unseen) - 1:,} more" if len(unseen) > 1 else ""
        return f"taken for a project: {unseen[0].path}{more} may show what it is, not read: {unseen[0].reason}"
    return "taken for a project: folders of this copy cannot be listed" if unread.unlisted else ""


def _is_model_load(name: str) -> bool:
    """`pickle.load` reads anything; these read models only."""
    return not name.startswith(("pickle.", "joblib.", "dill.", "cloudpickle.")) and name.rpartition(".")[2] != "get"


def _library(told: Introduction, training: Training, files: Files) -> bool:
    """Published, and no job of its own trains: what trains is called by others."""
    if not told.published or told.library < _ENOUGH:
        return False
    if any(not files.aside(each.path) and not _TESTED.search(each.path) for each in files.data_files):
        return False
    inside = [site for site in training.fits if not files.aside(site.module.path) and not site.module.notebook]
    return not any(training.reach.of(site) & (UNATTENDED | By.PIPELINE | By.IMAGE) for site in inside)


def _has_scripts(files: Files) -> bool:
    return bool(files.python or files.shell or files.notebooks or files.ci or files.r_files)


def _why_not(files: Files, told: Introduction) -> str:
    if not files.roles:
        return "there are no files"
    if not (files.python or files.notebooks or files.r_files):
        return "no code that trains, loads or serves a model; only text and configuration"
    return "code is there, and none of it trains, loads or serves a model"
