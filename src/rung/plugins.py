"""Finds plug-ins: every class of a kind that lies in one folder, and those that other distributions offer."""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

from rung.errors import RungError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

T = TypeVar("T")


def discover(package: str, base: type[T], *, group: str | None = None) -> list[type[T]]:
    """Concrete subclasses of `base` in the modules of `package`, by module name; then those of an entry point group.

    Modules whose name starts with `_`, and `base`, are left out. Groups are named `rung.…`.

    Raises
    ------
    RungError
        A foreign plug-in cannot be used, or two plug-ins have the same `id`.
    """
    found = [each for module in _modules(package) for each in _members(module, base)]
    if group is not None:
        known = set(found)
        found += [each for each in _foreign(group, base) if each not in known]
    _refuse_twins(found)
    return found


def _modules(package: str) -> Iterator[ModuleType]:
    folder = importlib.import_module(package)
    names = sorted(info.name for info in pkgutil.iter_modules(folder.__path__))
    for name in names:
        if not name.startswith("_") and name != "base":
            yield importlib.import_module(f"{package}.{name}")


def _members(module: ModuleType, base: type[T]) -> Iterator[type[T]]:
    for value in vars(module).values():
        if _is_plugin(value, base) and value.__module__ == module.__name__:
            yield value


def _is_plugin(value: object, base: type[T]) -> bool:
    # Not by `issubclass`: an abstract class goes through all its subclasses before it says no, for each in the folder.
    return isinstance(value, type) and base in value.__mro__[1:] and not inspect.isabstract(value)


def _foreign(group: str, base: type[T]) -> Iterator[type[T]]:
    if not _announced():
        return
    from importlib.metadata import entry_points  # noqa: PLC0415 - 60 ms, which hardly any installation needs

    for point in sorted(entry_points(group=group), key=lambda each: (each.value, each.name)):
        yield _load(point, base)


@cache
def _announced() -> bool:
    """Whether any distribution offers a plug-in of Rung: a look at some small files, in place of 60 ms of imports."""
    return any(map(_offers_plugins, sys.path))


def _offers_plugins(folder: str) -> bool:
    try:
        with os.scandir(folder or ".") as listing:
            names = [each.name for each in listing if each.name.endswith((".dist-info", ".egg-info"))]
    except NotADirectoryError:
        return True  # an archive: only importlib.metadata can look inside
    except OSError:
        return False
    return any(_has_group(os.path.join(folder, name, "entry_points.txt")) for name in names)


def _has_group(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return b"[rung." in file.read()
    except OSError:
        return False


def _load(point: EntryPoint, base: type[T]) -> type[T]:
    owner = point.dist.name if point.dist else point.value
    where = f"{owner}, entry point {point.group}:{point.name}"
    fix = f"upgrade or uninstall {owner}"
    try:
        value = point.load()
    except Exception as error:
        # A stranger's module may fail in any way; whose it is matters more than the traceback.
        raise RungError(f"plug-in cannot be imported: {type(error).__name__}: {error}", where=where, fix=fix) from error
    if not _is_plugin(value, base):
        raise RungError(f"plug-in {point.value} is not a concrete {base.__name__}", where=where, fix=fix)
    plugin: type[T] = value
    return plugin


def _refuse_twins(found: Iterable[type[object]]) -> None:
    first: dict[str, type[object]] = {}
    for plugin in found:
        name = getattr(plugin, "id", None)
        if not isinstance(name, str):
            continue
        other = first.setdefault(name, plugin)
        if other is not plugin:
            raise RungError(
                f"two plug-ins have the id {name}: {_address(other)} and {_address(plugin)}",
                fix="rename one of them or uninstall its distribution",
            )


def _address(plugin: type[object]) -> str:
    return f"{plugin.__module__}.{plugin.__qualname__}"
