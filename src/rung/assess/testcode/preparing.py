"""What tests have done for them: helpers that they call, fixtures that they ask for or get unasked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from rung.assess.parse.python_facts import Call, Function, Module, Stop

Fact = TypeVar("Fact", Call, Stop)


def by_scope(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """What lies in each function or class, however deep: `Suite.test_fit.check` is in `Suite.test_fit` as well."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        scope = fact.scope
        while True:
            found.setdefault(scope, []).append(fact)
            if not scope:
                break
            scope = scope.rpartition(".")[0]
    return found


class Preparing:
    """What may be done before the tests of one file: its own helpers, and those of every `conftest.py` above it."""

    def __init__(self, module: Module, modules: Mapping[str, Module]) -> None:
        self._homes = [_Home(module), *(_Home(each) for path, each in modules.items() if _is_above(path, module.path))]

    def of(self, function: Function, own: list[Call]) -> Iterator[Call]:
        """Calls that are made for a test; what they replace is replaced for the test."""
        asked = {call.name for call in own} | {name for name, _ in function.params}
        for home in self._homes:
            for name in home.unasked | (home.asked & asked):
                yield from home.calls.get(name, ())


class _Home:
    """One file of helpers."""

    def __init__(self, module: Module) -> None:
        helpers = [each for each in module.functions.values() if not each.name.rpartition(".")[2].startswith("test")]
        self.unasked = {each.name for each in helpers if _for_all(each)}
        self.asked = {each.name for each in helpers} - self.unasked
        self.calls = by_scope(module.calls)


def _for_all(function: Function) -> bool:
    """A fixture that every test of its file gets unasked."""
    return any(each.last == "fixture" and each.kwargs.get("autouse") is True for each in function.decorators)


def _is_above(path: str, test: str) -> bool:
    """A `conftest.py` whose fixtures the test sees."""
    folder, _, name = path.rpartition("/")
    return name == "conftest.py" and (not folder or test.startswith(f"{folder}/"))
