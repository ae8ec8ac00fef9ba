"""The steps from data to registered model are one declared graph."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.refused import Refused
from rung.assess.graphs.base import CORE, Graph, Role
from rung.assess.invocation import DECLARED, RUNNABLE, By
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.domain import Capability, Effort, Judgement, Level, Shown, met, partial, unmet
from rung.domain.record import PipelineRun
from rung.domain.unread import FileKind

ENOUGH = 4
"""Roles of seven; ingest by a versioned pull and deployment in a CD file count."""


class PipelineDefined(Practice):
    """Data preparation, validation, training, evaluation and registration are steps of one declared graph.

    Why it matters
        When the order of the steps lives in somebody's head, a step is skipped on the day it mattered. A graph with
        declared inputs and outputs can be resumed, cached, scheduled and tested; a list of commands cannot.

    How to get there
        Write the steps of the one-command run down in a graph that the team already has a runner for (a Makefile
        with real file targets, dvc.yaml, an Airflow or Prefect flow, `pipeline:` in rung.yaml), each with its inputs
        and outputs, at least: get the data, prepare it, train, evaluate.

    Not enough
        - a demonstration DAG of the framework, or the starter's pipeline unchanged
        - one step that runs one notebook or one script
        - a DAG file where no scheduler looks
        - a fixed list of commands without inputs and outputs

    References
        - Google MLOps level 1: orchestrated experiment; level 2: pipeline orchestration
        - Microsoft MLOps maturity model, level 2: automated model training
        - ML Test Score, Infra 3
    """

    id = "pipeline-defined"
    capability = Capability.PIPELINES
    level = Level.AUTOMATED
    fresh_days = 60
    needs = ("one-command-run", "config-as-code")
    pitfall = "Steps run by hand are skipped or run in the wrong order, and nobody can tell afterwards"
    effort = Effort.DAYS
    denied_in = frozenset({FileKind.PYTHON, FileKind.SETTINGS, FileKind.BUILD})
    remedy = (
        "declare the steps of the training run with their inputs and outputs (dvc.yaml, a flow, rung.yaml pipeline:)"
    )

    def judge(self, pipelines: Pipelines, refused: Refused) -> Judgement:
        """Met by a runnable graph with training and four roles; partial by fewer, by a list, or when it is broken."""
        graphs = [graph for graph in pipelines.training if not _only_in_notebooks(graph)]
        if not graphs:
            return unmet("no declared graph has a training step")
        beside = {Role.DEPLOY} if pipelines.deployed_by else set()
        declared = [graph for graph in graphs if not graph.linear and graph.framework != "mlproject"]
        listed = [graph for graph in graphs if graph.framework != "driver"]
        best = max(declared or listed or graphs, key=lambda graph: (graph.by != By.NOBODY, len(_roles(graph) | beside)))
        roles = _roles(best) | beside
        words = ", ".join(sorted(role.value for role in roles))
        places = [best.place, *(step.place for step in best.steps[:4])]
        broken = best.broken or _refused(best, refused)
        if broken:
            return partial(
                f"the {best.framework} graph cannot run: {broken}",
                places,
                remedy=f"mend the {best.framework} graph: {broken}",
            )
        if best.framework == "driver":
            return unmet(
                f"one program calls the steps ({words}) in memory; none of them can be run alone",
                places,
                remedy="make each step runnable alone, with files between them, and declare them",
            )
        if best.linear:
            if len(_roles(best)) < ENOUGH - 1:
                return unmet(f"training is one command; nothing declares its steps ({words})", places)
            return partial(
                f"the steps ({words}) are an order of calls, without declared inputs and outputs",
                places,
                remedy="declare the inputs and outputs of each step",
            )
        if len(roles) < ENOUGH:
            return partial(
                f"the {best.framework} graph has {words}; the rest happens outside it",
                places,
                remedy=f"move the rest into the {best.framework} graph",
            )
        if not _startable(best):
            return partial(
                f"the {best.framework} graph ({words}) is started by nothing in the repository",
                places,
                remedy="start it from a command, a job or a schedule that is in the repository",
            )
        return met(f"{best.framework} graph of {len(best.steps)} steps: {words}", places)

    def shown(self, records: Records) -> Shown | None:
        """The pipeline ran to its end."""
        runs = [each for each in records.of(PipelineRun) if each.task == "training" and each.status == "success"]
        return happened(runs, "the pipeline ran to its end")


def _roles(graph: Graph) -> set[Role]:
    return set(graph.roles & CORE)


def _refused(graph: Graph, refused: Refused) -> str:
    """The option that the program of a step does not take; empty when all take what they are given."""
    steps = {step.name for step in graph.steps}
    own = (each for each in refused.all if each.command.place.path == graph.place.path)
    return next((f"{each.command.place.note}: {each.said}" for each in own if each.command.place.note in steps), "")


def _only_in_notebooks(graph: Graph) -> bool:
    return graph.place.path.endswith(".ipynb")


def _startable(graph: Graph) -> bool:
    """Something runs it, or its framework looks for the file by itself."""
    return (
        bool(graph.by & (RUNNABLE | DECLARED))
        or bool(graph.schedules)
        or graph.framework in ("airflow", "kfp", "dagster")
    )
