"""Reads what is written for people: documents section by section, and who is named as owner of what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.collectors.files import Files
from rung.assess.documents.filled import filled
from rung.assess.documents.kinds import DocKind, kind_of
from rung.assess.documents.ownership import CODEOWNERS, Named, OwnerRule, read_authors, read_codeowners
from rung.assess.documents.topics import Topic, tells, topics_of
from rung.assess.parse import markdown, rst
from rung.assess.parse.markdown import Heading, Link, Markdown
from rung.assess.regex import regex
from rung.assess.signs import Signed
from rung.assess.tree.base import Tree
from rung.domain import Place

MOST_DOCUMENTS = 400
"""A project with more is a book: what matters stands in the first, and near the root."""
MOST_BYTES = 300_000
"""Of one document. A larger one is generated."""
PLACEHOLDER = Signed(
    r"\bTODO\b|\bTBD\b|\bFIXME\b|lorem ipsum|\[?more information needed\]?|\bfill (this|me) in\b|<(your"
    r"|insert|add)[ _-][^>\n]{1,40}>"
    r"|\[(your|insert|add|describe)\b[^\]\n]{1,300}\](?!\()|\bcoming soon\b|\{\{[^}\n]{1,60}\}\}",
    re.IGNORECASE,
    "todo", "tbd", "fixme", "lorem ipsum", "more information needed", "fill this in", "fill me in", "<your", "<insert",
    "<add", "[your", "[insert", "[add", "[describe", "coming soon", "{{")  # fmt: skip
MOST_INSTRUCTIONS = 400
"""In one section."""
_SUFFIXES = (".md", ".markdown", ".mdx", ".rst", ".qmd")
_BARE = regex(r"(^|/)(README|CONTRIBUTING|CHANGELOG|MAINTAINERS|OWNERS|RUNBOOK)(\.txt)?$", re.IGNORECASE)
_TEMPLATES = regex(r"(^|/)(pull_request_template|merge_request_template)[^/]*(/[^/]+)?\.(md|txt)$", re.IGNORECASE)
_ISSUES = regex(
    r"(^|/)\.github/(ISSUE_TEMPLATE|DISCUSSION_TEMPLATE)/|(^|/)(LICEN[SC]E|CODE_OF_CONDUCT|SECURITY)\b", re.IGNORECASE
)
_ITEM = regex(r"\s*(?:\d{1,2}[.)]|[-*+])\s+(.{6,})")
_CALLED = regex(r"`([a-zA-Z_][\w.:]*\([^`\n]{0,80}\)|[a-zA-Z][\w./-]* [^`\n]{2,120})`")
"""A command or a call that stands inside a sentence."""
_AUTHOR_FILES = ("pyproject.toml", "DESCRIPTION", "setup.py", "setup.cfg", "catalog-info.yaml", "catalog-info.yml")


class Section(Struct, frozen=True):
    """A heading and what stands under it, up to the next heading."""

    heading: str
    """Empty for what stands before the first heading."""
    level: int
    place: Place
    topics: frozenset[Topic]
    """What the heading says it is about."""
    instructions: tuple[str, ...]
    """Its commands and list items, one by one."""
    body: str
    """As written, code blocks included."""
    placeholder: bool
    """It says that it is still to be written, or says next to nothing."""

    words: int
    """How many words stand under the heading; comments and what is still to be filled in are none."""

    def tells(self, step: Topic) -> bool:
        """Whether one of its commands and list items tells somebody to do that step of the loop."""
        return any(tells(instruction, step) for instruction in self.instructions)


class Document(Struct, frozen=True):
    """One document of the project."""

    path: str
    kind: DocKind
    title: str
    """Its first heading; empty when there is none."""
    markdown: Markdown
    sections: tuple[Section, ...]
    placeholders: tuple[Place, ...]
    """Where something is still to be filled in."""
    words: int

    @property
    def place(self) -> Place:
        """Its first line."""
        return Place(self.path)

    @property
    def links(self) -> tuple[Link, ...]:
        """Links and images."""
        return self.markdown.links

    @property
    def unfilled(self) -> bool:
        """A form that nobody filled in: a placeholder for every other section, or hardly a word."""
        return self.words < 15 or len(self.placeholders) * 2 > max(len(self.sections), 2)


class Docs(Struct, frozen=True):
    """Everything written for people. Documents nearest to the root come first, README before others."""

    documents: tuple[Document, ...] = ()
    owner_rules: tuple[OwnerRule, ...] = ()
    """Lines of the CODEOWNERS file that counts; later lines win."""
    codeowners: str = ""
    """Path of that file; empty when there is none."""
    named: tuple[Named, ...] = ()
    """Authors, maintainers and owners that package files and catalogue entries name, placeholders left out."""
    change_template: Place | None = None
    """Template for the description of a pull or merge request."""
    left_out: int = 0
    """Documents beyond `MOST_DOCUMENTS`, or too large, that were not read."""

    def of(self, *kinds: DocKind) -> list[Document]:
        """Documents of these kinds, unfilled ones left out."""
        return [each for each in self.documents if each.kind in kinds and not each.unfilled]

    def unfilled(self, *kinds: DocKind) -> list[Document]:
        """Documents of these kinds that nobody filled in."""
        return [each for each in self.documents if each.kind in kinds and each.unfilled]

    @property
    def readme(self) -> Document | None:
        """The README nearest to the root."""
        return next((each for each in self.documents if each.kind is DocKind.README), None)

    def sections(self, *topics: Topic) -> Iterator[Section]:
        """Sections whose heading names one of the topics, with something written under it."""
        wanted = frozenset(topics)
        return (
            section
            for document in self.documents
            for section in document.sections
            if section.topics & wanted and not section.placeholder
        )

    def owners_of(self, path: str) -> tuple[str, ...]:
        """Who owns a path by CODEOWNERS: the last line that covers it."""
        return next((rule.owners for rule in reversed(self.owner_rules) if rule.covers(path)), ())


class DocsCollector(Collector):
    """Reads Markdown and reStructuredText, and the few files that name people."""

    def collect(self, tree: Tree, files: Files) -> Docs:
        """Documents by depth and name; what is vendored or put away is left out."""
        candidates = _candidates(tree, files)
        documents = [_read(path, tree.text(path) or "") for path in candidates[:MOST_DOCUMENTS]]
        codeowners = next((path for path in CODEOWNERS if path in tree), "")
        rules = tuple(read_codeowners(tree.text(codeowners) or "", codeowners)) if codeowners else ()
        template = next((path for path in tree.glob("*.md", "*.txt") if _TEMPLATES.search(path)), None)
        return Docs(
            documents=tuple(documents),
            owner_rules=rules,
            codeowners=codeowners,
            named=tuple(_named(tree, files)),
            change_template=Place(template) if template else None,
            left_out=max(0, len(candidates) - MOST_DOCUMENTS),
        )


def _candidates(tree: Tree, files: Files) -> list[str]:
    found = []
    for path, entry in tree.entries.items():
        if not (path.endswith(_SUFFIXES) or _BARE.search(path)) or files.excluded(path):
            continue
        if (
            (entry.size or 0) <= MOST_BYTES
            and path in files.roles
            and not (_TEMPLATES.search(path) or _ISSUES.search(path))
        ):
            found.append(path)
    return sorted(found, key=lambda path: (path.count("/"), "readme" not in path.lower(), path))


def _named(tree: Tree, files: Files) -> Iterator[Named]:
    for path in tree.glob(*_AUTHOR_FILES):
        if not files.excluded(path) and not files.aside(path):
            yield from read_authors(tree.text(path) or "", path)


def _read(path: str, text: str) -> Document:
    document = rst.read(text) if path.endswith(".rst") else markdown.read(text)
    title = document.headings[0].text if document.headings else ""
    sections = tuple(_sections(path, document))
    placeholders = tuple(Place(path, text.count("\n", 0, found.start()) + 1) for found in PLACEHOLDER.finditer(text))
    words = sum(each.words for each in sections)
    return Document(path, kind_of(path, title), title, document, sections, placeholders, words)


def _sections(path: str, document: Markdown) -> Iterator[Section]:
    headings = [Heading(1, "", 0), *document.headings]
    for heading, following in zip(headings, [*document.headings, None], strict=True):
        end = following.line - 1 if following else len(document.lines)
        lines = document.lines[heading.line : end]
        body = "\n".join(lines).strip()
        if not heading.text and not body:
            continue
        words = len(filled(body).split())
        yield Section(
            heading.text,
            heading.level,
            Place(path, max(heading.line, 1)),
            topics_of(heading.text),
            _instructions(lines, heading.line, document),
            body,
            words < 25 and bool(PLACEHOLDER.search(body[:2_000])),
            words,
        )


def _instructions(lines: tuple[str, ...], first: int, document: Markdown) -> tuple[str, ...]:
    told = [found[1][:400] for line in lines if (found := _ITEM.match(line))]
    told += [found[1] for line in lines if "`" in line for found in _CALLED.finditer(line[:2_000])]
    for block in document.code:
        if first < block.line <= first + len(lines):
            told += block.text.split("\n")[:200]
    return tuple(told[:MOST_INSTRUCTIONS])
