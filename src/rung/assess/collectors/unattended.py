"""What starts training without a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.base import Collector
from rung.assess.ci.base import Job, Step, When
from rung.assess.code import Code
from rung.assess.code.on_platform import HANDED_OVER
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.data_versions import DataVersions
from rung.assess.collectors.files import Files
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.stacks import Stacks
from rung.assess.collectors.training import Training
from rung.assess.graphs.base import Role, role_of
from rung.assess.invocation import RUNNABLE, UNATTENDED, By, Invocation
from rung.assess.parse.python import MAIN
from rung.assess.paths import is_aside, is_trial
from rung.assess.regex import regex
from rung.assess.stacks.base import Cause as Waits
from rung.assess.tree.base import Tree
from rung.assess.versions.base import How
from rung.domain import Place

_RUNNERS = frozenset(
    {
        "dvc",
        "kedro",
        "mlflow",
        "metaflow",
        "snakemake",
        "papermill",
        "sagemaker",
        "cml",
        "prefect",
        "zenml",
        "flyte",
        "rung",
    }
)
_PROGRAMS = _RUNNERS | {
    "python",
    "python3",
    "Rscript",
    "bash",
    "sh",
    "az",
    "aws",
    "gcloud",
    "databricks",
    "kubectl",
    "argo",
    "kfp",
}
_TRIAL = regex(r"test|bench|smoke|perf|lint|check", re.I)
_SHORT = regex(r"(^|[/_-])smoke([_-]|\.|$)|dry[-_]?run|fast[-_]dev|^--?(debug|toy|tiny|demo|sanity)(=|$)", re.I)
"""Words of a command that only tries whether training works."""
_ONLY_TRIED = "it only shows that training still works, and makes no model for anybody"
_SAME = "its rows come with a library, so every run trains on the same ones"
_FRESH = frozenset(
    {"read_sql", "read_sql_query", "read_sql_table", "read_gbq", "get_historical_features", "to_dataframe"}
)
"""Calls that read what is in a store at that moment."""
_TRAINS = regex(r"(?<![a-z])(?:re[-_]?)?train(?:ing|er|s)?(?![a-z])", re.I)
_REMARK = regex(r"(?m)^[^\S\n]*+(?:#|//).*$")
_PREFECT = regex(r"(?m)^(?:work_pool_name|work_queue_name|flow_name|prefect-version):")
"""Keys of the files that Prefect writes for a deployment."""
_WRITTEN = regex(
    r"(?m)^[^#\n]{0,200}?(?<![\w-])[\w-]{0,40}?(?:cron|rrule|schedules?)[\w-]{0,40}[\"']?[ \t]*[:=]"
    r"[ \t]*(?!null\b|~|none\b|\[\]|\{\})\S"
)
"""A timer with a time: one that is a remark, or that says `null`, starts nothing."""
_OFF = regex(r"suspend:\s*true|state\s*=\s*\"?(DISABLED|PAUSED)|paused:\s*true|active:\s*false", re.I)
_BEFORE, _AFTER = 1_000, 3_000
"""Characters around a timer that still belong to it."""
_EXAMPLE = regex(r"\.(?:example|sample|template|dist)(?:\.|$)")
_TIMER = regex(
    r"google_cloud_scheduler_job|aws_cloudwatch_event_rule|aws_scheduler_schedule|AWS::Events::Rule|AWS::Scheduler|"
    r"\"schedule\":\s*\[\s*\"|kind:\s*CronJob|kind:\s*CronWorkflow|azurerm_logic_app_trigger|OnCalendar=|"
    r"google_vertex_ai_schedule|cron_expression"
)


class Cause(StrEnum):
    """What makes it start."""

    SCHEDULE = "a schedule"
    CHANGE = "a change of code or data"
    EVENT = "an event"
    PROPOSAL = "a pull request"
    HAND = "a person"


_WAITS = {
    Waits.SCHEDULE: Cause.SCHEDULE, Waits.CHANGE: Cause.CHANGE, Waits.ALARM: Cause.EVENT, Waits.EVENT: Cause.EVENT,
}  # fmt: skip


class Start(Struct, frozen=True):
    """One way training begins."""

    place: Place
    cause: Cause
    what: str
    flaw: str = ""
    """Why it does not happen: `paused`, `only in an example file`, a worker started by hand; empty when it does."""


class Unattended(Struct, frozen=True):
    """Every way training begins that the repository shows, the best first."""

    starts: tuple[Start, ...]

    def by(self, *causes: Cause) -> list[Start]:
        """Those that happen by themselves, for one of these causes."""
        return [start for start in self.starts if start.cause in causes and not start.flaw]


class UnattendedCollector(Collector):
    """Looks at CI, at the schedules of graphs, and at timers in configuration."""

    def collect(
        self,
        tree: Tree,
        files: Files,
        code: Code,
        ci: Ci,
        commands: Commands,
        pipelines: Pipelines,
        training: Training,
        versions: DataVersions,
        stacks: Stacks,
    ) -> Unattended:
        """Causes in the order of `Cause`; the flawless first."""
        starts = [
            *_from_ci(ci, commands, training, code),
            *_from_graphs(pipelines),
            *_from_timers(tree, files, pipelines),
        ]
        starts += [
            Start(rule.place, _WAITS[cause], f"a rule of a stack ({cause.value})")
            for rule in stacks.training
            for cause in rule.causes
        ]
        if _frozen(versions, training):
            starts = [replace(start, flaw=start.flaw or _SAME) for start in starts]
        order = list(Cause)
        starts.sort(key=lambda start: (bool(start.flaw), order.index(start.cause), start.place))
        return Unattended(tuple(dict.fromkeys(starts)))


def _from_ci(ci: Ci, commands: Commands, training: Training, code: Code) -> Iterator[Start]:
    jobs = {f"{workflow.path}#{job.id}": job for workflow, job in ci.jobs()}
    trains = (set(training.paths()) | set(_leading(training))) - _writing(code)
    scripts = {id(invocation): path for path, invocation in commands.scripts()}
    absent = {(each.place, each.text): f"{path} does not exist" for each, path in commands.missing}
    publishing = {workflow.path for workflow, job in ci.jobs() if any(map(_publishes, job.steps))}
    for each in commands.all:
        if (
            not each.by & UNATTENDED
            or each.disabled
            or not _starts_training(each, scripts.get(id(each), ""), trains, code)
        ):
            continue
        job = jobs.get(each.workflow)
        if job is None:
            if each.by & By.SCHEDULE:
                yield Start(each.place, Cause.SCHEDULE, each.text, absent.get((each.place, each.text), ""))
            continue
        tried = _TRIAL.search(each.workflow.rpartition("/")[2])
        flaw = _ONLY_TRIED if tried and each.workflow.partition("#")[0] not in publishing else ""
        flaw = flaw or absent.get((each.place, each.text), "") or _unnoticed(each.can_fail, each.why_not)
        yield Start(each.place, _cause(job), each.text, flaw)
    for workflow, job in ci.jobs():
        for step in job.steps:
            if step.uses and not step.commands and role_of(step.name) is Role.TRAIN and "train" in step.name.lower():
                flaw = _unnoticed(step.can_fail and not job.swallows, step.why_not or job.swallows)
                yield Start(step.place, _cause(job), f"{workflow.path}: {step.name}", flaw)


def _publishes(step: Step) -> bool:
    """Whether a step hands an image on: what a job before it trained may be inside."""
    if "build-push-action" in step.uses:
        return step.with_.get("push", "").lower() not in ("", "false")
    return any(command.words[:2] == ("docker", "push") or "--push" in command.words for command in step.commands)


def _frozen(versions: DataVersions, training: Training) -> bool:
    """The only data there is are rows that a library brings along, the same at every run."""
    packaged = [each for each in versions.of(How.PACKAGED) if each.by & (RUNNABLE | By.PIPELINE)]
    others = [each for each in versions.versions if each.how not in (How.PACKAGED, How.ARTEFACT, How.OUTPUTS)]
    fresh = [site for site in training.reads if site.call.last in _FRESH and training.reach.of(site) & RUNNABLE]
    return bool(packaged) and not others and not versions.mutable and not versions.from_buckets and not fresh


def _leading(training: Training) -> Iterator[str]:
    """Files whose start leads to training, wherever the training stands; what only writes a pipeline down does not."""
    for scope in {site.scope for site in training.fits if not site.module.notebook}:
        yield from (path for path, name in training.reach.upstream(scope) if name in ("", MAIN))


def _writing(code: Code) -> set[str]:
    """Files that compile a pipeline and hand it to nobody."""
    compiling = {site.module.path for site in code.find("*ompiler().compile", "kfp.compiler.*")}
    return compiling - {site.module.path for site in code.find(*HANDED_OVER)}


def _unnoticed(can_fail: bool, why_not: str) -> str:
    """A run whose failure nobody is told of may have stopped long ago."""
    return "" if can_fail else f"its failure does not reach the job: {why_not}"


def _starts_training(each: Invocation, script: str, trains: set[str], code: Code) -> bool:
    if (each.program not in _PROGRAMS and "/" not in each.program) or "pytest" in each.args:
        return False
    if any(map(_SHORT.search, each.words)) or (script and (is_aside(script) or is_trial(script))):
        # A short run, or a trial that is kept beside the project, makes no model for anybody.
        return False
    if script and script in trains:
        return True
    if script and code.is_idle(script):
        return False
    starts = each.args[:1] in (("repro",), ("run",), ("train",)) or each.args[:2] == ("exp", "run")
    if each.program in _RUNNERS and starts:
        return True
    words = [word for word in each.words if not word.startswith("-") and "=" not in word][:4]
    return any(role_of(word.rpartition("/")[2].rpartition(".")[2] or word) is Role.TRAIN for word in words) or any(
        role_of(word.rpartition("/")[2].removesuffix(".py").rpartition(".")[2]) is Role.TRAIN for word in words
    )


def _cause(job: Job) -> Cause:
    if job.on(When.SCHEDULE):
        return Cause.SCHEDULE
    if job.on(When.PUSH, When.MERGE, When.TAG, When.RELEASE):
        return Cause.CHANGE
    if job.on(When.DISPATCH, When.WORKFLOW_RUN):
        return Cause.EVENT
    return Cause.PROPOSAL if job.on(When.PULL_REQUEST) else Cause.HAND


def _from_graphs(pipelines: Pipelines) -> Iterator[Start]:
    for graph in pipelines.training:
        for schedule in graph.schedules:
            flaw = schedule.disabled or ("only in a notebook" if graph.place.path.endswith(".ipynb") else "")
            yield Start(schedule.place, Cause.SCHEDULE, f"{graph.framework} {graph.name}: {schedule.what}", flaw)
    # Of Dagster the graphs know their schedules; a file of definitions names many that start other work.
    graphs = [graph for graph in pipelines.training if graph.framework != "dagster"]
    named = {graph.name for graph in graphs} | {graph.place.path for graph in graphs}
    for words, schedule in pipelines.schedules:
        tasks = words.split(" ")[:-1]
        if any(name and name in words for name in named) or any(role_of(each) is Role.TRAIN for each in tasks):
            flaw = schedule.disabled or ("only in a notebook" if schedule.place.path.endswith(".ipynb") else "")
            yield Start(schedule.place, Cause.SCHEDULE, schedule.what, flaw)


def _starts_what_trains(text: str, timer: re.Match[str], graphs: set[str]) -> bool:
    """Whether what stands around a timer speaks of training, or the file names a graph that trains."""
    if any(f"/{name}" in text for name in graphs):
        return True
    around = text[max(timer.start() - _BEFORE, 0) : timer.end() + _AFTER]
    return bool(_TRAINS.search(_REMARK.sub("", around)))


def _from_timers(tree: Tree, files: Files, pipelines: Pipelines) -> Iterator[Start]:
    """Timers in configuration whose text says that they train, or names the file of a graph that does."""
    graphs = {graph.place.path.rpartition("/")[2] for graph in pipelines.training if not graph.linear}
    for path in tree.glob(
        "*.tf",
        "*.tfvars",
        "*.tfvars.example",
        "*.yaml",
        "*.yml",
        "*.timer",
        "crontab*",
        "*.cron",
        "*.bicep",
        "*.example",
        "*hook*.json",
        "*schedul*.json",
    ):
        if files.excluded(path) or "/workflows/" in path or (tree.entries[path].size or 0) > 100_000:
            continue
        text = tree.text(path) or ""
        timers = list(_TIMER.finditer(text))
        prefect = "prefect" in path or bool(_PREFECT.search(text))
        if not timers and (prefect or _EXAMPLE.search(path)):
            timers = list(_WRITTEN.finditer(text))
        found = next((timer for timer in timers if _starts_what_trains(text, timer, graphs)), None)
        if found is None:
            continue
        line = text.count("\n", 0, found.start()) + 1
        flaw = "only in an example file" if _EXAMPLE.search(path) else ""
        if _OFF.search(text):
            flaw = "suspended"
        if prefect and re.search(r"work_pool|process", text) and not flaw:
            flaw = "its worker is started by hand"
        yield Start(Place(path, line), Cause.SCHEDULE, found.group(), flaw)
