"""Where models are made and judged: training, saving, loading, splitting, measuring, reading data."""

from __future__ import annotations

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site, r_words
from rung.assess.code.posterior import SAMPLING, UNNAMED, draws_posterior
from rung.assess.code.vocabulary import (
    LEARNING_PACKAGES,
    LOADING,
    MEASURING,
    PREDICTING,
    PREPARING,
    READING,
    SAVING,
    SPLITTING,
    TRAINING,
)
from rung.assess.invocation import DECLARED, RUNNABLE, By
from rung.assess.parse.python_facts import Module

_STEPPING = ("*.step", "*.manual_backward", "*.train_on_batch", "*.apply_gradients")
"""What uses a gradient to change a model; without it `backward` only explains one answer."""
_ON_PLATFORM = frozenset({"create_training_job", "create_hyper_parameter_tuning_job"})
"""Calls of a platform's client that can mean nothing else."""
_LEARNING_ALONE = frozenset({"backward", "apply_gradients", "train_on_batch"})


class Training(Struct, frozen=True):
    """The learning in the code; every list holds the sites of non-test modules, in order."""

    fits: tuple[Site, ...]
    """Calls that train a model, wherever they stand."""
    saves: tuple[Site, ...]
    loads: tuple[Site, ...]
    predicts: tuple[Site, ...]
    splits: tuple[Site, ...]
    measures: tuple[Site, ...]
    reads: tuple[Site, ...]
    reach: Reach

    @property
    def runnable(self) -> list[Site]:
        """Training that a command, a job or a script starts; notebooks and tests left out."""
        return self.reach.only(self.fits, RUNNABLE)

    @property
    def declared(self) -> list[Site]:
        """Training that a file declares an entry point for."""
        return self.reach.only(self.fits, DECLARED)

    @property
    def path(self) -> By:
        """Who has to start a piece of code for it to lie on the path that runs.

        Where a file or a document says how training is started, a script that nothing names lies beside that path.
        """
        named = DECLARED | By.DOCUMENTED
        return named if any(self.reach.of(site) & named for site in self.fits) else RUNNABLE

    @property
    def in_notebooks(self) -> list[Site]:
        """Training inside notebook cells."""
        return [site for site in self.fits if site.module.notebook]

    @property
    def notebook_only(self) -> bool:
        """Models are trained, and only in notebooks."""
        return bool(self.in_notebooks) and not self.runnable

    def by(self) -> By:
        """Everybody who starts some training."""
        total = By.NOBODY
        for site in self.fits:
            total |= self.reach.of(site)
        return total

    def paths(self) -> list[str]:
        """Files that train, those with a declared entry point first."""
        ranked = [site.module.path for site in (*self.declared, *self.runnable, *self.fits)]
        return list(dict.fromkeys(ranked))

    def near(self, sites: list[Site]) -> list[Site]:
        """Those of `sites` that stand in a training module, or in code that training reaches or that reaches it."""
        nodes = self.reach.above(fit.scope for fit in self.fits)
        paths = {path for path, _ in nodes}
        reached = self.reach.below(nodes)
        return [site for site in sites if site.module.path in paths or site.scope in reached]


class TrainingCollector(Collector):
    """Finds the learning in the code."""

    def collect(self, code: Code, reach: Reach) -> Training:
        """Look through the calls once for each question."""
        learners = {path for path, module in code.modules.items() if _learns(module)}

        def outside_tests(sites: list[Site]) -> tuple[Site, ...]:
            return tuple(site for site in sites if reach.from_module(site.module.path) != By.TEST)

        stepping = {site.module.path for site in code.find(*_STEPPING)}
        fits = [
            site
            for site in code.find(*TRAINING)
            if is_training(site, site.module.path in learners)
            and not _own_and_idle(code, site)
            and (site.call.last != "backward" or site.module.path in stepping)
        ]
        fits += code.find(*SAMPLING)
        fits += [site for site in code.find(*UNNAMED) if site not in fits and draws_posterior(site.call)]
        fits += r_words.calling(code, r_words.TRAINING)
        asks = list(r_words.predicting(code))
        learning, asking = {site.module.path for site in fits}, {site.module.path for site in asks}
        kept = [site for site in r_words.calling(code, r_words.OBJECTS_OUT) if site.module.path in learning]
        fetched = [site for site in r_words.calling(code, r_words.OBJECTS_IN) if site.module.path in asking]
        return Training(
            fits=outside_tests(fits),
            saves=outside_tests([*code.find(*SAVING), *r_words.calling(code, r_words.SAVING), *kept]),
            loads=outside_tests([*code.find(*LOADING), *r_words.calling(code, r_words.LOADING), *fetched]),
            predicts=outside_tests(
                [site for site in code.find(*PREDICTING) if site.module.path in learners or _asks(site)] + asks
            ),
            splits=outside_tests(code.find(*SPLITTING)),
            measures=outside_tests([*code.find(*MEASURING), *r_words.calling(code, r_words.MEASURING)]),
            reads=outside_tests(code.find(*READING)),
            reach=reach,
        )


def is_training(site: Site, learner: bool) -> bool:
    """Whether a call of the training vocabulary trains a model, and does not only prepare data."""
    name = site.call.name
    owner = name.rpartition(".")[0]
    head = owner.partition(".")[0]
    if site.call.last in _LEARNING_ALONE:
        return learner  # before the next line: `GradScaler().scale(loss).backward()` learns
    if any(part in owner for part in PREPARING):
        return False
    if head in _HEADS or site.call.last in _ON_PLATFORM:
        return True
    if owner.startswith(("scipy.", "numpy.", "matplotlib.", "pandas.")):
        return False
    return learner and (bool(site.call.args) or bool(site.call.kwargs) or site.call.last == "train")


def _own_and_idle(code: Code, site: Site) -> bool:
    """`fit` of a class of this project that only transforms rows, or whose `fit` calls nothing."""
    owner = site.call.name.rpartition(".")[0]
    if not owner.endswith("()"):
        return False
    made = owner.removesuffix("()")
    _, path, name = code.linker.follow(made, site.module.path)
    module, name = (code.modules[path], name) if path else (site.module, made)
    fit = f"{name}.{site.call.last}"
    if name not in module.classes or fit not in module.functions:
        return False
    transforms = f"{name}.transform" in module.functions and f"{name}.predict" not in module.functions
    return transforms or not any(call.scope == fit for call in module.calls)


def _learns(module: Module) -> bool:
    return any(
        name in LEARNING_PACKAGES or any(name.startswith(package + ".") for package in _prefixes(name))
        for name in module.import_lines
    )


def _prefixes(name: str) -> list[str]:
    parts = name.split(".")
    return [prefix for cut in range(1, len(parts)) if (prefix := ".".join(parts[:cut])) in LEARNING_PACKAGES]


def _asks(site: Site) -> bool:
    """`model.predict(…)` in a module that got its model from elsewhere."""
    asks = site.call.last.startswith("predict") or site.call.last == "most_similar"
    return asks and bool(site.call.args or site.call.kwargs)


_HEADS = frozenset(package.partition(".")[0] for package in LEARNING_PACKAGES) - {
    "azure",
    "google",
    "pyspark",
    "mlflow",
    "synapse",
}
