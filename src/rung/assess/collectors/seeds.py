"""What makes a run give the same numbers twice, and what checks that it does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.code.reach import Node
from rung.assess.collectors.configuration import Configuration
from rung.assess.collectors.tests import Tests
from rung.assess.collectors.training import Training
from rung.assess.invocation import RUNNABLE, By
from rung.assess.loop.base import Loop
from rung.assess.parse.python_facts import Name
from rung.assess.regex import regex
from rung.assess.signs import ForNames
from rung.assess.testcode.base import Does
from rung.assess.tree.base import Tree
from rung.domain import Place

_SEEDING = (
    "random.seed", "numpy.random.seed", "numpy.random.default_rng", "torch.manual_seed", "torch.cuda.manual_seed*",
    "tensorflow.random.set_seed",
    "tensorflow.set_random_seed", "*.set_random_seed", "*.seed_everything", "*.set_seed", "set.seed", "*.manual_seed",
    "*.set_global_seed",
    "*.enable_op_determinism", "*.use_deterministic_algorithms", "jax.random.PRNGKey", "jax.random.key",
    "*.set_seeds", "tar_option_set",
)  # fmt: skip
_KEYS = ("random_state", "seed", "random_seed", "seed_value")
_WRITTEN = regex(r"(?m)^[ \t]*[\"']?(?:random_state|random_seed|seed|seed_value)[\"']?[ \t]*[:=][ \t]*\d")
_CHANCE = (
    "*RandomForest*", "*ExtraTrees*", "*DecisionTreeClassifier", "*DecisionTreeRegressor", "*.SMOTE", "*.ADASYN",
    "*.RandomOverSampler",
    "*.RandomUnderSampler", "*.MLPClassifier", "*.MLPRegressor", "*.SGDClassifier", "*.SGDRegressor", "*.KMeans",
)  # fmt: skip
"""Estimators and samplers that draw at random unless they are given a seed."""
_SIZES = frozenset({"n_estimators", "max_depth", "min_samples_leaf", "n_clusters", "hidden_layer_sizes"})
"""Parameters of such estimators."""
_TOP = ("", "__main__")
_ROWS = ("sklearn.datasets.make_*", "*.sample", "*.shuffle")
_REPLAY = ForNames(
    r"reproduc|replay|retrain_from|rerun_from|same_(?:metrics|result)",
    re.I,
    "reproduc",
    "replay",
    "retrain_from",
    "rerun_from",
    "same_",
)
_TOLERANT = ("*.approx", "*.isclose", "*.allclose", "*.assert_allclose", "*.assert_almost_equal", "*.assertAlmostEqual")


class Seeds(Struct, frozen=True):
    """Seeds, and runs that are repeated to compare."""

    seeded: tuple[Place, ...]
    """Seeds in training code that a command starts."""
    in_notebooks: tuple[Place, ...]
    replays: tuple[Place, ...]
    """Code that trains again from a record."""
    compared: tuple[Place, ...]
    """Such code that compares the numbers within a tolerance."""
    by_chance: tuple[Place, ...] = ()
    """What draws at random without a seed, when only data and splits are seeded."""
    repeated: tuple[Place, ...] = ()
    """Tests that CI runs, train twice with the same arguments, and compare what comes out."""
    repeated_apart: tuple[Place, ...] = ()
    """Such tests that CI does not run."""


class SeedsCollector(Collector):
    """Looks for seeds near training, and for code that repeats a run."""

    def collect(
        self,
        tree: Tree,
        code: Code,
        reach: Reach,
        training: Training,
        configuration: Configuration,
        loop: Loop,
        tests: Tests,
    ) -> Seeds:
        """A seed of `None` is none."""
        sites = code.find(*_SEEDING)
        for module in code.modules.values():
            for call in module.calls:
                if call.kwargs and any(key in call.kwargs and _is_set(call.kwargs[key]) for key in _KEYS):
                    sites.append(Site(module, call))
        seeded = [site for site in sites if reach.of(site) & (RUNNABLE | By.PIPELINE) and not site.module.notebook]
        replays = [
            (module.path, function)
            for module in code.modules.values()
            for function in module.functions.values()
            if not module.notebook and (_REPLAY.search(function.name) or _REPLAY.search(module.path.rpartition("/")[2]))
        ]
        fits = reach.above(site.scope for site in training.fits)
        replaying = [
            (path, function)
            for path, function in replays
            if (path, function.name) in fits or path in {p for p, _ in fits}
        ]
        tolerant = {site.scope for site in code.find(*_TOLERANT)}
        compared = [Place(path, function.line) for path, function in replaying if (path, function.name) in tolerant]
        # It fails when a figure lies further off than is stated.
        compared += [each.place for each in loop.reproductions if loop.runs and each.can_fail]
        return Seeds(
            (*(site.place for site in seeded), *_configured(tree, training, configuration)),
            tuple(site.place for site in sites if site.module.notebook),
            tuple(Place(path, function.line) for path, function in replaying),
            tuple(compared),
            _by_chance(code, reach, training, seeded),
            *_repeated(tests),
        )


def _repeated(tests: Tests) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Tests that train twice and compare: those that CI runs, and the others."""
    wanted = Does.REPEATS | Does.GOLDEN
    found = [case for case in tests.cases(Does.REPEATS) if case.does & wanted == wanted and case.telling]
    in_ci = {case.place for case in tests.in_ci(Does.REPEATS)}
    run = tuple(case.place for case in found if case.place in in_ci)
    return run, tuple(case.place for case in found if case.place not in in_ci)


def _configured(tree: Tree, training: Training, configuration: Configuration) -> Iterator[Place]:
    """Seeds in files of parameters, where training hands the whole of them, or this one by its name, to a model."""
    handed = any(
        "**" in call.kwargs or any(call.args[:1] == (key,) for key in _KEYS)
        for module in {site.module.path: site.module for site in training.runnable}.values()
        for call in module.calls
    )
    for path in dict.fromkeys(each.place.path for each in configuration.files) if handed else ():
        text = tree.text(path) or ""
        found = _WRITTEN.search(text)
        if found:
            yield Place(path, text.count("\n", 0, found.start()) + 1)


def _by_chance(code: Code, reach: Reach, training: Training, seeded: list[Site]) -> tuple[Place, ...]:
    """Estimators without a seed, where nothing but the rows is seeded; what seeds another program seeds nothing."""
    rows = {site.place for site in (*training.splits, *code.find(*_ROWS))}
    started = _programs(reach, [site.scope for site in training.fits])
    if any(site.place not in rows and _programs(reach, [site.scope]) & started for site in seeded):
        return ()
    drawing = reach.only(code.find(*_CHANCE), RUNNABLE | By.PIPELINE)
    loose = [site for site in drawing if not site.module.notebook and not set(_KEYS) & set(site.call.kwargs)]
    return tuple(site.place for site in loose if "**" not in site.call.kwargs or _spelt_out(site))


def _programs(reach: Reach, nodes: Iterable[Node]) -> set[str]:
    """The files in which the way to these functions begins."""
    return {
        path for node in nodes for path, scope in reach.upstream(node) if scope in _TOP or (path, scope) == node
    }  # fmt: skip


def _spelt_out(site: Site) -> bool:
    """Parameters handed over as one that the same file spells out, without a seed among them."""
    spelt = [set(keys.names) for keys in site.module.dicts if _SIZES & set(keys.names)]
    return bool(spelt) and not any(set(_KEYS) & names for names in spelt)


def _is_set(value: object) -> bool:
    return isinstance(value, (int, Name)) and not isinstance(value, bool)
