"""Commands that the program they start will not take: an option that none of its parameters answers to."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code
from rung.assess.collectors.commands import Commands
from rung.assess.excerpt import excerpt
from rung.assess.graphs.base import Role, role_of
from rung.assess.invocation import By, Invocation
from rung.assess.parse.python_facts import Function, Module, Name
from rung.assess.regex import regex

_ALWAYS = frozenset({"--help", "--version", "--install-completion", "--show-completion"})
_OPTION = regex(r"--[A-Za-z][\w-]*")
_OPEN = frozenset({"parse_known_args", "parse_known_intermixed_args", "set_defaults", "add_subparsers", "add_parser"})
_HARMLESS = frozenset({"description", "prog", "epilog", "formatter_class", "usage", "add_help"})
_GUIDED = By.DOCUMENTED | By.PIPELINE | By.TARGET | By.CI | By.SCHEDULE | By.IMAGE


class Refusal(Struct, frozen=True):
    """One command, and the option it is given in vain."""

    command: Invocation
    option: str

    @property
    def said(self) -> str:
        """The sentence for the reader."""
        name = " ".join((self.command.program, *self.command.args[:1]))
        return f"{self.option} is no option of `{excerpt(name, 60)}`"

    @property
    def trains(self) -> bool:
        """The command is called after training."""
        note = self.command.place.note.removeprefix("job ")
        return Role.TRAIN in {role_of(each) for each in (note, *self.command.args[:1])}


class Refused(Struct, frozen=True):
    """Every command of which it is sure."""

    all: tuple[Refusal, ...] = ()

    def training(self, by: By) -> Refusal | None:
        """The first that would train, of those that one of these starts."""
        return next((each for each in self.all if each.trains and each.command.by & by), None)


class RefusedCollector(Collector):
    """Compares commands with the parameters of the program; where anything is open, nothing is said."""

    def collect(self, commands: Commands, code: Code) -> Refused:
        """Console commands made with Typer, and scripts that read their arguments with argparse."""
        targets = {each.name: each for each in commands.targets}
        scripts = {id(each): path for path, each in commands.scripts()}
        found = []
        for each in commands.all:
            if not each.by & _GUIDED:
                continue
            module, known = None, None
            if each.program in targets:
                path = code.linker.module_of(targets[each.program].module, "")
                module = _home(code.modules.get(path or ""), targets[each.program].function, code)
                known = _typer(module, each.args) if module else None
            elif each.program == "python" and scripts.get(id(each), "") in code.modules:
                module = code.modules[scripts[id(each)]]
                known = _argparse(module)
            if known is not None:
                found += [Refusal(each, option) for option in _given(each) if not _answers(option, known)][:1]
        return Refused(tuple(found))


def _home(module: Module | None, name: str, code: Code) -> Module | None:
    """The module that makes the application, when the entry point only takes it over."""
    if module is None or name not in module.imports:
        return module
    path = code.linker.follow(module.imports[name], module.path)[1]
    return code.modules.get(path or "")


def _given(command: Invocation) -> Iterator[str]:
    """Options as written, up to what is handed through."""
    for word in command.args:
        if word == "--":
            return
        name = word.partition("=")[0]
        if _OPTION.fullmatch(name) and name not in _ALWAYS:
            yield name


def _answers(option: str, known: frozenset[str]) -> bool:
    plain = option[2:].replace("_", "-")
    # argparse takes any beginning that is the only one, and Typer gives each flag its contrary.
    return any(name.startswith(plain) for name in known) or plain.removeprefix("no-") in known


def _typer(module: Module, args: tuple[str, ...]) -> frozenset[str] | None:
    """Parameters of the command that the first word names; `None` where it cannot be told."""
    if "typer" not in module.import_lines or not args:
        return None
    fits = [each for each in module.functions.values() if _command(each) == args[0]]
    if len(fits) != 1:
        return None
    function = fits[0]
    decorator = function.decorators[0]
    open_ended = len(function.decorators) > 1 or "context_settings" in decorator.kwargs
    if open_ended or any("Context" in annotation for _, annotation in function.params):
        return None
    named = {
        value[2:].partition("/")[0]
        for call in module.calls
        if call.name in ("typer.Option", "typer.Argument")
        for value in call.args
        if isinstance(value, str) and value.startswith("--")
    }
    return frozenset({name.replace("_", "-") for name, _ in function.params} | named)


def _command(function: Function) -> str:
    """The name of a command; empty for other functions."""
    decorator = next((each for each in function.decorators if each.last == "command"), None)
    if decorator is None:
        return ""
    stated = decorator.args[0] if decorator.args else decorator.kwargs.get("name")
    return stated if isinstance(stated, str) else function.name.replace("_", "-")


def _argparse(module: Module) -> frozenset[str] | None:
    """Options of a script with one parser that nobody else adds to; `None` where that is not sure."""
    made = [call for call in module.calls if call.name == "argparse.ArgumentParser"]
    added = [call for call in module.calls if call.last == "add_argument"]
    read = [call for call in module.calls if call.last == "parse_args"]
    if len(made) != 1 or not added or len(read) != 1 or not made[0].kwargs.keys() <= _HARMLESS:
        return None
    if any(call.last in _OPEN for call in module.calls) or _handed_on(module, made[0].target):
        return None
    texts = [value for call in added for value in call.args]
    if not all(isinstance(value, str) and "{" not in value for value in texts) or read[0].args:
        return None
    if any(call.kwargs.get("nargs", "?") not in ("?", "*", "+", *range(1, 10)) for call in added):
        return None
    return frozenset(value.lstrip("-").replace("_", "-") for value in texts if isinstance(value, str))


def _handed_on(module: Module, parser: str) -> bool:
    """Something else is given the parser, and may add to it."""
    values = (value for call in module.calls for value in (*call.args, *call.kwargs.values()))
    return any(isinstance(value, Name) and (value.dotted in (parser, "argparse.ArgumentParser()")) for value in values)
