"""Markdown as headings, code blocks and links, line by line and in linear time."""

from __future__ import annotations

import re

from msgspec import Struct

from rung.assess.parse.unreadable import refuse_large
from rung.assess.regex import regex

_LONGEST_LINE = 20_000
"""Characters of a line that are looked at: longer ones are embedded data."""
_ATX = regex(r" {0,3}(#{1,6})(?:[ \t]+(.*))?\Z")
_CLOSING = regex(r"(?<![ \t])[ \t]++#++[ \t]*+\Z")
_PARAGRAPH = regex(r"\s*[^\s#|>-]")
_HTML_HEADING = regex(r"\s*<h([1-6])\b[^>]{0,500}>(.*)", re.I)
_UNDERLINE = regex(r" {0,3}(=+|-+)[ \t]*\Z")
_FENCE = regex(r"([ \t>]*)(`{3,}|~{3,})[ \t]*([^`]*)\Z")
_LANGUAGE = regex(r"\{?[.=]?\s*([A-Za-z][\w+#.-]*)")
_CODE = regex(r"(`{1,40})([^`]++)\1")
_IMAGE = r"!\[[^\[\]]{0,300}\]\([^()\s]{0,800}\)"
_LINK = regex(
    r"!?\[((?:" + _IMAGE + r"|[^\[\]]){0,600})\]"
    r"\(\s{0,5}<?([^\s()<>]{0,1000}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,500})?)>?"
    r"(?:\s{1,5}(?:\"[^\"]{0,300}\"|'[^']{0,300}'))?\s{0,5}\)"
)
_IMAGE_INSIDE = regex(r"!\[([^\[\]]{0,300})\]\(([^()\s]{0,800})\)")
_DEFINITION = regex(r" {0,3}\[([^\[\]]{1,200})\]:\s+<?(\S{1,1000}?)>?(?:\s|\Z)")
_AUTOLINK = regex(r"<(https?://[^\s<>]{1,1000})>")
_HTML_LINK = regex(r"<(?:a|img)\s[^<>]{0,500}?(?:href|src)\s?=\s?[\"']([^\"'<>\s]{1,1000})[\"']", re.I)
_TAG = regex(r"<[^<>]{0,500}>")


class Heading(Struct, frozen=True):
    """A heading of level 1 to 6."""

    level: int
    text: str
    """Without marks of emphasis, code and links."""
    line: int


class CodeBlock(Struct, frozen=True):
    """A fenced block."""

    language: str
    """Lower case; `r` for ```` ```{r} ````; empty when it does not say."""
    text: str
    line: int
    """Of the fence; the code starts on the next one."""
    info: str = ""
    """All that stands behind the fence."""


class Link(Struct, frozen=True):
    """A link or an image."""

    text: str
    target: str
    line: int
    image: bool = False


class Markdown(Struct, frozen=True):
    """One document."""

    lines: tuple[str, ...]
    headings: tuple[Heading, ...]
    code: tuple[CodeBlock, ...]
    links: tuple[Link, ...]
    front_matter: str
    """The YAML between `---` at the top; empty when there is none."""

    def body_of(self, heading: Heading) -> str:
        """What stands under a heading, its sub-headings included."""
        end = len(self.lines)
        for other in self.headings:
            if other.line > heading.line and other.level <= heading.level:
                end = other.line - 1
                break
        start = heading.line
        if start < end and _UNDERLINE.match(self.lines[start]) and not _ATX.match(self.lines[start - 1]):
            start += 1
        return "\n".join(self.lines[start:end]).strip()


def read(text: str) -> Markdown:
    """Read a document; any text is one."""
    refuse_large(text, "Markdown")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    reader = _Reader(lines)
    front = _front_matter(lines)
    for index in range(front + 1 if front else 0, len(lines)):
        reader.take(index + 1, lines[index])
    reader.close_fence()
    front_matter = "\n".join(lines[1:front]) if front else ""
    return Markdown(tuple(lines), tuple(reader.headings), tuple(reader.code), tuple(reader.links), front_matter)


