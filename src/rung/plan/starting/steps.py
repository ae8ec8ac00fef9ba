"""The steps of a first pipeline: notebooks and scripts that train, and functions that are steps already."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from posixpath import basename, dirname

from msgspec.structs import replace

from rung.assess.code import Site
from rung.assess.invocation import DECLARED, By
from rung.assess.parse.python_facts import Function, Module
from rung.assess.regex import regex
from rung.plan.starting.arguments import needed_arguments
from rung.plan.starting.datasets import Mentions
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
_PYTHON = regex(r"python[0-9.]*")
_OPEN = regex(r"[$<>{}\[\]|`]|\.\.\.|%s")
"""A command with a hole in it, which somebody fills in."""
_PATH = regex(r"[\w.-]+(?:/[\w.-]+)+/?|[\w-]+\.[A-Za-z]\w{1,7}")
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
    found = [_functions(seen, path, sites, datasets) for path, sites in fits.items()]
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
    doubts = [*(_paths_doubts(path, module, named)), *_lost(seen, named), *more]
    kind, does, ready, why = "notebook", path, True, _why(fits.get(path, []), path)
    if module.notebook:
        doubts += jupyter_doubts(seen.tree, path)
    else:
        kind, does = "run", _command(seen, path)
        told = _told(seen, path)
        if told:
            does, why = told.value, told.why
            doubts += _not_here(seen, told.value)
        elif needed := needed_arguments(module, seen.tree.text(path) or ""):
            ready = False
            doubts.insert(0, f"it needs {', '.join(needed[:4])}: add what you give it; {{NAME}} is a dataset's place")
    name = identifier(basename(path).rsplit(".", 1)[0], "step")
    bound = {each.target for each in module.calls} | {each.name for each in module.assigns}
    if module.notebook and name in bound:
        name = f"{name}_notebook"  # a notebook hands on the variable that is called as its step is
    return Step(
        name=name, kind=kind, does=does, path=path, why=why,
        inputs=tuple(inputs), frame=_frame(seen, path), doubts=tuple(doubts), model=_model(module, fits.get(path, [])),
        ready=ready,
    )  # fmt: skip


def _command(seen: Seen, path: str) -> str:
    """How the script is started from the folder of the project: as a module where it lies in a package."""
    folder = dirname(path)
    package = path.removesuffix(".py").replace("/", ".")
    inside = folder and f"{folder}/__init__.py" in seen.tree and all(part.isidentifier() for part in package.split("."))
    top = f"{path.partition('/')[0]}/__init__.py" in seen.tree
    command = f"python -m {package}" if inside and top else f"python {shlex.quote(path)}"
    return command.replace("{", "{{").replace("}", "}}")


def _told(seen: Seen, path: str) -> Guess | None:
    """The command by which a file of the project, or else a document, starts the script from this folder."""
    found = [
        each
        for script, each in (seen.commands.scripts() if seen.commands else ())
        if script == path and not each.folder and not each.disabled and each.by & (DECLARED | By.DOCUMENTED)
    ]
    found.sort(key=lambda each: not each.by & DECLARED)
    for each in found:
        if _PYTHON.fullmatch(each.program) and writable(each.text) and not _OPEN.search(each.text):
            command = shlex.join(("python", *each.args)).replace("{", "{{").replace("}", "}}")
            return Guess(command, f"{each.place.spot} starts it so")
    return None


def _not_here(seen: Seen, command: str) -> list[str]:
    """Paths of a command that are not in the folder."""
    words = [each for each in shlex.split(command)[1:] if _PATH.fullmatch(each)]
    lost = [each for each in words if each not in seen.tree and not seen.tree.is_folder(each)]
    if not lost:
        return []
    return [f"not here: {', '.join(lost[:4])}; where it does not make them, they have to be there before"]


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


def _paths_doubts(path: str, module: Module, named: Sequence[Mention]) -> list[str]:
    """Paths that lead elsewhere in a step: a script starts in the folder of the project, a notebook in its own."""
    doubts = []
    lost = next((each for each in named if each.elsewhere and not each.written), None)
    if lost:
        doubts.append(f"it names {_short(lost.text)}, and the file is {lost.path}: correct the path in the code")
    folder = dirname(path)
    if folder and not module.notebook:
        for each in named:
            plain = each.text.removeprefix("./")
            if each.path and not each.elsewhere and "/" in plain and each.path != plain:
                doubts.append(f"it names {_short(each.text)} as seen from {folder}/, and is started from here")
                break
    return doubts


def _lost(seen: Seen, named: Sequence[Mention]) -> list[str]:
    """Data files that the code names and that are nowhere, unless the same code writes them."""
    made = {each.text for each in named if each.written}
    lost = {each.text for each in named if each.path is None and "{}" not in each.text} - made
    gone = sorted(each for each in lost if not any(seen.tree.glob(basename(each).replace("[", "?"))))
    return [f"not in this folder: {', '.join(map(_short, gone[:4]))}"] if gone else []


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"...{text[-57:]}"


def _frame(seen: Seen, path: str) -> str | None:
    for name in ("polars", "pandas"):
        if any(seen.code.imports(each.path, name) for each in seen.with_imports(path)):
            return name
    return None


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


def _functions(seen: Seen, path: str, sites: Sequence[Site], datasets: Sequence[Dataset]) -> list[Step]:
    """Functions that train and take nothing but datasets, as frames, under their names: steps as they stand."""
    module = seen.code.modules[path]
    if module.notebook or not writable(path) or seen.files.aside(path) or module.language != "python":
        return []
    known = {each.name for each in datasets}
    scopes = {site.call.scope for site in sites}
    found = []
    for function in module.functions.values():
        if function.name in scopes and _takes_frames(function, known) and not function.decorators:
            dotted = module.dotted or path.removesuffix(".py").replace("/", ".")
            found.append(
                Step(
                    name=identifier(function.name, "step"), kind="call", does=f"{dotted}:{function.name}", path=path,
                    why=f"line {function.line} takes a frame for each dataset, and trains",
                    inputs=tuple(name for name, _ in function.params), frame=_frame(seen, path),
                    model=Guess(function.name, "if the function returns the model"),
                )
            )  # fmt: skip
    return found


def _takes_frames(function: Function, known: set[str]) -> bool:
    return (
        bool(function.params)
        and "." not in function.name
        and all(name in known and kind.endswith("DataFrame") for name, kind in function.params)
    )
