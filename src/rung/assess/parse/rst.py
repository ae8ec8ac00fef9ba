"""reStructuredText as the same value as Markdown: headings, literal blocks and links."""

from __future__ import annotations

from rung.assess.parse.markdown import CodeBlock, Heading, Link, Markdown
from rung.assess.parse.unreadable import refuse_large
from rung.assess.regex import regex

_ADORNED = regex(r"([=\-`:'\"~^_*+#<>.])\1{2,}\s*\Z")
_CODE = regex(r"\s*\.\. (?:code|code-block|sourcecode|prompt)::\s*(\S*)")
_LINK = regex(r"`([^`<]{1,300})<([^<>`\s]{1,800})>`_")
_OPTION = regex(r"\s*:[\w-]+:")


def read(text: str) -> Markdown:
    """Read a document; any text is one."""
    refuse_large(text, "reStructuredText")
    lines = text.replace("\r\n", "\n").split("\n")
    links = [
        Link(found[1].strip(), found[2], number)
        for number, line in enumerate(lines, 1)
        if "`_" in line
        for found in _LINK.finditer(line[:20_000])
    ]
    return Markdown(tuple(lines), tuple(_headings(lines)), tuple(_blocks(lines)), tuple(links), "")


def _headings(lines: list[str]) -> list[Heading]:
    levels: dict[str, int] = {}
    found = []
    for index in range(1, len(lines)):
        title, under = lines[index - 1].rstrip(), lines[index].rstrip()
        if not title or title[0].isspace() or not _ADORNED.match(under) or _ADORNED.match(title):
            continue
        if len(under) >= len(title) - 2:
            level = levels.setdefault(under[0], min(len(levels) + 1, 6))
            found.append(Heading(level, title.replace("`", "").strip("* "), index))
    return found


def _blocks(lines: list[str]) -> list[CodeBlock]:
    """What stands indented under `::` or a code directive."""
    blocks = []
    index = 0
    while index < len(lines):
        line = lines[index]
        directive = _CODE.match(line)
        index += 1
        if not directive and not (line.rstrip().endswith("::") and not line.lstrip().startswith("..")):
            continue
        start = index
        indent = len(line) - len(line.lstrip())
        inside = []
        while index < len(lines) and (
            not lines[index].strip() or len(lines[index]) - len(lines[index].lstrip()) > indent
        ):
            if not _OPTION.match(lines[index]):
                inside.append(lines[index].strip())
            index += 1
        blocks.append(CodeBlock(directive[1].lower() if directive else "", "\n".join(inside).strip("\n"), start))
    return blocks
