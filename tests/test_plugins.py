"""Finding plug-ins in a folder and in other distributions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import pytest

from rung.errors import RungError
from rung.plugins import _offers_plugins, discover

BASE = """
from abc import ABC, abstractmethod
class Animal(ABC):
    @abstractmethod
    def speak(self): ...
"""

DOG = """
from {package}.base import Animal
class Dog(Animal):
    id = "dog"
    def speak(self): return "wuff"
"""


MakePackage = Callable[..., tuple[str, type]]


@pytest.fixture
def make_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakePackage]:
    name = "zoo_of_a_test"

    def make(**modules: str) -> tuple[str, type]:
        folder = tmp_path / name
        folder.mkdir()
        for module, source in {"__init__": "", "base": BASE, **modules}.items():
            (folder / f"{module}.py").write_text(source.format(package=name))
        monkeypatch.syspath_prepend(str(tmp_path))
        return name, __import__(f"{name}.base", fromlist=["Animal"]).Animal

    yield make
    for module in [each for each in sys.modules if each.startswith(name)]:
        del sys.modules[module]


def names(found: list[type]) -> list[str]:
    return [each.__name__ for each in found]


def test_concrete_classes_by_module_name(make_package: MakePackage) -> None:
    cat = DOG.replace("Dog", "Cat").replace("dog", "cat")
    package, base = make_package(dog=DOG, cat=cat)
    assert names(discover(package, base)) == ["Cat", "Dog"]


def test_private_modules_and_imported_and_abstract_classes_are_left_out(make_package: MakePackage) -> None:
    puppy = "from {package}.dog import Dog\nfrom {package}.base import Animal\nclass Puppy(Animal): ...\n"
    package, base = make_package(dog=DOG, puppy=puppy, _hidden="raise RuntimeError")
    assert names(discover(package, base)) == ["Dog"]


def test_two_with_one_id_are_refused_by_name(make_package: MakePackage) -> None:
    package, base = make_package(dog=DOG, wolf=DOG.replace("Dog", "Wolf"))
    with pytest.raises(RungError, match=r"id dog: \S+\.dog\.Dog and \S+\.wolf\.Wolf"):
        discover(package, base)


def an_entry_point(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    point = metadata.EntryPoint("foreign", value, "rung.animals")
    monkeypatch.setattr("rung.plugins._announced", lambda: True)
    monkeypatch.setattr(metadata, "entry_points", lambda group: (point,) if group == "rung.animals" else ())


def test_foreign_classes_come_last_and_only_when_asked(
    make_package: MakePackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = DOG.replace("Dog", "Ape").replace('"dog"', '"ape"')
    package, base = make_package(dog=DOG, _ape=foreign)
    an_entry_point(monkeypatch, f"{package}._ape:Ape")
    assert names(discover(package, base)) == ["Dog"]
    assert names(discover(package, base, group="rung.animals")) == ["Dog", "Ape"]


@pytest.mark.parametrize("value", ["no_such_module_at_all:Ape", "os:getcwd", "rung.errors:RungError"])
def test_a_foreign_plugin_that_cannot_be_used_is_named(
    make_package: MakePackage, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    package, base = make_package(dog=DOG)
    an_entry_point(monkeypatch, value)
    with pytest.raises(RungError) as caught:
        discover(package, base, group="rung.animals")
    assert value in str(caught.value)
    assert caught.value.fix


@pytest.mark.parametrize(("group", "offers"), [("rung.practices", True), ("console_scripts", False)])
def test_a_distribution_is_noticed_by_its_entry_points(tmp_path: Path, group: str, offers: bool) -> None:
    info = tmp_path / "acme-1.0.dist-info"
    info.mkdir()
    (tmp_path / "other-1.0.dist-info").mkdir()
    (info / "entry_points.txt").write_text(f"[{group}]\nx = acme:X\n")
    assert _offers_plugins(str(tmp_path)) == offers


def test_an_archive_is_left_to_the_slow_way(tmp_path: Path) -> None:
    (tmp_path / "plugins.zip").touch()
    assert _offers_plugins(str(tmp_path / "plugins.zip"))
    assert not _offers_plugins(str(tmp_path / "nowhere.zip"))
