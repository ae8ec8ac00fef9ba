"""Dockerfiles as stages of instructions."""

from __future__ import annotations

import json
import re
import shlex

from msgspec import Struct, field

from rung.assess.parse.shell_variables import expand
from rung.assess.parse.unreadable import refuse_large
from rung.assess.regex import regex

MAX_INSTRUCTIONS = 5_000
_INSTRUCTION = regex(r"\s*([A-Za-z]+)(?:\s+(.*))?\Z", re.S)
_ESCAPE = regex(r"#\s*escape\s*=\s*(\S)", re.I)
_HEREDOC = regex(r"<<-?\s*([\"']?)(\w+)\1")
_FROM = regex(r"(?:--platform=\S+\s+)?(\S+)(?:\s+as\s+(\S+))?", re.I)
_FLAG = regex(r"--([\w-]+)(?:=(\S*))?\s*")
_PAIR = regex(r"([\w.\-/]{1,200})=(\"(?:[^\"\\]++|\\.)*+\"?|'[^']*'?|\S*)", re.S)
_FLOATING = frozenset(("latest", "stable", "edge", "main", "master", "nightly", "dev", "lts"))
_OPS = frozenset(
    {
        "FROM",
        "RUN",
        "CMD",
        "LABEL",
        "MAINTAINER",
        "EXPOSE",
        "ENV",
        "ADD",
        "COPY",
        "ENTRYPOINT",
        "VOLUME",
        "USER",
        "WORKDIR",
        "ARG",
        "ONBUILD",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "SHELL",
    }
)


class Instruction(Struct, frozen=True):
    """One instruction; continuations joined, flags and here-documents still in `value`."""

    op: str
    """Upper case."""
    value: str
    line: int

    @property
    def words(self) -> tuple[str, ...]:
        """The value as words: exec form (`["python", "app.py"]`) or shell form."""
        return words_of(self.value)

    @property
    def flags(self) -> dict[str, str]:
        """`--from=build --chown=…` in front of the value."""
        return _split_flags(self.value)[0]

    @property
    def body(self) -> str:
        """The value without its flags."""
        return _split_flags(self.value)[1]


class Copy(Struct, frozen=True):
    """One `COPY` or `ADD`."""

    sources: tuple[str, ...]
    destination: str
    stage: str
    """Of `--from`; empty for the build context."""
    line: int


class Stage(Struct):
    """What stands between one `FROM` and the next."""

    image: str
    """Build arguments filled in where they have a default."""
    name: str
    line: int
    instructions: list[Instruction] = field(default_factory=list)
    args: dict[str, str] = field(default_factory=dict)

    def all(self, *ops: str) -> list[Instruction]:
        """The instructions of those kinds, in order."""
        return [each for each in self.instructions if each.op in ops]

    def last(self, op: str) -> Instruction | None:
        """The last instruction of a kind, which is the one that counts for `CMD`, `ENTRYPOINT`, `USER`."""
        found = self.all(op)
        return found[-1] if found else None

    @property
    def copies(self) -> tuple[Copy, ...]:
        """Files that are brought in."""
        return tuple(copy for each in self.all("COPY", "ADD") if (copy := _copy(each, self.args)))

    @property
    def env(self) -> dict[str, str]:
        """Environment variables, with what they refer to filled in."""
        found: dict[str, str] = {}
        for each in self.all("ENV"):
            for name, value in pairs_of(each.value).items():
                found[name] = expand(value, {**self.args, **found})
        return found

    @property
    def command(self) -> tuple[str, ...]:
        """What a container runs: `ENTRYPOINT` followed by `CMD`; a leading `sh -c` of the shell form is not shown."""
        entry, cmd = self.last("ENTRYPOINT"), self.last("CMD")
        words = (entry.words if entry else ()) + (cmd.words if cmd else ())
        known = {**self.args, **self.env}
        return tuple(expand(word, known) for word in words)


class Dockerfile(Struct, frozen=True):
    """One Dockerfile."""

    stages: tuple[Stage, ...]
    args: dict[str, str]
    """Build arguments in front of the first `FROM`, with their defaults."""

    @property
    def final(self) -> Stage | None:
        """The stage that becomes the image."""
        return self.stages[-1] if self.stages else None

    @property
    def base_images(self) -> tuple[tuple[str, int], ...]:
        """Images that come from outside, with the line: not earlier stages, not `scratch`."""
        names = {stage.name.lower() for stage in self.stages if stage.name}
        return tuple((s.image, s.line) for s in self.stages if s.image.lower() not in names and s.image != "scratch")


