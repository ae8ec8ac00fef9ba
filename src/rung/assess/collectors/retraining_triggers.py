"""Signals that start training by themselves, and what keeps them from starting it too often or on bad data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.ci.base import When
from rung.assess.code import Code, Reach
from rung.assess.code.reach import Node
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.stacks import Stacks
from rung.assess.collectors.training import Training
from rung.assess.graphs.base import Role, role_of
from rung.assess.invocation import DECLARED, RUNNABLE, UNATTENDED, By
from rung.assess.parse.python_facts import DECORATES, TESTED, Branch, Comparison, Module, Name, Stop
from rung.assess.regex import regex
from rung.assess.signs import ForNames, Signed
from rung.assess.tree.base import Tree
from rung.domain import Place

SIGNAL = ForNames(
    r"drift(?!wood)|should_?(re)?train|needs?_?(re)?train|(re)?train(ing)?_?(needed|required|trigger|due)|degrad"
    r"|(performance|accuracy|auc|f1|metric|quality)_?(drop|decay|alert|breach|violation|below)"
    r"|(model_?(age|stale)|stale_?model|days_since_(last_)?(re)?train)",
    re.I,
    "drift",
    "train",
    "degrad",
    "drop",
    "decay",
    "alert",
    "breach",
    "violation",
    "below",
    "age",
    "stale",
)
"""Names in a condition that say that the model, its input or its age calls for a new one."""
_STARTS = regex(
    r"(re)?_?train|pipeline|workflow|\w_flow$|^flow$|dispatch|trigger|run_deployment|start_execution|submit|create_run|apply_async"
    r"|send_task|^RunRequest$|TriggerDagRunOperator|launch|^main$|^run$",
    re.I,
)
_REMOTE = regex(
    r"trigger_dag|TriggerDagRun|run_deployment|start_pipeline_execution|start_execution|create_workflow_dispatch"
    r"|createWorkflowDispatch|repository_dispatch|create_dispatch|RunRequest|submit_job|jobs\.run_now|run_now|PipelineJob\(\)\.(submit|run)"
    r"|create_run_from|send_task|apply_async|begin_create_or_update|trigger_(re)?train|start_(re)?train",
    re.I,
)
_COOLDOWN = regex(
    r"cool_?down|(min|minimum)_(hours|days|interval|gap)|(hours|days|time)_since|last_(re)?train|(re)?train_?interval"
    r"|max_(re)?train|(re)?train\w{0,60}_(count|budget|limit|lock)|budget|already_running|rate_limit|too_soon|recently_trained",
    re.I,
)
_MINIMUM = regex(
    r"(n|num|min|minimum|enough|count)_?(new_)?(samples|rows|labels|labell?ed|records|data|examples|observations)"
    r"|(sample|row|label|record)s?_?(count|size)|enough_|^new_(samples|rows|labels|records|data)$",
    re.I,
)
_GUARD = regex(
    r"(data|input|batch|feed|schema)_?(is_)?(quality|broken|valid|ok|healthy|trusted|contract)|quality_(ok|passed|gate|check)|outage|incident"
    r"|validation_(passed|ok|failed)|is_(broken|healthy|trusted)|null_(rate|share)|data_guard",
    re.I,
)
_DEMO = regex(r"demo|simulat|synthetic|fake|sample_events|playground", re.I)
_EVENT = regex(r"drift|violation|model[-_ ]?monitor|degrad|performance[-_ ]alert|retrain", re.I)
_TARGET = regex(
    r"start_?pipeline_?execution|pipeline_arn|arn:aws:sagemaker:\S{0,200}pipeline|sagemaker_pipeline_target|states:startExecution|state_machine_arn"
    r"|StartPipelineExecution|pipeline_endpoint|dag_id|workflow_id|argo\S{0,200}workflow|kind:\s{0,20}Sensor",
    re.I,
)
_SOURCE = Signed(
    r"aws_cloudwatch_(metric_alarm|event_rule)|AWS::Events::Rule|AWS::CloudWatch::Alarm|eventgrid|google_pubsub_subscription"
    r"|google_eventarc_trigger|kind:\s*(EventSource|Sensor|Trigger)|alertmanager|webhook_configs",
    re.I,
    "aws_cloudwatch", "aws::", "eventgrid", "google_pubsub", "google_eventarc", "eventsource", "sensor", "trigger",
    "alertmanager", "webhook_configs")  # fmt: skip
_CHOOSING = (
    "*BranchPythonOperator", "*ShortCircuitOperator", "*PythonSensor", "*.sensor", "*.asset_sensor", "*.task.branch",
    "*.task.short_circuit",
)  # fmt: skip
_MOST_CONFIG = 60_000


class Trigger(Struct, frozen=True):
    """One place where a signal leads to training."""

    place: Place
    signal: str
    """The name or event as written."""
    by: By
    """Who starts the code that looks at the signal."""
    cooldown: bool = False
    """Something limits how often: time since the last training, a budget, a lock."""
    minimum: bool = False
    """Too little new data stops it."""
    guard: bool = False
    """Broken data stops it."""
    demo: bool = False
    """Only demonstrations and simulations start it."""

    @property
    def unattended(self) -> bool:
        """No person has to start it."""
        return bool(self.by & (DECLARED & ~By.TARGET)) and not self.demo


class RetrainingTriggers(Struct, frozen=True):
    """Every signal that starts training, the best wired first."""

    triggers: tuple[Trigger, ...] = ()
    handlers: tuple[Place, ...] = ()
    """Training jobs that wait for an event which nothing in the repository sends."""
    watched: tuple[Place, ...] = ()
    """Conditions on such a signal that start nothing."""


class RetrainingTriggersCollector(Collector):
    """Looks for a condition on a signal with training behind it, in code, in CI and in infrastructure."""

    def collect(
        self,
        tree: Tree,
        files: Files,
        code: Code,
        reach: Reach,
        training: Training,
        pipelines: Pipelines,
        ci: Ci,
        commands: Commands,
        stacks: Stacks,
    ) -> RetrainingTriggers:
        """The signal must stand before the training it starts."""
        fitting = reach.above(site.scope for site in training.fits)
        triggers: list[Trigger] = []
        watched: list[Place] = []
        for module in code.python():
            if files.aside(module.path) or not reach.from_module(module.path) & (RUNNABLE | By.PIPELINE):
                continue
            for scope, line, name in _signals(code, module):
                by = reach.by(module.path, scope)
                if not by & RUNNABLE:
                    continue
                if _starts(module, scope, line, (module.path, scope) in fitting):
                    triggers.append(_trigger(code, reach, module, (scope, line, name)))
                else:
                    watched.append(Place(module.path, line))
        triggers += [*_from_ci(ci, commands, training), *_from_files(tree, files)]
        triggers += [Trigger(each.place, "an alarm", By.SCHEDULE) for each in stacks.on_alarm]
        if pipelines.training:
            triggers += _branches(code, reach)
        triggers.sort(key=lambda each: (not each.unattended, not each.cooldown, each.place))
        return RetrainingTriggers(tuple(triggers), tuple(_waiting(ci, triggers)), tuple(watched))


def _signals(code: Code, module: Module) -> Iterator[tuple[str, int, str]]:
    """Function, line and name of each condition on a signal; one per function.

    What a function of the project answers without looking at anything is no signal, whatever it is called.
    """
    seen: set[str] = set()
    hollow = {
        (call.scope, name)
        for call in module.calls
        if (SIGNAL.search(call.last) or SIGNAL.search(call.target)) and code.idle(module, call.name)
        for name in (call.last, call.target)
    }
    tested = [(call.scope, call.line, (call.last,)) for call in module.calls if call.flags & TESTED]
    compared = [(branch.scope, branch.line, branch.names) for branch in module.branches]
    kept = [
        (call.scope, call.line, (call.last, call.target))
        for call in module.calls
        if call.target
        and SIGNAL.search(call.target)
        # An object is no answer, and what a decorator makes is named before anything happened.
        and not call.last[:1].isupper()
        and not call.flags & DECORATES
    ]
    for scope, line, names in sorted([*tested, *compared, *kept], key=lambda each: each[1]):
        name = next((each for each in names if SIGNAL.search(each) and (scope, each) not in hollow), "")
        if name and scope not in seen:
            seen.add(scope)
            yield scope, line, name


def _starts(module: Module, scope: str, line: int, reaches: bool) -> bool:
    """Whether what follows the condition in the function starts training."""
    for call in module.calls:
        if call.scope != scope or call.line < line or SIGNAL.search(call.last):
            continue
        if _REMOTE.search(call.name) or (
            call.last in ("run", "Popen", "check_call", "system", "post") and _says_train(call.args)
        ):
            return True
        if reaches and _STARTS.search(call.last) and not re.search(r"logger|logging|print", call.name):
            return True
    return False


def _says_train(args: tuple[object, ...]) -> bool:
    return bool(re.search(r"train|/dispatches|dagRuns|pipelineRuns", " ".join(str(each) for each in args)))


def _trigger(code: Code, reach: Reach, module: Module, found: tuple[str, int, str]) -> Trigger:
    """The limits stand in the function, in the function that gives the signal, or in one that starts it."""
    scope, line, name = found
    near: set[Node] = {(module.path, scope), *reach.callers.get((module.path, scope), ())}
    called = {call.last for call in module.calls if call.scope == scope}
    signalling = {each.path for each in code.python() if any(_last(each_name) == name for each_name in each.functions)}
    near |= {
        (path, each)
        for path in (signalling if len(signalling) < 4 else {module.path}) | {module.path}
        for each in code.modules[path].functions
        if path != module.path or _last(each) in called
    }
    words = [each for path, at in near for each in _conditions(code.modules[path], at)]
    roots = {path for path, _ in reach.upstream((module.path, scope))} - {module.path}
    return Trigger(
        place=Place(module.path, line),
        signal=name,
        by=reach.by(module.path, scope),
        cooldown=any(_COOLDOWN.search(each) for each in words),
        minimum=any(_MINIMUM.search(each) for each in words),
        guard=any(_GUARD.search(each) for each in words),
        demo=bool(_DEMO.search(module.path)) or (bool(roots) and all(_DEMO.search(path) for path in roots)),
    )


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _conditions(module: Module, scope: str) -> Iterator[str]:
    """Names in the conditions of a function."""
    conditions: list[Branch | Stop | Comparison] = [*module.branches, *module.stops, *module.comparisons]
    for each in conditions:
        if each.scope == scope:
            yield from each.names
    for call in module.calls:
        if call.scope == scope and call.flags & TESTED:
            yield call.last


def _branches(code: Code, reach: Reach) -> Iterator[Trigger]:
    """Branches and sensors of an orchestrator that look at a signal."""
    for site in code.find(*_CHOOSING):
        names = [site.call.target, *(value for value in site.call.kwargs.values() if isinstance(value, str))]
        names += [value.dotted for value in site.call.kwargs.values() if isinstance(value, Name)]
        name = next((each for each in names if SIGNAL.search(each)), "")
        if name:
            scope = next((each for each in site.module.functions if each in (_last(name), site.call.target)), "")
            yield _trigger(code, reach, site.module, (scope, site.call.line, name))


def _from_ci(ci: Ci, commands: Commands, training: Training) -> Iterator[Trigger]:
    """Jobs that train under the condition that another step or job saw a signal."""
    trains = set(training.paths())
    training_jobs = {each.workflow for path, each in commands.scripts() if path in trains and each.by & UNATTENDED}
    for workflow, job in ci.jobs():
        makes = f"{workflow.path}#{job.id}" in training_jobs or role_of(job.id) is Role.TRAIN
        found = [(job.condition, job.place)] if makes else []
        found += [(step.condition, step.place) for step in job.steps if makes or "train" in step.script + step.uses]
        for condition, place in found:
            if condition and SIGNAL.search(condition):
                text = " ".join([condition, *(step.condition + step.script for step in job.steps)])
                by = By.SCHEDULE if job.on(When.SCHEDULE) else By.CI
                yield Trigger(place, condition.strip(), by, *_limits(text))
                break


def _from_files(tree: Tree, files: Files) -> Iterator[Trigger]:
    """Alarms and events that infrastructure leads to a training pipeline."""
    for path in tree.glob("*.tf", "*.yaml", "*.yml", "*.bicep", "*.json"):
        if files.excluded(path) or files.aside(path) or (tree.entries[path].size or 0) > _MOST_CONFIG:
            continue
        text = tree.text(path) or ""
        source = _SOURCE.search(text)
        if source and _EVENT.search(text) and _TARGET.search(text) and re.search(r"train", text, re.I):
            place = Place(path, text.count("\n", 0, source.start()) + 1)
            yield Trigger(place, source.group(), By.SCHEDULE, *_limits(text))


def _limits(text: str) -> tuple[bool, bool, bool]:
    return bool(_COOLDOWN.search(text)), bool(_MINIMUM.search(text)), bool(_GUARD.search(text))


def _waiting(ci: Ci, triggers: list[Trigger]) -> Iterator[Place]:
    """Jobs that an outside event starts, where the name of the workflow says that it retrains on a signal."""
    if triggers:
        return
    for workflow, job in ci.on(When.DISPATCH):
        named = f"{workflow.name} {workflow.path}"
        if re.search(r"drift|retrain", named, re.I) and not job.on(When.SCHEDULE, When.PUSH):
            yield job.place
