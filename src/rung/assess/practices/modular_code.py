"""Modules do the work; notebooks only explore."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.code import Code
from rung.assess.code.base import Site, places
from rung.assess.collectors.training import Training
from rung.assess.parse.python_facts import Module
from rung.domain import Capability, Effort, Judgement, Level, met, partial, unmet
from rung.domain.unread import WORKING, FileKind

_STEPS = 3
"""Scripts of functions that share one module, from which on they are the steps of one work."""


class ModularCode(Practice):
    """Data, feature, train, evaluate and predict code are importable modules; notebooks explore only.

    Why it matters
        What lives in notebook cells can be neither imported, tested nor reviewed line by line, so the training job,
        the service and the tests each get a copy of it, and the copies drift apart.

    How to get there
        Take the functions out of the notebook, one step a function, into modules with a name (`features.py`,
        `train.py`, `evaluate.py`), and import them back into the notebook. The notebook keeps its pictures.

    Not enough
        - a `.py` file that nbconvert wrote (`# In[12]:` markers)
        - a skeleton of empty modules
        - one script that does everything at top level, or that copies what other scripts need too
        - a module that starts to train when somebody imports it

    References
        - Google MLOps level 1: modularized code for components and pipelines
        - Microsoft MLOps maturity model, level 2: experimentation code turned into scripts
        - mllint: code-quality, file-structure
    """

    id = "modular-code"
    capability = Capability.EXPERIMENTS
    level = Level.AUTOMATED
    needs = ("code-in-version-control",)
    pitfall = "A pipeline around notebook cells cannot be tested, so it breaks in production first"
    effort = Effort.DAYS
    seen_in = WORKING | {FileKind.NOTEBOOK}
    remedy = "move the functions of the training notebook into a module and import them back"

    def judge(self, training: Training, code: Code) -> Judgement:
        """Met when training is runnable and lives in functions that other files import."""
        if not training.fits:
            return self._without_training(training, code)
        if training.notebook_only:
            return self._notebooks(training, code)
        runnable = training.runnable
        if not runnable:
            return unmet(
                "nothing starts the training code outside tests",
                places(training.fits),
                remedy="add an entry point that calls the training code",
            )
        inside = [site for site in runnable if _in_function(site) and not site.module.notebook]
        modules = {site.module.path for site in (*runnable, *training.measures) if not site.module.notebook}
        imported = _imported_modules(code)
        if all(site.module.notebook for site in runnable):
            return self._notebooks(training, code)
        if not inside:
            told = "training stands at the top level of a script, not in a function"
            if imported & _imported_by(modules, code):
                return partial(
                    f"{told}; what it imports is modular",
                    places(runnable),
                    remedy="move the rest of the script into those modules",
                )
            return unmet(told, places(runnable))
        return self._in_functions(inside, modules, imported, code, training)

    def _in_functions(
        self, inside: list[Site], modules: set[str], imported: set[str], code: Code, training: Training
    ) -> Judgement:
        """Training is a function; how it hangs together with the rest decides."""
        remedy = "move loading and features into a module that training, evaluation and serving import"
        if len(modules | imported) < 2 or not imported:
            told = "training is a function, and nothing else imports a module of the project"
            return partial(told, places(inside), remedy=remedy)
        if not imported & (modules | _imported_by(modules, code)):
            alone = inside[0].module.path
            told = f"{alone} trains by itself: it imports no module of the project, and none imports it"
            return partial(told, places(inside), remedy=remedy)
        if running := _run_when_imported(inside, training, code):
            return partial(
                f"training is a function in {running}, and importing that module starts it",
                places(inside),
                remedy='start the work below `if __name__ == "__main__":`, so that tests can import the module',
            )
        return met(
            f"training is a function in {inside[0].module.path}; {len(imported)} project modules are imported",
            places(inside),
        )

    def _without_training(self, training: Training, code: Code) -> Judgement:
        asked = [site for site in training.reach.only(training.predicts) if _in_function(site)]
        if asked and _imported_modules(code) & {site.module.path for site in asked}:
            return partial(
                "the code that predicts is importable; what trains the model is not here",
                places(asked),
                remedy="move in the code that trains, as functions of the same package",
            )
        return unmet("no training code was found", remedy="move in the code that trains, as functions of a module")

    def _notebooks(self, training: Training, code: Code) -> Judgement:
        imported = _imported_modules(code)
        if imported:
            return partial(
                f"models are trained in {len({s.module.path for s in training.in_notebooks})} notebooks, beside "
                f"{len(imported)} importable modules",
                places(training.in_notebooks),
                remedy="move the training cells into the modules that are there",
            )
        return unmet(
            "models are trained in notebook cells only",
            places(training.in_notebooks),
            remedy="move the training cells into functions of a module, and import them back",
        )


def _in_function(site: Site) -> bool:
    """Whether a call stands in a function; of R it is known only that its file defines some."""
    return site.call.scope not in ("", "__main__") or (site.module.language == "r" and bool(site.module.functions))


def _run_when_imported(inside: list[Site], training: Training, code: Code) -> str:
    """The module that starts its own training function at its top level, where every one that trains does so."""
    starting = []
    for site in inside:
        up = sorted(training.reach.upstream(site.scope))
        homes = [path for path, name in up if _starts_itself(code.modules[path], name)]
        if not homes:
            return ""
        starting += homes
    return min(starting, default="")


def _starts_itself(module: Module, name: str) -> bool:
    """Whether loading the module calls this function; what a framework decorates is only declared by that."""
    function = module.functions.get(name)
    if function is None or function.decorators or module.notebook or module.language != "python":
        return False
    return any(call.scope == "" and call.name == name for call in module.calls)


def _imported_by(paths: set[str], code: Code) -> set[str]:
    """Modules that one of these files imports."""
    return {path for path, importers in code.importers.items() if importers & paths}


def _is_schema(path: str, code: Code) -> bool:
    """Names of columns, targets and the like that the scripts of several steps take from one module."""
    steps = [each for each in code.importers[path] if code.modules[each].functions and not code.modules[each].notebook]
    return len(code.modules[path].assigns) > 1 and len(steps) >= _STEPS


def _imported_modules(code: Code) -> set[str]:
    """Modules with functions or classes, or what all steps agree on, that another file of the project imports."""
    return {
        path
        for path, importers in code.importers.items()
        if importers and (code.modules[path].functions or code.modules[path].classes or _is_schema(path, code))
    } | {path for path, module in code.modules.items() if module.language == "r" and module.functions}
