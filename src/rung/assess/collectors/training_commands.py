"""The commands that start training, and what they stand for."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.configuration import USER_PATH
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.training import Training
from rung.assess.graphs.base import Role, role_of
from rung.assess.invocation import DECLARED, By, Invocation
from rung.assess.loop.base import TOOL
from rung.assess.tree.base import Tree
from rung.domain import Place
from rung.project import Manifest

_GRAPHS = {
    "dvc": ("repro",), "mlflow": ("run",), "kedro": ("run",), "snakemake": (), "nextflow": ("run",),
    "metaflow": ("run",), "zenml": ("pipeline",), "prefect": ("deployment",), "dagster": ("job",), "papermill": (),
    "flyte": ("run",), "pyflyte": ("run",), "rung": ("run",),
}  # fmt: skip
"""Programs that run a declared graph, with their verb."""


_RUNNERS = frozenset({"python", "python3", "Rscript", "bash", "sh", "az", "gcloud", "aws", "databricks", "make"})


_SERVERS = frozenset({
    "uvicorn", "gunicorn", "hypercorn", "daphne", "granian", "waitress-serve", "flask", "fastapi", "streamlit",
    "bentoml", "chainlit", "gradio",
})  # fmt: skip
"""What answers requests is no command that trains, even where a request or the start may train."""


_HELPING = frozenset({"--help", "-h", "--version"})
"""What only tells how a command is used starts nothing."""


class Start(Struct, frozen=True):
    """One command that starts training."""

    place: Place
    text: str
    by: By
    whole: bool
    """It goes from data to an evaluated model: a graph or a script that also evaluates."""
    name: str = ""
    """Of the target or console script; empty for a plain command."""
    tied: str = ""
    """A path of one person's machine that its script falls back to."""


class TrainingCommands(Struct, frozen=True):
    """Commands that start training, those in a file that declares them first."""

    starts: tuple[Start, ...]
    missing: tuple[tuple[Place, str], ...] = ()
    """Commands that would train, and the file they name that is not there."""

    @property
    def declared(self) -> list[Start]:
        """Targets, graphs and jobs."""
        return [start for start in self.starts if start.by & DECLARED]

    @property
    def documented(self) -> list[Start]:
        """Commands that a document shows."""
        return [start for start in self.starts if start.by & By.DOCUMENTED]


class TrainingCommandsCollector(Collector):
    """Asks of each command whether the code or graph behind it trains."""

    def collect(
        self, tree: Tree, commands: Commands, code: Code, reach: Reach, training: Training, pipelines: Pipelines,
        manifest: Manifest,
    ) -> TrainingCommands:  # fmt: skip
        """By the script it runs, by the graph it runs, or by the name of the target that holds it."""
        trains = _training_files(training)
        judges = {path for path, _ in training.reach.above(site.scope for site in training.measures)}
        scripts = {id(each): path for path, each in commands.scripts()}
        evaluated = any(Role.EVALUATE in graph.roles for graph in pipelines.training) or bool(training.measures)
        unseen = {path for path, _ in code.unread}
        gone = {(each.place, each.text) for each, _ in commands.missing}
        # `rung run` is the loop only where a `rung.yaml` says what to run.
        working = any(not graph.broken for graph in pipelines.of(TOOL))
        whole_loop = commands.running(TOOL, "run") if working else []
        starts = []
        for each in commands.all:
            if (
                (each.place, each.text) in gone
                or each.disabled
                or each.program in _SERVERS
                or _HELPING & set(each.args)
            ):
                continue
            path = scripts.get(id(each), "")
            verbs = _GRAPHS.get(each.program)
            runs_graph = verbs is not None and (not verbs or each.args[:1] == verbs[:1])
            runs_graph = runs_graph or (each in whole_loop)
            if path and path in trains:
                tied = _tied(code, path)
                starts.append(Start(each.place, each.text, each.by, path in judges, each.place.note, tied))
            elif runs_graph or _named_after_training(each, path, code):
                # Of a script that could not be read nobody knows that it evaluates, whatever others do.
                starts.append(Start(each.place, each.text, each.by, evaluated and path not in unseen, each.place.note))
        for target in commands.targets:
            if any(path == target.place.path or target.module.replace(".", "/") in path for path in trains):
                starts.append(Start(target.place, target.name, By.TARGET, evaluated, target.name))
                starts += [
                    Start(each.place, each.text, each.by, evaluated, target.name)
                    for each in commands.all
                    if each.program == target.name
                ]
        starts += _of_graphs(tree, commands, code, reach, pipelines)
        starts.sort(key=lambda start: (not start.by & DECLARED, not start.whole, start.place))
        absent = [(each.place, path) for each, path in commands.missing if role_of(each.text) is Role.TRAIN]
        return TrainingCommands(tuple(dict.fromkeys(starts)), tuple(absent))


