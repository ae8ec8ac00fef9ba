"""Scripts that a text names, and which file of the tree is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rung.assess.parse.python_facts import Call, Items, Module
from rung.assess.regex import regex
from rung.assess.signs import ForNames

_SCRIPT = regex(r"\.(?:py|ipynb|R|r)\b")
_TAIL = regex(r"[\w./\\-]{0,200}[\w-]\Z")
_LONGEST_PATH = 250
STARTS = ForNames(
    r"^(?:run|call|check_call|check_output|Popen|system|getoutput|execv?p?e?|create_subprocess_\w+"
    r"|_?(?:run|start|call|launch|exec|execute)_\w*(?:script|command|process|program|cmd))$"
)
"""Last words of calls that start a program."""
_SERVERS = frozenset({
    "streamlit", "gradio", "dash", "panel", "shiny", "nicegui", "chainlit", "fastapi", "flask", "litestar", "bentoml",
    "uvicorn", "plumber",
})  # fmt: skip


def scripts_in(text: str) -> Iterator[str]:
    """Paths of scripts in a text: the suffix is looked for first, so that long lines of data cost nothing."""
    for suffix in _SCRIPT.finditer(text):
        before = _TAIL.search(text[max(suffix.start() - _LONGEST_PATH, 0) : suffix.start()])
        if before:
            yield (before.group() + suffix.group()).replace("\\", "/")


class Scripts:
    """The scripts of a tree by name."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self.modules = modules
        self._by_name: dict[str, list[str]] = {}
        for path in modules:
            self._by_name.setdefault(path.rpartition("/")[2], []).append(path)

    def meant(self, mention: str, folder: str) -> str | None:
        """The file that is meant: the only one whose path ends so, or of several the one beside who names it."""
        wanted = mention.removeprefix("./").lstrip("/")
        fits = [path for path in self._by_name.get(wanted.rpartition("/")[2], ()) if f"/{path}".endswith(f"/{wanted}")]
        beside = f"{folder}/{wanted}".lstrip("/")
        if len(fits) > 1 and beside in fits:
            fits = [beside]
        return fits[0] if len(fits) == 1 else None

    def started(self, module: Module) -> Iterator[tuple[str, str]]:
        """Function of a module and path of a script that it starts as a program of its own."""
        folder = module.path.rpartition("/")[0]
        running: dict[str, list[Call]] = {}
        for call in module.calls:
            if STARTS.search(call.last):
                running.setdefault(call.scope, []).append(call)
        for text, line in module.strings if running else ():
            for mention in scripts_in(text):
                path = self.meant(mention, folder)
                scope = _scope(module, line)
                given = any(_is_given(call, text) for call in running.get(scope, ()))
                if path and path != module.path and given and not self._answers(path):
                    yield scope, path

    def _answers(self, path: str) -> bool:
        """It is a page or a service: what it does, it does for those who ask it."""
        return any(name.partition(".")[0] in _SERVERS for name in self.modules[path].import_lines)


def _is_given(call: Call, text: str) -> bool:
    """The program is told by this text, or by something that is put together elsewhere in the function."""
    value = call.args[0] if call.args else call.kwargs.get("args", call.kwargs.get("cmd"))
    parts = value.values if isinstance(value, Items) else (value,)
    if value is None or text in parts:
        return value is not None
    return any(not isinstance(each, str) or "{}" in each for each in parts)


def _scope(module: Module, line: int) -> str:
    """The innermost function around a line."""
    around = [each for each in module.functions.values() if each.line <= line <= each.end_line]
    return max(around, key=lambda each: each.line).name if around else ""