class _Reader:
    """Takes one line after another."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.headings: list[Heading] = []
        self.code: list[CodeBlock] = []
        self.links: list[Link] = []
        self.fence = ""
        self.indent = 0
        self.info = ""
        self.fence_line = 0
        self.inside: list[str] = []
        self.comment = False
        self.before = ""

    def take(self, number: int, line: str) -> None:
        """Take a line."""
        if self.fence:
            self._in_fence(line)
            return
        if self.comment or "<!--" in line:
            line = self._without_comment(line)
        opened = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if opened:
            self.fence, self.info, self.fence_line = opened.group(2), opened.group(3).strip(), number
            self.indent = len(opened.group(1))
            self.inside = []
        else:
            self._prose(number, line[:_LONGEST_LINE])
        self.before = "" if opened else line

    def close_fence(self) -> None:
        """End the code block, at its fence or at the end of the text."""
        if self.fence:
            language = _LANGUAGE.match(self.info)
            name = language.group(1).lower() if language else ""
            self.code.append(CodeBlock(name, "\n".join(self.inside), self.fence_line, self.info))
            self.fence = ""

    def _in_fence(self, line: str) -> None:
        if self.fence in line:
            bare = line.strip(" \t>")
            if bare.startswith(self.fence) and not bare.strip(self.fence[0]):
                self.close_fence()
                return
        if not self.indent:
            self.inside.append(line)
            return
        margin = line[: self.indent]
        self.inside.append(line[self.indent :] if not margin.strip(" \t>") else line)

    def _without_comment(self, line: str) -> str:
        """The line without HTML comments, which may go on over lines."""
        parts: list[str] = []
        while line:
            before, mark, after = line.partition("-->" if self.comment else "<!--")
            if not self.comment:
                parts.append(before)
            if mark:
                self.comment = not self.comment
            line = after
        return "".join(parts)

    def _prose(self, number: int, line: str) -> None:
        if not line.strip():
            return
        if heading := _ATX.match(line):
            self._heading(len(heading.group(1)), _CLOSING.sub("", heading.group(2) or ""), number)
        elif (under := _UNDERLINE.match(line)) and _PARAGRAPH.match(self.before):
            self._heading(1 if under.group(1)[0] == "=" else 2, self.before.strip(), number - 1)
        elif "<" in line and (html := _HTML_HEADING.match(line)):
            self._heading(int(html.group(1)), html.group(2), number)
        if "[" in line or "<" in line:
            self._links(number, line)

    def _heading(self, level: int, text: str, line: int) -> None:
        self.headings.append(Heading(level, plain(text), line))

    def _links(self, number: int, line: str) -> None:
        # Code is blanked, not cut: offsets in the blanked line are offsets in the line itself.
        visible = _CODE.sub(lambda found: "\x00" * len(found.group()), line) if "`" in line else line
        if "](" in visible:
            for found in _LINK.finditer(visible):
                text = line[found.start(1) : found.end(1)]
                self.links.append(Link(plain(text), found.group(2), number, found.group()[0] == "!"))
                if "![" in text:
                    self.links += [Link(alt, url, number, True) for alt, url in _IMAGE_INSIDE.findall(text)]
        elif "]:" in visible and (defined := _DEFINITION.match(visible)):
            self.links.append(Link(defined.group(1), defined.group(2), number))
        if "<" in visible:
            self.links += [Link("", url, number) for url in _AUTOLINK.findall(visible)]
            self.links += [Link("", url, number, False) for url in _HTML_LINK.findall(visible)]


def plain(text: str) -> str:
    """A line of Markdown as a person hears it: no images, tags, emphasis, and of a link its text."""
    text = text[:2_000]
    text = _LINK.sub(lambda found: "" if found.group()[0] == "!" else _IMAGE_INSIDE.sub("", found.group(1)), text)
    text = _TAG.sub("", text) if "<" in text else text
    return text.replace("`", "").replace("**", "").replace("__", "").strip(" *_\t")


def _front_matter(lines: list[str]) -> int:
    """Index of the line that ends the front matter; 0 when there is none."""
    if lines[0].rstrip() != "---":
        return 0
    for index, line in enumerate(lines[1:500], 1):
        if line.rstrip() in ("---", "..."):
            return index if ":" in "".join(lines[1:index]) else 0
    return 0
