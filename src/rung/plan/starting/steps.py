"""The steps of a first pipeline: notebooks and scripts that train, and functions that are steps already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from posixpath import basename, dirname

from msgspec.structs import replace

from rung.assess.code import Site
from rung.assess.invocation import By
from rung.assess.parse.python_facts import Module
from rung.plan.starting.arguments import needed_arguments
from rung.plan.starting.commands import command_of, not_here, told_command
from rung.plan.starting.datasets import Mentions
from rung.plan.starting.doubts import misled, missing
from rung.plan.starting.functions import frame_of, functions_as_steps
from rung.plan.starting.jupyter import jupyter_doubts
from rung.plan.starting.mentions import Mention
from rung.plan.starting.names import identifier, unused, writable
from rung.plan.starting.proposal import Dataset, Guess, Step
from rung.plan.starting.seen import Seen

MOST_READY = 3
"""More places that train are variants, of which only the likeliest is written to run."""
_SERVERS = (
    "flask",
    "fastapi",
    "streamlit",
    "gradio",
    "dash",
    "django",
    "airflow",
    "prefect",
    "dagster",
    "kfp",
    "bentoml",
)
"""What answers somebody, or is run by another system."""
_KEPT = frozenset({"sklearn", "lightgbm", "xgboost"})
_NOT_KEPT = frozenset({"torch", "tensorflow", "keras", "jax", "fastai", "pyspark"})
"""Whose models may be called `model` and are none that a step can hand on as they are."""
_SAID = ("train", "fit", "model")


def propose_steps(seen: Seen, datasets: Sequence[Dataset], mentions: Mentions) -> list[Step]:
    """The likeliest first; where there are many, the others are only shown."""
    training = seen.training
    if training is None:
        return []
    fits: dict[str, list[Site]] = {}
    for site in training.fits:
        fits.setdefault(site.module.path, []).append(site)
    found = [functions_as_steps(seen, path, sites, datasets) for path, sites in fits.items()]
    steps = [each for group in found for each in group]
    called = {each.path for each in steps}
    for path in _trainers(seen, fits):
        if path not in called:
            steps.append(_file(seen, path, fits, datasets, mentions))
    saving = {site.module.path for site in training.saves}
    steps.sort(
        key=lambda each: (not each.ready, each.kind == "notebook" and bool(_scripts(steps)), *_unlikely(each, saving))
    )
    return _named([_shown(each, place) for place, each in enumerate(steps)], datasets)


def _scripts(steps: Iterable[Step]) -> list[Step]:
    return [each for each in steps if each.kind != "notebook" and each.ready]


def _unlikely(step: Step, saving: set[str]) -> tuple[bool, bool, bool, int, int, str]:
    name = basename(step.path).lower()
    return (
        not step.inputs,
        not any(word in name for word in _SAID),
        step.path not in saving,
        len(step.doubts),
        step.path.count("/"),
        step.path,
    )


def _shown(step: Step, place: int) -> Step:
    """As it is, or as one of many."""
    if place < MOST_READY or not step.ready:
        return step
    return replace(step, ready=False)


def _named(steps: list[Step], datasets: Sequence[Dataset]) -> list[Step]:
    taken = {each.name for each in datasets}
    found = []
    for step in steps:
        name = unused(step.name, taken, identifier(basename(dirname(step.path)), "step"))
        taken.add(name)
        found.append(replace(step, name=name))
    return found


def _trainers(seen: Seen, fits: dict[str, list[Site]]) -> list[str]:
    """Notebooks that train, and scripts that reach training when they are started; without those they import."""
    assert seen.training is not None
    reach = seen.training.reach
    above = {path for path, _ in reach.above(site.scope for sites in fits.values() for site in sites)}
    found = []
    for path, module in seen.code.modules.items():
        if module.language != "python" or not writable(path) or seen.files.aside(path):
            continue
        if module.notebook:
            found += [path] if path in fits else []
        elif path in above and (module.main_guard or module.top_level_work) and _is_ours(seen, path):
            found.append(path)
    started = set(found)
    return [path for path in found if _is_begun(path, seen.code.importers.get(path, frozenset()) & started)]


def _is_begun(path: str, importers: frozenset[str]) -> bool:
    """Whether somebody starts the file itself, and not only another one that imports it."""
    return not importers or "train" in basename(path).lower()


def _is_ours(seen: Seen, path: str) -> bool:
    assert seen.training is not None
    starts = seen.training.reach.from_module(path)
    return (
        starts != By.TEST
        and basename(path) not in ("setup.py", "conftest.py", "__init__.py")
        and not any(seen.code.imports(path, each) for each in _SERVERS)
    )


def _file(seen: Seen, path: str, fits: dict[str, list[Site]], datasets: Sequence[Dataset], mentions: Mentions) -> Step:
    module = seen.code.modules[path]
    named = [each for one in seen.with_imports(path) for each in mentions.get(one.path, ())]
    inputs, more = _inputs(named, datasets, notebook=module.notebook)
    doubts = [*(misled(path, module, named)), *missing(seen, named), *more]
    kind, does, ready, why = "notebook", path, True, _why(fits.get(path, []), path)
    if module.notebook:
        doubts += jupyter_doubts(seen.tree, path)
    else:
        kind, does = "run", command_of(seen, path)
        told = told_command(seen, path)
        if told:
            does, why = told.value, told.why
            doubts += not_here(seen, told.value)
        elif needed := needed_arguments(module, seen.tree.text(path) or ""):
            ready = False
            doubts.insert(0, f"it needs {', '.join(needed[:4])}: add what you give it; {{NAME}} is a dataset's place")
    name = identifier(basename(path).rsplit(".", 1)[0], "step")
    bound = {each.target for each in module.calls} | {each.name for each in module.assigns}
    if module.notebook and name in bound:
        name = f"{name}_notebook"  # a notebook hands on the variable that is called as its step is
    return Step(
        name=name, kind=kind, does=does, path=path, why=why,
        inputs=tuple(inputs), frame=frame_of(seen, path), doubts=tuple(doubts),
        model=_model(module, fits.get(path, [])),
        ready=ready,
    )  # fmt: skip


def _why(sites: Sequence[Site], path: str) -> str:
    if not sites:
        return "started, it reaches code that trains"
    place, call = sites[0].place, sites[0].call
    where = place.note if path.endswith(".ipynb") and place.note else f"line {call.line}"
    return f"{where} calls {call.name.lstrip('?')}"


def _inputs(named: Sequence[Mention], datasets: Sequence[Dataset], *, notebook: bool) -> tuple[list[str], list[str]]:
    """Names of the datasets that the code reads, and of which a step cannot be given one."""
    made = {each.path for each in named if each.written}
    read = {each.path for each in named if each.path} - made
    found = [each for each in datasets if read.intersection(each.paths)]
    given = [each.name for each in found if each.readable or not notebook]
    odd = [each.name for each in found if not each.readable and notebook]
    return given, [f"{each} is read too, and is no plain UTF-8 table: it cannot be an input as it is" for each in odd]


def _model(module: Module, sites: Sequence[Site]) -> Guess | None:
    """A notebook hands on what it calls `model`; what a command gives has to be named in it."""
    packages = {each.partition(".")[0] for each in module.import_lines}
    if not module.notebook or not packages & _KEPT or packages & _NOT_KEPT:
        return None
    named = [site for site in sites if not site.call.scope and _object(site) == "model"]
    made = [call for call in module.calls if call.target == "model" and not call.scope]
    if named or made:
        cell = named[0].place.note if named else ""
        return Guess("model", f"{cell or 'it'} makes a variable named model")
    return None


def _object(site: Site) -> str:
    return site.call.name.lstrip("?").rpartition(".")[0]