def _tied(code: Code, path: str) -> str:
    """The first path of a person's own machine in a script."""
    strings = code.modules[path].strings if path in code.modules else ()
    return next((text for text, _ in strings if USER_PATH.match(text)), "")


def _of_graphs(tree: Tree, commands: Commands, code: Code, reach: Reach, pipelines: Pipelines) -> Iterator[Start]:
    """Commands that name the module of a graph, or a job file that names a script with the whole order in it."""
    for graph in pipelines.training:
        path, whole = graph.place.path, Role.EVALUATE in graph.roles
        if graph.framework == "targets":
            yield from _tar_make(tree, code, reach, graph.place.path, whole)
        elif graph.framework == "commands" and path.endswith((".sh", ".bash")):
            for each in commands.all:
                jobs = [arg for arg in each.args if arg.endswith((".yaml", ".yml", ".json")) and arg in tree]
                if not each.disabled and any(path in (tree.text(job) or "") for job in jobs):
                    yield Start(each.place, each.text, each.by, whole)
        elif path.endswith(".py"):
            dotted = path.removesuffix(".py").replace("/", ".")
            for each in commands.all:
                named = (arg for arg in each.args if arg.count(".") > 0 and f".{dotted}".endswith(f".{arg}"))
                if not each.disabled and any(named):
                    yield Start(each.place, each.text, each.by, whole)


def _tar_make(tree: Tree, code: Code, reach: Reach, path: str, whole: bool) -> Iterator[Start]:
    """R targets are made by a call, in a script or at the console as the README says."""
    for site in code.find("tar_make*", "targets.tar_make*"):
        if not site.module.notebook:
            yield Start(site.place, f"{site.call.last}()", reach.of(site), whole)
    folder = path.rpartition("/")[0]
    for name in ("README.md", "README.Rmd"):
        readme = f"{folder}/{name}".lstrip("/")
        text = tree.text(readme) if readme in tree else None
        if text and "tar_make" in text:
            yield Start(
                Place(readme, text.count("\n", 0, text.index("tar_make")) + 1), "tar_make()", By.DOCUMENTED, whole
            )


def _training_files(training: Training) -> set[str]:
    """Files from whose top level or main guard training is reached, and those that hold it."""
    fits = [site for site in training.fits if not site.module.notebook]
    above = training.reach.above(site.scope for site in fits)
    return {path for path, scope in above if scope in ("", "__main__")} | {site.module.path for site in fits}


def _named_after_training(each: Invocation, path: str, code: Code) -> bool:
    """A target called `train`, or a program of the project whose name says so (it may start a platform's job)."""
    if path and code.is_idle(path):
        return False
    if path and role_of(path.rpartition("/")[2].removesuffix(".py")) is Role.TRAIN:
        return True
    known = each.program in _RUNNERS or "/" in each.program
    targets = (place for place in (*each.via, each.place) if place.note and not place.path.endswith((".yml", ".yaml")))
    return known and any(role_of(place.note.rpartition(" ")[2].strip("()")) is Role.TRAIN for place in targets)