def read(text: str) -> Dockerfile:
    """The stages of a Dockerfile; lines before the first `FROM` that are not `ARG` are passed over."""
    refuse_large(text, "Dockerfile")
    stages: list[Stage] = []
    args: dict[str, str] = {}
    for instruction in _instructions(text):
        if instruction.op == "FROM":
            found = _FROM.match(instruction.value)
            if found:
                image = expand(found.group(1), args)
                stages.append(Stage(image, found.group(2) or "", instruction.line))
            continue
        if instruction.op == "ARG":
            into = stages[-1].args if stages else args
            for word in instruction.value.split():
                name, _, value = word.partition("=")
                # `ARG NAME` without a value inside a stage repeats the one in front of the first FROM.
                value = value.strip("\"'") or args.get(name, "")
                if value:
                    into[name] = expand(value, {**args, **into})
        if stages:
            stages[-1].instructions.append(instruction)
    return Dockerfile(tuple(stages), args)


def pinned(image: str) -> str:
    """How firmly an image is named: `digest`, `tag` (a version), or `floating` (none, `latest`, an open variable)."""
    if "@sha256:" in image:
        return "digest"
    if "$" in image:
        return "floating"
    tag = image.rpartition("/")[2].partition(":")[2]
    return "tag" if tag and tag.lower() not in _FLOATING else "floating"


def words_of(value: str) -> tuple[str, ...]:
    """The words of an exec form (a JSON list) or of a shell form."""
    value = value.strip()
    if value.startswith("["):
        try:
            words = json.loads(value[:20_000])
        except (ValueError, RecursionError):
            words = None
        if isinstance(words, list):
            return tuple(word for word in words if isinstance(word, str))
    try:
        return tuple(shlex.split(value[:20_000], comments=False))
    except ValueError:
        return tuple(value.split())


def pairs_of(value: str) -> dict[str, str]:
    """The pairs of `ENV` and `LABEL`: `A=1 B="x y"`, or the old form `A some text`."""
    pairs = {name: text.strip("\"'") for name, text in _PAIR.findall(value)}
    if pairs and "=" in value.split(None, 1)[0]:
        return pairs
    name, _, rest = value.strip().partition(" ")
    return {name: rest.strip()} if name else {}


def _copy(instruction: Instruction, args: dict[str, str]) -> Copy | None:
    words = [expand(word, args) for word in words_of(instruction.body)]
    if len(words) < 2:
        return None
    return Copy(tuple(words[:-1]), words[-1], instruction.flags.get("from", ""), instruction.line)


def _split_flags(value: str) -> tuple[dict[str, str], str]:
    flags: dict[str, str] = {}
    at = 0
    while found := _FLAG.match(value, at):
        flags[found.group(1)] = found.group(2) or ""
        at = found.end()
    return flags, value[at:]


def _instructions(text: str) -> list[Instruction]:
    lines = text.replace("\r\n", "\n").split("\n")
    escape = "\\"
    found = _ESCAPE.match(lines[0])
    if found:
        escape = found.group(1)
    instructions: list[Instruction] = []
    unclosed: set[str] = set()
    at = 0
    while at < len(lines) and len(instructions) < MAX_INSTRUCTIONS:
        start = at
        joined, at = _joined(lines, at, escape)
        found = _INSTRUCTION.match(joined)
        if found and found.group(1).upper() in _OPS:
            op, value = found.group(1).upper(), (found.group(2) or "").strip()
            if op in ("RUN", "COPY", "ADD"):
                value, at = _with_documents(value, lines, at, unclosed)
            instructions.append(Instruction(op, value, start + 1))
    return instructions


def _joined(lines: list[str], at: int, escape: str) -> tuple[str, int]:
    """One instruction with its continuation lines; comments and blank lines inside are dropped, as Docker does.

    The joined text keeps its continuations, so that the lines of a `RUN` can still be counted.
    """
    parts: list[str] = []
    while at < len(lines):
        line = lines[at]
        at += 1
        stripped = line.strip()
        if stripped.startswith("#") or (parts and not stripped):
            if not parts:
                break
            parts.append("\\\n")
            continue
        if not stripped.endswith(escape):
            parts.append(line.strip() if not parts else line)
            break
        parts.append(line.rstrip()[:-1] + "\\\n")
    joined = "".join(parts)
    return joined.removesuffix("\\\n"), at


def _with_documents(value: str, lines: list[str], at: int, unclosed: set[str]) -> tuple[str, int]:
    """Append the here-documents that the instruction opens; `unclosed` collects marks that do not come any more."""
    for found in _HEREDOC.finditer(value[:2_000]):
        if found.group(2) in unclosed:
            break
        body: list[str] = []
        end = at
        while end < len(lines) and lines[end].strip() != found.group(2):
            body.append(lines[end])
            end += 1
        if end >= len(lines):
            unclosed.add(found.group(2))
            break
        at = end + 1
        value += "\n" + "\n".join([*body, found.group(2)])
    return value, at
