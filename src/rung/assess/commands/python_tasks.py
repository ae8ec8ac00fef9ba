"""Tasks written in Python: nox sessions and invoke tasks."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator
from posixpath import dirname

from rung.assess.ci.definitions import Definitions, inside
from rung.assess.commands.base import Book, Call, Recipe, Source, cut, words_command
from rung.assess.parse.shell import Command

MAX_PYTHON = 200_000
"""Bytes. A longer file is no list of tasks."""


class Nox(Source):
    """Sessions of a noxfile."""

    names = ("noxfile.py",)
    programs = ("nox",)
    runner = "nox"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per function decorated as a session."""
        for function, decorator in _decorated(files.content(path), "session"):
            name = _keyword(decorator, "name") or function.name.replace("_", "-")
            commands = tuple(_session_commands(function))
            for each in dict.fromkeys((name, function.name)):
                yield Recipe(
                    self.runner,
                    dirname(path),
                    each,
                    path,
                    function.lineno,
                    commands,
                    folder=dirname(path),
                    entry=each == name,
                    note=name,
                )

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """The sessions behind `-s`, or all of them."""
        file = call.value("-f", "--noxfile")
        folder = inside(call.folder, dirname(file)) if file else call.folder
        names = _after_option(call.args, ("-s", "--session", "--sessions", "-e"))
        wanted = [name.partition("(")[0] for name in names]
        if names:
            found = [
                book.find(self.runner, folder, each) or book.find(self.runner, folder, _without_version(each))
                for each in wanted
            ]
            yield from (each for each in found if each)
        else:
            yield from (each for key, each in book.recipes.items() if key[:2] == (self.runner, folder) and each.entry)


class Invoke(Source):
    """Tasks of invoke."""

    names = ("tasks.py",)
    programs = ("invoke", "inv")
    runner = "invoke"

    def paths(self, files: Definitions) -> list[str]:
        """`tasks.py`, and the modules of a package `tasks` beside a project file."""
        found = super().paths(files)
        packages = [dirname(path) for path in files.tree.glob("*tasks/__init__.py") if dirname(path).endswith("tasks")]
        for package in packages:
            if _is_project(dirname(package), files):
                found += [path for path in files.tree.glob(f"{package}/*.py") if dirname(path) == package]
        return found

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per function decorated as a task; in a package, `module.task` too."""
        text = files.content(path)
        if "invoke" not in text:
            return
        folder, stem = dirname(path), path.rsplit("/", 1)[-1].removesuffix(".py")
        packaged = stem != "tasks" or folder.rsplit("/", 1)[-1] == "tasks"
        home = dirname(folder) if packaged else folder
        for function, decorator in _decorated(text, "task"):
            commands = tuple(_run_commands(function))
            needs = _names(decorator)
            own = (_keyword(decorator, "name") or function.name).replace("_", "-")
            prefixed = f"{stem.replace('_', '-')}.{own}" if packaged else own
            for each in dict.fromkeys((prefixed, own, function.name)):
                yield Recipe(
                    self.runner,
                    home,
                    each,
                    path,
                    function.lineno,
                    commands,
                    folder=home,
                    needs=needs,
                    entry=each == prefixed,
                    note=prefixed,
                )

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """The tasks that are named."""
        for name in call.plain("-c", "--collection", "-r", "--search-root"):
            found = book.upward(self.runner, call.folder, name) or book.upward(
                self.runner, call.folder, name.replace("_", "-")
            )
            if found:
                yield found


_Function = ast.FunctionDef | ast.AsyncFunctionDef


def _decorated(text: str, name: str) -> Iterator[tuple[_Function, ast.expr]]:
    if len(text) > MAX_PYTHON:
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in module.body:
        if isinstance(node, _Function):
            for decorator in node.decorator_list:
                target = decorator.func if isinstance(decorator, ast.Call) else decorator
                found = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
                if found == name:
                    yield node, decorator


def _session_commands(function: _Function) -> Iterator[Command]:
    for call in _calls(function, ("run", "run_always", "run_install")):
        words = [_text(each) for each in call.args]
        if words and words[0] != _UNKNOWN:
            yield words_command(words, call.lineno)


def _run_commands(function: _Function) -> Iterator[Command]:
    for call in _calls(function, ("run", "sudo")):
        text = _text(call.args[0]) if call.args else _UNKNOWN
        if text != _UNKNOWN:
            warned = "warn=True" if _keyword(call, "warn") == "True" else ""
            yield from cut(text, call.lineno, errexit=True, ignored=warned)


def _calls(function: _Function, names: tuple[str, ...]) -> list[ast.Call]:
    found = [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names
    ]
    return sorted(found, key=lambda each: each.lineno)


_UNKNOWN = "$ARG"


def _text(node: ast.expr) -> str:
    """A constant string; the variable parts of an f-string become `$ARG`."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(each) for each in node.values)
    return _UNKNOWN


def _keyword(node: ast.expr, name: str) -> str:
    for keyword in node.keywords if isinstance(node, ast.Call) else ():
        if keyword.arg == name and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    return ""


def _names(node: ast.expr) -> tuple[str, ...]:
    """Tasks that a decorator says run first: `@task(clean)`, `@task(pre=[clean])`."""
    if not isinstance(node, ast.Call):
        return ()
    listed = [*node.args]
    for keyword in node.keywords:
        if keyword.arg == "pre" and isinstance(keyword.value, ast.List | ast.Tuple):
            listed += keyword.value.elts
    return tuple(each.id for each in listed if isinstance(each, ast.Name))


def _after_option(args: tuple[str, ...], options: tuple[str, ...]) -> list[str]:
    """What stands behind an option until the next one; `-s=x` and `--session=x` too."""
    found: list[str] = []
    taking = False
    for word in args:
        if word.startswith("-"):
            name, _, value = word.partition("=")
            taking = name in options and not value
            found += [value] if name in options and value else []
            if word == "--":
                break
        elif taking:
            found.append(word)
    return found


def _without_version(name: str) -> str:
    return name.rpartition("-")[0] or name


def _is_project(folder: str, files: Definitions) -> bool:
    return any(inside(folder, name) in files.tree for name in ("pyproject.toml", "setup.py", "invoke.yaml"))
