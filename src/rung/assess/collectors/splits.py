"""Finds how rows are set apart to judge a model, and what lets them back in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.code.base import place_in
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.collectors.training import Training
from rung.assess.dataflow import Order
from rung.assess.dataflow.apart import part_files, row_by_row
from rung.assess.dataflow.splitting import (
    EVALSET,
    FOLDS,
    GROUPED,
    HELD,
    LEARNS_ROWS,
    MASK,
    MOMENT,
    OWN,
    PORTION,
    READS,
    RESAMPLING,
    SAVES,
    SEED_WORDS,
    SEEDS,
    SHUFFLES,
    SPLITS,
    TIMED,
    TRAINED,
)
from rung.assess.invocation import By
from rung.assess.loop.base import Loop
from rung.assess.parse.python_facts import Call, Items, Name, Opaque, Value
from rung.assess.tree.base import Tree
from rung.domain import Place


class Rule(StrEnum):
    """By what rows are set apart."""

    SEED = "a fixed seed"
    TIME = "time"
    GROUP = "groups"
    HASH = "a hash of the row"
    ORDER = "the order of the rows"
    FILES = "separate files"
    CHANCE = "chance"
    """Another way at every run."""


class Split(Struct, frozen=True):
    """One place where rows are set apart."""

    rule: Rule
    what: str
    place: Place
    by: By
    kept: bool = False
    """The parts are written to files, or come from files."""


class Leak(Struct, frozen=True):
    """A way for the judged rows to influence the model."""

    why: str
    place: Place


class Splits(Struct, frozen=True):
    """How a project holds rows back."""

    splits: tuple[Split, ...] = ()
    """In order of place; those that only tests reach are left out."""
    leaks: tuple[Leak, ...] = ()
    """Something was fitted or resampled before the split."""
    tuned: tuple[Leak, ...] = ()
    """Choices made on the rows that then judge the model."""
    folds_only: bool = False
    """Models are judged by cross-validation alone."""

    @property
    def fixed(self) -> list[Split]:
        """Splits that come out the same for the same data."""
        return [each for each in self.splits if each.rule is not Rule.CHANCE]


_HOLDOUT = {"latest": Rule.TIME, "group": Rule.GROUP, "random": Rule.SEED}


def _of_loop(loop: Loop) -> Iterator[Split]:
    """The rows that `rung run` takes out before the first step sees any."""
    if loop.runs and loop.holdout:
        by = loop.by | By.PIPELINE
        yield Split(_HOLDOUT[loop.holdout.text], "evaluate.holdout", loop.holdout.place, by, kept=True)


class SplitsCollector(Collector):
    """Looks at the calls that split, at what is fitted before them, and at what is chosen after them."""

    def collect(
        self, tree: Tree, files: Files, code: Code, reach: Reach, training: Training, commands: Commands, loop: Loop
    ) -> Splits:
        """Python and R calls, split functions of the project, SQL that hashes rows, and files set apart."""
        away = frozenset(path for path in code.modules if files.excluded(path) or files.aside(path))
        seeded = {site.module.path for site in code.find(*SEEDS) if not _loose(site)}
        if code.find("tar_target"):  # targets gives each target a seed of its own, made from its name
            seeded |= {path for path, module in code.modules.items() if module.language == "r"}
        reads = _Looking(code, reach, training, away, seeded)
        by_hand = list(reads.by_hand())
        found = [
            *reads.calls(),
            *(split for _, split in by_hand),
            *reads.masked(),
            *reads.row_by_row(),
            *reads.own(),
            *_in_sql(tree, files),
            *_of_loop(loop),
        ]
        if not any(each.kept for each in found):  # else the files are what these splits left behind
            found += reads.files()
            found += [] if found else reads.parts(commands)
        calls = [site for site in training.splits if site.module.path not in away] + [site for site, _ in by_hand]
        return Splits(
            tuple(dict.fromkeys(found)),
            tuple(reads.leaks(calls)),
            (*reads.tuned(), *reads.searched(), *reads.refitted(), *reads.grids()),
            not found and bool(code.find("*.cross_val_score", "*.cross_validate", "*.GridSearchCV", "vfold_cv")),
        )


class _Looking:
    def __init__(self, code: Code, reach: Reach, training: Training, away: frozenset[str], seeded: set[str]) -> None:
        self.code = code
        self.reach = reach
        self.training = training
        self.away = away
        self.seeded = seeded
        self.order = Order(code, reach)
        self.judging = {site.module.path for site in training.measures}

    def calls(self) -> Iterator[Split]:
        for site in self.training.splits:
            if site.module.path in self.away or FOLDS.search(site.call.name.removesuffix(".split")):
                continue
            name = site.call.last
            rule = Rule.SEED
            if name in TIMED:
                rule = Rule.TIME
            elif name in GROUPED and _seed(site):
                rule = Rule.GROUP
            elif site.call.kwargs.get("shuffle") is False:
                rule = Rule.ORDER
            elif not _seed(site) and not self._seeded_for(site):
                rule = Rule.CHANCE
            yield Split(rule, name, site.place, self.reach.of(site), self._kept(site))

    def by_hand(self) -> Iterator[tuple[Site, Split]]:
        """Rows set apart with slices of a shuffled table: `train, test = np.split(…)`, `train = df.sample(frac=…)`."""
        for site in self.code.find("numpy.split", "numpy.array_split", "*.sample"):
            if site.module.path in self.away or self.reach.from_module(site.module.path) in (By.TEST, By.NOBODY):
                continue
            near = [call for call in site.module.calls if call.scope == site.call.scope]
            if site.call.last == "sample":
                rest = any(call.last == "drop" and "index" in " ".join(_said(call.args)) for call in near)
                if not (rest and "frac" in site.call.kwargs and re.search(r"train|test", site.call.target, re.I)):
                    continue
                shuffled = True
            else:
                if not (re.search(r"train", site.call.target, re.I) and re.search(r"test|val|hold", site.call.target)):
                    continue
                shuffled = any(call.last in SHUFFLES and call.line <= site.call.line for call in near)
            seeded = _seed(site) or self._seeded_for(site)
            rule = Rule.ORDER if not shuffled else Rule.SEED if seeded else Rule.CHANCE
            yield site, Split(rule, site.call.last, site.place, self.reach.of(site), self._kept(site))

    def masked(self) -> Iterator[Split]:
        """Rows set apart by random numbers below a share: `mask = np.random.rand(len(rows)) < 0.8`."""
        for site in self.code.find(
            "numpy.random.rand", "numpy.random.random*", "numpy.random.uniform", "*_rng().random"
        ):
            first = site.call.args[0] if site.call.args else site.call.kwargs.get("size")
            counted = isinstance(first, Opaque) and first.text == "len"
            parts = [
                each.target
                for each in site.module.comparisons
                if each.scope == site.call.scope and any(0 < number < 1 for number in each.numbers)
            ]
            if (
                counted
                and any(MASK.search(each) for each in parts)
                and site.module.path not in self.away
                and self.reach.from_module(site.module.path) not in (By.TEST, By.NOBODY)
            ):
                rule = Rule.SEED if self._seeded_for(site) else Rule.CHANCE
                yield Split(rule, site.call.last, site.place, self.reach.of(site), self._kept(site))

    def row_by_row(self) -> Iterator[Split]:
        """Rows that a random number sends to one part or the other, one by one."""
        for site in row_by_row(self.code):
            if site.module.path not in self.away and self.reach.from_module(site.module.path) not in (
                By.TEST,
                By.NOBODY,
            ):
                rule = Rule.SEED if self._seeded_for(site) else Rule.CHANCE
                yield Split(rule, site.call.last, site.place, self.reach.of(site), self._kept(site))

    def parts(self, commands: Commands) -> Iterator[Split]:
        """Files of rows for training and for judging that two scripts are given."""
        fitting = {site.module.path for site in self.training.fits}
        for text, place in part_files(self.code, commands.scripts(), fitting, self.judging):
            if place.path not in self.away:
                yield Split(Rule.FILES, text, place, self.reach.from_module(place.path) or By.PIPELINE, True)

    def own(self) -> Iterator[Split]:
        """Split functions of the project that draw no rows by chance, or do so with a seed."""
        split_modules = {site.scope for site in self.training.splits}
        for module in self.code.modules.values():
            if module.path in self.away or module.notebook or self.reach.from_module(module.path) == By.TEST:
                continue
            for function in module.functions.values():
                node = (module.path, function.name)
                owner = function.name.rpartition(".")[0]
                named = OWN.search(function.name) or (owner and OWN.search(owner) and function.name.endswith(".split"))
                params = [name for name, _ in function.params]
                named = named or (SPLITS.search(function.name) and any(PORTION.search(each) for each in params))
                if (
                    not named
                    or function.statements < 2
                    or node in split_modules
                    or self.reach.by(*node) in (By.NOBODY, By.TEST)
                ):
                    continue
                inside = [call for call in module.calls if call.scope.startswith(function.name)]
                drawn = [
                    call
                    for call in inside
                    if call.last in ("sample", "shuffle", "permutation", "choice", "rand", "random")
                ]
                if _takes_parts(inside):
                    continue
                hashed = any("hash" in call.last.lower() or call.last == "crc32" for call in inside)
                sure = all(set(call.kwargs) & set(SEED_WORDS) for call in drawn) or module.path in self.seeded
                if any(
                    site.scope[0] == module.path and site.scope[1].startswith(function.name)
                    for site in self.training.splits
                ):
                    continue
                whole = Rule.TIME if any(MOMENT.search(each) for each in params) else Rule.ORDER
                rule = Rule.HASH if hashed else whole if not drawn else Rule.SEED if sure else Rule.CHANCE
                kept = any(call.last in SAVES for call in inside)
                yield Split(rule, function.name, place_in(module, function.line), self.reach.by(*node), kept)

    def files(self) -> Iterator[Split]:
        """A test file that evaluation reads beside the training file."""
        for site in self.training.reads:
            if site.module.path in self.away:
                continue
            texts = _said((*site.call.args, *site.call.kwargs.values()))
            named = any(HELD.search(text) for text in texts)
            benchmark = "keras.datasets" in site.call.name or "torchvision.datasets" in site.call.name
            if benchmark or (named and (site.module.path in self.judging or self._beside_training(site))):
                yield Split(Rule.FILES, texts[0] if texts else site.call.last, site.place, self.reach.of(site), True)

    def _beside_training(self, site: Site) -> bool:
        """The same function also reads the rows to train on."""
        return any(
            other.scope == site.scope
            and other is not site
            and any(TRAINED.search(text) for text in _said((*other.call.args, *other.call.kwargs.values())))
            for other in self.training.reads
        )

    def refitted(self) -> Iterator[Leak]:
        """What prepares the rows learns from the test rows a second time."""
        for site in self.code.find("*.fit_transform", "*.fit_resample"):
            if site.module.path in self.away or site.module.notebook or not LEARNS_ROWS.search(site.call.name):
                continue
            what = site.call.name.replace("()", "").rsplit(".", 2)[-2]
            if _on_held_rows(site.call):
                yield Leak(f"{what} is fitted anew on the test rows", site.place)
                continue
            name = site.call.scope.rpartition(".")[2]
            for path, scope in self.reach.callers.get(site.scope, ()) if name else ():
                module = self.code.modules.get(path)
                for call in module.calls if module and self.reach.from_module(path) != By.TEST else ():
                    if call.scope == scope and call.last == name and _on_held_rows(call):
                        yield Leak(f"{name} fits {what} anew on the test rows", site.place)

    def grids(self) -> Iterator[Leak]:
        """A pipeline of R targets that tries a grid of parameters and compares the results on `testing(…)`."""
        declared = {site.module.path for site in self.code.find("tar_target")}
        mapped = [site for site in self.code.find("cross", "tar_map") if site.module.path in declared]
        chosen = self.code.find("top_n", "slice_max", "slice_min", "which.max", "which.min", "arrange")
        judged = [site for site in self.code.find("testing", "rsample.testing") if site.module.path not in self.away]
        third = self.code.find("vfold_cv", "bootstraps", "mc_cv", "validation_split", "initial_validation_split")
        if mapped and chosen and judged and not third:
            yield Leak("the best of the grid is chosen on the test rows", mapped[0].place)

    def leaks(self, splits: list[Site]) -> Iterator[Leak]:
        for site in self.code.find("*.fit_transform", "*.fit", *RESAMPLING):
            name = site.call.name
            resamples = site.call.last in ("fit_resample", "fit_sample")
            if (
                site.module.path in self.away
                or not (resamples or LEARNS_ROWS.search(name))
                or re.search(r"ipeline", name)
            ):
                continue
            if self.reach.of(site) == By.TEST or self.reach.from_module(site.module.path) == By.TEST:
                continue
            first = site.call.args[0] if site.call.args else None
            text = first.dotted if isinstance(first, Name) else first.text if isinstance(first, Opaque) else ""
            what = name.replace("()", "").rsplit(".", 2)[-2] if "." in name else name
            if "concat" in text:
                yield Leak(f"{what} is fitted on training and test rows together", site.place)
                continue
            if re.search(r"train", text, re.I):
                continue
            for split in splits:
                near = split.module.path == site.module.path or not site.module.notebook
                if near and self.order.before(site.scope, site.call.line, split.scope, split.call.line):
                    yield Leak(
                        f"{what} {'resamples' if resamples else 'is fitted on'} all rows before they are split",
                        site.place,
                    )
                    break

    def tuned(self) -> Iterator[Leak]:
        """Early stopping, search or thresholds on rows whose name says that they are the test."""
        for site in self.training.fits:
            if site.module.path in self.away:
                continue
            for key, value in site.call.kwargs.items():
                if key.rpartition("__")[2] in EVALSET and any(re.search(r"test", name, re.I) for name in _names(value)):
                    yield Leak(f"{site.call.last} watches the test rows ({key})", site.place)
        for site in self.code.find(
            "*.create_study", "*.fmin", "*SearchCV", "*Search", "*.search", "*threshold*", "tune_grid"
        ):
            if site.module.path in self.away or self.reach.from_module(site.module.path) == By.TEST:
                continue
            looks = [name for value in (*site.call.args, *site.call.kwargs.values()) for name in _names(value)]
            if any(re.search(r"test", name, re.I) for name in looks):
                yield Leak(f"{site.call.last} chooses on the test rows", site.place)
            elif re.search(r"(find|best|optim\w{0,60}|tune|search|select|choose)_?\w{0,60}threshold", site.call.last):
                yield Leak(f"{site.call.last} chooses the threshold, and no third set of rows judges it", site.place)

    def searched(self) -> Iterator[Leak]:
        """A search for hyperparameters that no split comes before."""
        for site in self.code.find("*SearchCV().fit", "*.search"):
            if not self.training.splits or site.module.path in self.away or site.module.notebook:
                continue
            if site.call.last == "search" and not {"inputs", "targets", "X", "y"} & set(site.call.kwargs):
                continue
            if self.reach.from_module(site.module.path) == By.TEST or any(
                "train" in text.lower() for text in self._about(site)
            ):
                continue
            if not any(
                self.order.before(s.scope, s.call.line, site.scope, site.call.line) for s in self.training.splits
            ):
                yield Leak(f"{site.call.last} tunes on all rows, those that later judge the model too", site.place)

    def _about(self, site: Site) -> Iterator[str]:
        function = site.module.functions.get(site.call.scope)
        yield from (name for name, _ in (function.params if function else ()))
        yield from (name for value in (*site.call.args, *site.call.kwargs.values()) for name in _names(value))
        yield from (
            text for text, _ in site.module.strings if text.endswith((".csv", ".pkl", ".parquet", ".npy", ".joblib"))
        )

    def _seeded_for(self, site: Site) -> bool:
        paths = {path for path, _ in self.reach.upstream(site.scope)} | {site.module.path}
        return bool(paths & self.seeded)

    def _kept(self, site: Site) -> bool:
        """One of the parts is written down in the same function."""
        return any(
            call.scope == site.call.scope and call.line > site.call.line and call.last in SAVES
            for call in site.module.calls
        )


def _takes_parts(inside: list[Call]) -> bool:
    """The function reads rows to train on and rows to judge by from files: they were set apart elsewhere."""
    names = [call.target for call in inside if READS.match(call.last)]
    return any(TRAINED.search(each) for each in names) and any(HELD.search(each) for each in names)


def _said(values: Iterable[Value]) -> list[str]:
    """Constants and names among the arguments."""
    return [
        value if isinstance(value, str) else value.dotted if isinstance(value, Name) else value.text
        for value in values
        if isinstance(value, str | Name | Opaque)
    ]


def _on_held_rows(call: Call) -> bool:
    """By the name of what goes in, or of what comes out."""
    return any(HELD.search(text) for text in (*_said(call.args), *call.target.split(",")))


def _seed(site: Site) -> bool:
    given = [value for key, value in site.call.kwargs.items() if key in SEED_WORDS]
    if given:
        return given[0] is not None
    return "**" in site.call.kwargs or (site.call.last in ("random_split", "randomSplit") and len(site.call.args) > 1)


def _loose(site: Site) -> bool:
    return site.call.last == "default_rng" and not site.call.args and not site.call.kwargs


def _names(value: Value) -> Iterator[str]:
    if isinstance(value, Name):
        yield value.dotted.rsplit(".", 1)[-1]
    elif isinstance(value, Opaque):
        yield value.text
    elif isinstance(value, Items):
        for each in value.values:
            yield from _names(each)


def _in_sql(tree: Tree, files: Files) -> Iterator[Split]:
    for path in files.sql:
        if files.aside(path):
            continue
        text = tree.text(path) or ""
        found = re.search(
            r"\bMOD\s*\(\s*ABS\s*\(\s*FARM_FINGERPRINT|data_split_method\s*=|\bML\.\w{0,60}SPLIT|TABLESAMPLE[^;]{0,2000}REPEATABLE",
            text,
            re.I,
        )
        if found:
            yield Split(
                Rule.HASH, path.rsplit("/", 1)[-1], Place(path, text.count("\n", 0, found.start()) + 1), By.PIPELINE
            )
