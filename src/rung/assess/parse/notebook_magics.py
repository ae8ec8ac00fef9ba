"""IPython's additions to Python (`%magic`, `!command`, `name?`) turned into comments, line by line."""

from __future__ import annotations

import re

from msgspec import Struct, field

from rung.assess.regex import regex

_LINE_MAGIC = regex(r"(\s*)%(\w[\w.]*)[ \t]*(.*)", re.S)
_SPECIAL = regex(r"\s*(?:%{1,2}\w|!(?!=)|\?)")
_AUTOMAGIC = regex(
    r"\s*(?:pip3?|conda|mamba|uv pip|python -m pip)[ \t]+(?:install|uninstall|freeze|list)\b(?!\s*[=(.])"
)
"""IPython takes these for commands even without a `%`."""
_SHELL = regex(r"(\s*)!{1,2}(.*)", re.S)
_ASSIGNED = regex(r"(\s*+)([A-Za-z_](?:[\w., \t]*[\w.,])?)[ \t]*+=[ \t]*+([!%])(?![=\s])(.*)", re.S)
_HELP = regex(r"\s*(?:\?{1,2}[\w.*%]+|%{0,2}[A-Za-z_][\w.*]*(?:\[[^\]\n]{0,80}\])?\?{1,2})\s*\Z")
_TRIPLE = regex(r'"""|\'\'\'')
_QUOTED = regex(r"\\.|#|\"\"\"|'''|\"|'")
_TIMED = frozenset(("time", "timeit", "prun", "memit", "mprun", "lprun"))
_PACKAGES = frozenset(("pip", "conda", "mamba", "uv"))
_SHELL_CELLS = frozenset(("bash", "sh", "shell", "system", "sx", "!", "script", "cmd", "zsh"))
_PYTHON_CELLS = _TIMED | {"capture", "python", "python3", "pyspark", "spark", "local", "skip", "wandb", "snowpark"}
_TIME_OPTIONS = regex(r"(?:-\w+(?:[ \t]+\d+)?[ \t]+)*")


class Clean(Struct):
    """One cell without its magics."""

    lines: list[str] = field(default_factory=list)
    shell: list[str] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    foreign: list[tuple[str, str]] = field(default_factory=list)


def neutralise(source: str) -> Clean:
    """The cell with as many lines as before, in which nothing but Python stands."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ").split("\n")
    clean = Clean()
    first = next((index for index, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), 0)
    if lines[first].startswith("%%"):
        magic, _, rest = lines[first][2:].strip().partition(" ")
        if magic not in _PYTHON_CELLS:
            _take_cell(clean, magic, rest, lines, first)
            return clean
        lines[first] = f"# %%{magic}"
    margin = _indent(lines[first])
    # IPython takes off the indentation of the first line, so does whoever pastes a method's body.
    _take_lines(clean, [line.removeprefix(margin) for line in lines] if margin else lines)
    return clean


def _take_cell(clean: Clean, magic: str, rest: str, lines: list[str], first: int) -> None:
    body = "\n".join(lines[first + 1 :])
    if magic in _SHELL_CELLS:
        clean.shell.append(body)
    else:
        clean.foreign.append((magic.lower(), f"{rest}\n{body}"))
    clean.lines += ["#" for _ in lines]


def _take_lines(clean: Clean, lines: list[str]) -> None:
    inside = ""  # the triple quote we are in
    index = 0
    while index < len(lines):
        line = lines[index]
        special = not inside and _is_special(line)
        if not special:
            clean.lines.append(line)
            inside = _quote_after(line, inside)
            index += 1
            continue
        last = index
        while lines[last].rstrip().endswith("\\") and last + 1 < len(lines):
            last += 1
        whole = "\n".join(each.rstrip().removesuffix("\\") for each in lines[index : last + 1])
        clean.lines.append(_replace(clean, whole))
        clean.lines += ["#"] * (last - index)
        index = last + 1


def _is_special(line: str) -> bool:
    if _SPECIAL.match(line) or _AUTOMAGIC.match(line):
        return True
    if line.rstrip().endswith("?"):
        return bool(_HELP.match(line))
    return ("!" in line or "%" in line) and bool(_ASSIGNED.match(line))


def _replace(clean: Clean, line: str) -> str:
    assigned = _ASSIGNED.match(line)
    if assigned:
        return _assigned(clean, *assigned.groups())
    if _AUTOMAGIC.match(line):
        clean.shell.append(_one_line(line))
        return f"{_indent(line)}pass  # shell"
    shell = _SHELL.match(line)
    if shell:
        clean.shell.append(_one_line(shell.group(2)))
        return f"{shell.group(1)}pass  # shell"
    magic = _LINE_MAGIC.match(line)
    if magic and not line.rstrip().endswith("?"):
        return _magic(clean, *magic.groups())
    return _indent(line) + "pass  # help"


def _assigned(clean: Clean, indent: str, names: str, sign: str, text: str) -> str:
    if sign == "!":
        clean.shell.append(_one_line(text))
    else:
        name, _, rest = text.partition(" ")
        statement = _magic(clean, indent, name, rest)
        if name in _TIMED and "pass  #" not in statement:
            return f"{indent}{names} = {statement.strip()}"
    return f"{indent}{names} = None  # shell"


def _magic(clean: Clean, indent: str, name: str, rest: str) -> str:
    rest = _one_line(rest)
    if name in _TIMED and rest:
        statement = _TIME_OPTIONS.sub("", rest, count=1)
        return f"{indent}{statement}" if statement else f"{indent}pass  # %{name}"
    if name == "run" and rest:
        clean.runs.append(rest)
    elif name in _PACKAGES:
        clean.shell.append(f"{name} {rest}")
    elif name in _SHELL_CELLS and rest:
        clean.shell.append(rest)
    return f"{indent}pass  # %{name}"


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")).strip()


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _quote_after(line: str, inside: str) -> str:
    """The triple quote that is open behind that line."""
    if not inside and not _TRIPLE.search(line):
        return ""
    simple = ""
    for found in _QUOTED.finditer(line):
        mark = found.group()
        if mark[0] == "\\":
            continue
        if inside:
            inside = "" if mark == inside else inside
        elif simple:
            simple = "" if mark[0] == simple else simple
        elif mark == "#":
            return ""
        elif len(mark) == 3:
            inside = mark
        else:
            simple = mark
    return inside
