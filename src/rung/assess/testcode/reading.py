"""Reads test functions: what they assert, what they replace, and what of the project they reach."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from rung.assess.code import Code, Reach, Site
from rung.assess.code.base import place_in
from rung.assess.code.reach import MAKING
from rung.assess.parse.python_facts import Call, Items, Module, Name, Opaque
from rung.assess.regex import regex
from rung.assess.signs import ForNames
from rung.assess.testcode.base import Does, TestCase, TestFile
from rung.assess.testcode.preparing import Preparing, by_scope

Node = tuple[str, str]
"""Path of a module and qualified name of a function in it."""

_FILE = regex(
    r"(^|/)(test_[^/]*|[^/]*_tests?)\.py$|(^|/)tests?/(.{0,300}/)?tests?\.py$|(^|/)test-[^/]*\.[rR]$|(^|/)testthat/[^/]*\.[rR]$"
)
_IN_TESTS = regex(r"(^|/)(tests?|testing)/")
_PREPARES = regex(
    r"(^|[^a-z])(ingest|prep|preprocess|process|clean|feature|transform|valid|load|split|encod|etl|schema|dataset|data|impute|"
    r"token|augment|extract|label|reader)",
    re.I,
)
_MOCKS = ForNames(r"(^|\.)(patch|MagicMock|Mock|AsyncMock|create_autospec|setattr|stub|monkeypatch)(\.|$)")
_ASSERTS = ForNames(r"(^|\.)(assert_\w+|assert[A-Z]\w*|raises|warns|expect_\w+|check_estimator|assertEqual)$")
_EXISTS = frozenset({"assertIsNotNone", "assert_is_not_none"})
"""Checks that something came back, whatever it is."""
_HTTP = frozenset({"post", "invoke_endpoint", "predict_http"})
_ROUTE = regex(r"predict|invocations|score|infer|classif|/v\d", re.I)
_GENERATORS = ("hypothesis", "schemathesis", "textattack", "checklist", "art.attacks", "foolbox", "cleverhans",
               "nlpaug",
               "imagecorruptions", "atheris", "torchattacks", "robustbench", "giskard", "alibi_detect")  # fmt: skip
_HOSTILE = ForNames(
    r"robust|perturb|adversar|corrupt|noisy|noise|out_of_range|outlier|extreme|invarian|directional|fuzz|typo|malicious|"
    r"untrusted|injection|(?<![a-z])ood(?![a-z])",
    re.I,
    "robust",
    "perturb",
    "adversar",
    "corrupt",
    "nois",
    "out_of_range",
    "outlier",
    "extreme",
    "invarian",
    "directional",
    "fuzz",
    "typo",
    "malicious",
    "untrusted",
    "injection",
    "ood",
)
_JUDGING = regex(r"predict|score|evaluate|\w{1,40}_score$")
_FIT = frozenset({"fit", "train", "train_model", "partial_fit"})


def is_test_file(path: str) -> bool:
    """Whether a runner would collect the file."""
    return bool(_FILE.search(path))


def is_test(path: str) -> bool:
    """Whether the file is one of tests, or of what they share."""
    return is_test_file(path) or bool(_IN_TESTS.search(path)) or path.rpartition("/")[2] == "conftest.py"


class Subject:
    """The project as tests see it: which functions belong to which part."""

    def __init__(
        self,
        code: Code,
        reach: Reach,
        *,
        fits: Iterable[Site],
        saves: Iterable[Site],
        loads: Iterable[Site],
        predicts: Iterable[Site],
        measures: Iterable[Site],
        serving: Iterable[Node],
    ) -> None:
        self.code = code
        self.reach = reach
        self._fits = [site for site in fits if not site.module.notebook and not _IN_TESTS.search(site.module.path)]
        self._saves = [site for site in saves if not site.module.notebook]
        self._loads = [site for site in loads if not site.module.notebook]
        self._predicts = [site for site in predicts if not site.module.notebook]
        self._measures = [site for site in measures if not site.module.notebook]
        self._serving = [node for node in serving if not _IN_TESTS.search(node[0])]

    @cached_property
    def parts(self) -> dict[str, Does]:
        """By path of a module: the part of the project it belongs to."""
        found: dict[str, Does] = defaultdict(lambda: Does.NOTHING)
        for path, module in self.code.modules.items():
            if module.notebook or is_test_file(path) or _IN_TESTS.search(path) or not module.functions:
                continue
            found[path] |= Does.CODE
            stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
            folder = path.rsplit("/", 2)[-2] if "/" in path else ""
            if _PREPARES.search(stem) or re.search(r"feature|data|prepro|transform", folder):
                found[path] |= Does.FEATURES
        for site in (*self._fits, *self._saves, *self._measures):
            found[site.module.path] |= Does.MODEL
        for path, _ in self._serving:
            found[path] |= Does.SERVING
        return dict(found)

    @cached_property
    def present(self) -> Does:
        """The parts there are."""
        total = Does.NOTHING
        for each in self.parts.values():
            total |= each
        return total

    @cached_property
    def functions(self) -> dict[Node, Does]:
        """By function: what a test that calls it does."""
        found: dict[Node, Does] = defaultdict(lambda: Does.NOTHING)
        for sites, does in (
            (self._fits, Does.TRAINS | Does.MODEL),
            (self._loads, Does.LOADS),
            (self._predicts, Does.PREDICTS),
            (self._measures, Does.JUDGES),
        ):
            for scope in {site.scope for site in sites if site.scope[1]}:
                for node in self._callers(scope):
                    found[node] |= does
        saving = {site.scope for site in self._saves if site.scope[1]}
        for site in self.code.find("*register_model", "*.register", "*.log_model", "*.save", "*create_model_version"):
            if site.call.scope and not is_test_file(site.module.path):
                saving.add(site.scope)
        for node in self.reach.above(saving):
            if node[1] and found.get(node, Does.NOTHING) & Does.TRAINS:
                found[node] |= Does.FLOW
        for node in self._serving:
            found[node] |= Does.SERVING
        return dict(found)

    @cached_property
    def training(self) -> frozenset[str]:
        """Last names of the project's functions that train; of a class whose making trains, its name."""
        nodes = [node for node, does in self.functions.items() if does & Does.TRAINS and not is_test_file(node[0])]
        names = [name.split(".") for _, name in nodes]
        return frozenset(each[-2] if each[-1] in MAKING and len(each) > 1 else each[-1] for each in names)

    def _callers(self, node: Node) -> set[Node]:
        """Functions that run this one; who only makes an object of a class does not run its methods."""
        seen, todo = {node}, [node]
        while todo:
            path, name = each = todo.pop()
            owner, _, last = name.rpartition(".")
            for caller in self.reach.callers.get(each, ()):
                made = caller == (path, owner) and last not in MAKING
                if caller not in seen and not made:
                    seen.add(caller)
                    todo.append(caller)
        return seen


