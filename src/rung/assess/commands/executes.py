"""Which file or module a command executes, told by its program and arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from rung.assess.regex import regex

Args = tuple[str, ...]


class Named(Struct, frozen=True):
    """A file or module as a command names it."""

    text: str
    module: bool = False
    sure: bool = True
    """The command cannot do anything without it."""


_PYTHON_VALUED = frozenset({"-W", "-X", "--check-hash-based-pycs"})
_SERVER_VALUED = frozenset({
    "--host", "--port", "--workers", "-w", "-b", "--bind", "-k",
    "--worker-class", "--log-level", "--timeout", "-t", "--reload-dir", "--threads", "--root-path",
    "--access-logfile", "--error-logfile", "--log-config", "-c", "--config", "--uds", "--fd",
    "--loop", "--http", "--name", "-n", "--env-file", "--app-dir", "--chdir",
    "--graceful-timeout", "--keep-alive", "--max-requests", "--max-requests-jitter", "--worker-tmp-dir", "--certfile",
    "--keyfile",
    "-p",
})  # fmt: skip
_SOURCED = regex(
    r"(?:source|render|run_job|knit|rmarkdown::render|quarto_render|callr::rscript)\(\s*['\"]([^'\"]+)['\"]"
)
_CODE = (".py", ".ipynb", ".R", ".r", ".Rmd", ".qmd", ".sh", ".jl", ".scala", ".sql")


def executed(program: str, args: Args) -> Iterator[Named]:
    """What the command executes, most of the time one file; nothing for programs that run no code of a project."""
    if program in _READERS:
        yield from _READERS[program](args)
    elif program.endswith((".py", ".sh", ".R", ".bash")):
        yield Named(program, sure="/" in program)


def _python(args: Args) -> Iterator[Named]:
    skip = False
    for index, word in enumerate(args):
        if skip:
            skip = False
        elif word == "-m":
            rest = args[index + 1 :]
            if rest and rest[0] in _READERS and rest[0] != "python":
                yield from _READERS[rest[0]](rest[1:])
            elif rest:
                yield Named(rest[0], module=True)
            return
        elif word in ("-c", "-"):
            return
        elif word.startswith("-"):
            skip = word in _PYTHON_VALUED
        else:
            yield Named(word)
            return


def _shell(args: Args) -> Iterator[Named]:
    for word in args:
        if word.startswith("-") and word.endswith("c"):
            return
        if not word.startswith(("-", "+")) and word not in ("pipefail", "errexit"):
            yield Named(word)
            return


def _rscript(args: Args) -> Iterator[Named]:
    for index, word in enumerate(args):
        if word == "-e" and index + 1 < len(args):
            yield from _r_code(args[index + 1])
        elif not word.startswith("-") and (index == 0 or args[index - 1] != "-e"):
            yield Named(word)
            return


def _r(args: Args) -> Iterator[Named]:
    for index, word in enumerate(args):
        if word in ("-f", "BATCH") and index + 1 < len(args):
            yield Named(next((each for each in args[index + 1 :] if not each.startswith("-")), ""))
        elif word.startswith("--file="):
            yield Named(word[7:])
        elif word == "-e" and index + 1 < len(args):
            yield from _r_code(args[index + 1])


def _r_code(code: str) -> Iterator[Named]:
    for found in _SOURCED.findall(code):
        yield Named(found)
    if "tar_make" in code:
        yield Named("_targets.R", sure=False)
    if "shiny::runApp" in code or "runApp(" in code:
        yield Named("app.R", sure=False)


def _first(*verbs: str, valued: frozenset[str] = frozenset()) -> Callable[[Args], Iterator[Named]]:
    """The first plain argument behind one of the verbs (or behind nothing, without verbs)."""

    def read(args: Args) -> Iterator[Named]:
        plain = list(_plain(args, valued))
        if verbs:
            if not plain or plain[0] not in verbs:
                return
            plain = plain[1:]
        if plain:
            yield _file_or_module(plain[0])

    return read


def _code_file(*verbs: str) -> Callable[[Args], Iterator[Named]]:
    """Every argument that is a file of code."""

    def read(args: Args) -> Iterator[Named]:
        if verbs and not any(each in args for each in verbs):
            return
        for word in args:
            path = word.partition(":")[0]
            if path.endswith(_CODE) and not word.startswith("-"):
                yield Named(path, sure=False)
                return

    return read


def _server(args: Args) -> Iterator[Named]:
    """`pkg.mod:app` of uvicorn, gunicorn and their like."""
    for word in _plain(args, _SERVER_VALUED):
        if re.fullmatch(r"[\w./-]+(?::[\w.]+(?:\(.*\))?)?", word):
            yield _file_or_module(word)
            return


def _flask(args: Args) -> Iterator[Named]:
    for index, word in enumerate(args):
        if word in ("--app", "-A") and index + 1 < len(args):
            yield _file_or_module(args[index + 1])
        elif word.startswith("--app="):
            yield _file_or_module(word[6:])


def _behind_dashes(args: Args) -> Iterator[Named]:
    """`ray job submit -- python x.py`."""
    if "--" in args:
        rest = args[args.index("--") + 1 :]
        if rest:
            yield from executed("python" if rest[0].startswith("python") else rest[0], rest[1:])
    elif args[:2] == ("job", "submit"):
        yield from (Named(word, sure=False) for word in args if word.endswith(".py"))


def _notebook(args: Args) -> Iterator[Named]:
    """`jupyter nbconvert --execute x.ipynb`, `jupyter execute x.ipynb`."""
    runs = args[:1] in (("execute",), ("run",)) or any(word.startswith("--execute") for word in args)
    if runs:
        yield from (Named(word) for word in args if word.endswith(".ipynb"))


def _azure(args: Args) -> Iterator[Named]:
    """`az ml job create --file job.yml`: the definition stands for the work."""
    if args[:1] == ("ml",) and args[2:3] in (("create",), ("update",)):
        for index, word in enumerate(args):
            if word in ("-f", "--file") and index + 1 < len(args):
                yield Named(args[index + 1])
            elif word.startswith("--file="):
                yield Named(word.removeprefix("--file="))


def _file_or_module(word: str) -> Named:
    name = word.partition(":")[0]
    if name.endswith(_CODE) or "/" in name:
        return Named(name)
    return Named(name, module=True, sure=False)


def _plain(args: Args, valued: frozenset[str]) -> Iterator[str]:
    skip = False
    for word in args:
        if skip or word.startswith("-"):
            skip = not skip and word in valued
        else:
            yield word


_PAPERMILL_VALUED = frozenset({
    "-p", "--parameters", "-r", "-f", "--parameters_file", "-y", "-b", "-k", "--kernel", "-l", "--log-level", "--cwd",
    "--engine",
})  # fmt: skip
_STREAMLIT_VALUED = frozenset({"--server.port", "--server.address"})
_READERS: dict[str, Callable[[Args], Iterator[Named]]] = {
    "python": _python,
    "ipython": _python,
    "bash": _shell,
    "sh": _shell,
    "zsh": _shell,
    "dash": _shell,
    "source": _shell,
    ".": _shell,
    "sbatch": _first(valued=frozenset({"-J", "-p", "-t", "-N", "-n", "-o", "-e"})),
    "Rscript": _rscript,
    "R": _r,
    "papermill": _first(valued=_PAPERMILL_VALUED),
    "jupyter": _notebook,
    "jupyter-nbconvert": _notebook,
    "quarto": _first("render", "run", "preview"),
    "streamlit": _first("run", valued=_STREAMLIT_VALUED),
    "chainlit": _first("run"),
    "modal": _first("run", "deploy", "serve"),
    "gradio": _first(),
    "panel": _first("serve"),
    "bokeh": _first("serve"),
    "voila": _first(),
    "uvicorn": _server,
    "gunicorn": _server,
    "hypercorn": _server,
    "daphne": _server,
    "granian": _server,
    "waitress-serve": _server,
    "flask": _flask,
    "celery": _flask,
    "fastapi": _first("run", "dev", valued=frozenset({"--host", "--port", "--workers"})),
    "bentoml": _first("serve", "build", valued=frozenset({"--port", "-p", "--host"})),
    "litserve": _first("serve"),
    "serve": _first("run", "deploy"),
    "ray": _behind_dashes,
    "spark-submit": _code_file(),
    "databricks": _code_file("run"),
    "prefect": _code_file("deploy", "deployment", "build"),
    "dagster": _code_file("dev", "job", "asset"),
    "locust": _code_file("-f"),
    "julia": _first(),
    "node": _first(),
    "az": _azure,
}