def read_tests(paths: Iterable[str], subject: Subject) -> Iterator[TestFile]:
    """One by one, those without any test left out."""
    importing: dict[str, set[str]] = defaultdict(set)
    for target, importers in subject.code.importers.items():
        for each in importers:
            importing[each].add(target)
    linker = subject.code.linker
    for path in paths:
        module = subject.code.modules[path]
        for name in module.imports.values():
            imported = linker.follow(name, path)[1]
            if imported:
                importing[path].add(imported)
        reaches = frozenset(each for each in importing[path] if subject.parts.get(each))
        cases = tuple(_r_cases(module, subject) if module.language == "r" else _cases(module, subject, reaches))
        if cases:
            yield TestFile(path, cases, reaches)


def _cases(module: Module, subject: Subject, reaches: frozenset[str]) -> Iterator[TestCase]:
    calls, stops = by_scope(module.calls), by_scope(module.stops)
    preparing = Preparing(module, subject.code.modules)
    generated = any(name == each or name.startswith(each + ".") for name in module.import_lines for each in _GENERATORS)
    known = {*module.imports, *module.functions, *module.classes}
    off = _module_skipped(module)
    for function in module.functions.values():
        owner, _, last = function.name.rpartition(".")
        if not last.startswith("test") or (owner and owner not in module.classes):
            continue
        own, asserted = calls.get(function.name, []), stops.get(function.name, [])
        # What looks at nothing but what the test has written itself is no check.
        looks = bool(own or function.params) or any(not known.isdisjoint(each.names) for each in asserted)
        asserts = [each for each in asserted if looks and each.kind == "assert" and (each.names or each.compares)]
        checks = [each for each in own if _ASSERTS.search(each.name) and not _is_mock_check(each)]
        told = [each for each in asserts if not each.exists]
        tells = bool(told) or any(each.last not in _EXISTS for each in checks)
        prepared = preparing.of(function, own)
        mocks = sum(1 for each in (*own, *function.decorators, *prepared) if _MOCKS.search(each.name))
        does = _does(module, function.name, own, subject, reaches)
        if generated:
            does |= Does.GENERATED
        if _HOSTILE.search(last) or (owner and _HOSTILE.search(owner)):
            does |= Does.HOSTILE
        if any(each.compares and not each.exists for each in asserted) or any(
            "equal" in each.last.lower() or "close" in each.last for each in own
        ):
            does |= Does.GOLDEN
        if mocks >= 2:
            does &= ~(Does.TRAINS | Does.FLOW | Does.LOADS | Does.PREDICTS | Does.JUDGES | Does.REPEATS)
        above = module.classes[owner].decorators if owner in module.classes else ()
        skipped = next(filter(None, map(_skips, (*function.decorators, *above))), "") or off
        count = len(asserts) + len(checks)
        yield TestCase(function.name, place_in(module, function.line), does, count, mocks, skipped, tells)


def _skips(mark: Call) -> str:
    """The name of a mark that keeps a test from counting: `skip`, `xfail`, `skipif(True)`."""
    always = mark.name.endswith((".skipif", ".skipIf")) and mark.args[:1] == (True,)
    return mark.name if always or mark.name.endswith((".skip", ".xfail")) else ""


def _module_skipped(module: Module) -> str:
    """Why no test of a file counts: `pytestmark = pytest.mark.skip`, `__test__ = False`."""
    for each in module.assigns:
        if each.scope:
            continue
        if each.name == "__test__" and each.value is False:
            return "__test__ = False"
        listed = each.value.values if isinstance(each.value, Items) else (each.value,)
        for value in listed if each.name == "pytestmark" else ():
            name = value.dotted if isinstance(value, Name) else value.text if isinstance(value, Opaque) else ""
            if name.endswith((".skip", ".xfail")):
                return name
    return ""


def _does(module: Module, name: str, own: list[Call], subject: Subject, reaches: frozenset[str]) -> Does:
    total = subject.functions.get((module.path, name), Does.NOTHING)
    mentioned = {call.name for call in own}
    for path in reaches:
        part = subject.parts.get(path, Does.NOTHING)
        if len(reaches) == 1 or _mentions(mentioned, path, subject):
            total |= part
    if not total & (Does.FEATURES | Does.MODEL | Does.SERVING) and reaches:
        for path in reaches:
            total |= subject.parts.get(path, Does.NOTHING)
    posts = [call for call in own if call.last in _HTTP and call.args]
    if any(isinstance(call.args[0], str) and _ROUTE.search(call.args[0]) for call in posts):
        total |= Does.POSTS | Does.SERVING
    if any(call.last.startswith("predict") for call in own) and total & Does.LOADS:
        total |= Does.PREDICTS
    if total & Does.PREDICTS or (total & Does.TRAINS and any(_JUDGING.match(call.last) for call in own)):
        total |= Does.JUDGES
    if total & Does.TRAINS and _twice(own, subject):
        total |= Does.REPEATS
    return total


def _twice(own: list[Call], subject: Subject) -> bool:
    """One and the same call that trains stands there two times, with the same arguments."""
    called = [call for call in own if call.last in subject.training]
    return any(
        (one.name, one.args, one.kwargs) == (other.name, other.args, other.kwargs)
        for index, one in enumerate(called)
        for other in called[index + 1 : index + 20]
    )


def _mentions(names: set[str], path: str, subject: Subject) -> bool:
    dotted = subject.code.modules[path].dotted
    tail = dotted.rsplit(".", 1)[-1]
    return any(tail in name for name in names)


def _r_cases(module: Module, subject: Subject) -> Iterator[TestCase]:
    tests = [call for call in module.calls if call.last == "test_that" or call.last.startswith("test_that")]
    checks = sum(1 for call in module.calls if call.last.startswith("expect_"))
    does = Does.CODE
    called = {call.last for call in module.calls}
    if called & {"predict", "augment"}:
        does |= Does.MODEL
    if called & {"vetiver_api", "pr", "plumb", "vetiver_endpoint"}:
        does |= Does.SERVING
    for each in subject.code.modules.values():
        if each.language == "r" and called & set(each.functions):
            does |= subject.parts.get(each.path, Does.NOTHING)
    for call in tests:
        named = call.args[0] if call.args and isinstance(call.args[0], str) else "test"
        yield TestCase(named, place_in(module, call.line), does, max(1, checks // len(tests)) if checks else 0, 0)


def _is_mock_check(call: Call) -> bool:
    """`mock.assert_called_once()` says what was called, and not what came out."""
    return call.last.startswith(("assert_called", "assert_not_called", "assert_any_call", "assert_has_calls"))
