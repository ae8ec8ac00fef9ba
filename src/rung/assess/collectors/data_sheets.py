"""Finds what is written about the data: where it is from, when it was collected, what its fields mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code
from rung.assess.collectors.docs import Docs, Document, Section
from rung.assess.collectors.files import Files
from rung.assess.collectors.training import Training
from rung.assess.documents.filled import filled
from rung.assess.documents.kinds import DocKind
from rung.assess.documents.topics import Topic
from rung.assess.invocation import RUNNABLE, By
from rung.assess.parse import notebook
from rung.assess.paths import is_aside
from rung.assess.regex import regex
from rung.assess.signs import Signed
from rung.assess.tree.base import Tree
from rung.assess.versions.calls import GENERATED, PACKAGED
from rung.domain import Place
from rung.errors import UnreadableError


class Sheet(Struct, frozen=True):
    """What one document says about the data."""

    place: Place
    source: str = ""
    """Where the data comes from: an address or the name of who gave it; empty when it does not say."""
    period: str = ""
    """The years or dates it covers."""
    fields: int = 0
    """Columns described one by one."""
    licence: bool = False
    owner: bool = False
    limits: bool = False
    own: bool = True
    """A text of its own about the data, and not a remark in code."""


class DataSheets(Struct, frozen=True):
    """Everything written about the data, the fullest first."""

    sheets: tuple[Sheet, ...] = ()
    named: tuple[str, Place] | None = None
    """A well-known public data set that is only named."""

    @property
    def source(self) -> Sheet | None:
        """The first that says where the data comes from."""
        return next((each for each in self.sheets if each.source), None)

    @property
    def period(self) -> Sheet | None:
        """The first that says which time it covers."""
        return next((each for each in self.sheets if each.period), None)

    @property
    def fields(self) -> Sheet | None:
        """The first that describes columns."""
        return next((each for each in self.sheets if each.fields >= FEW), None)


FEW = 3
"""Columns that must be described before a list of words is a description of fields."""
MOST_TEXT = 200_000
_ADDRESS = regex(r"https?://[^\s)>\]\"']+")
_HOSTS = regex(
    r"archive(-beta)?\.ics\.uci|kaggle\.com/(c|competitions|datasets|[\w-]+/[\w-]+)|zenodo|openml|huggingface\.co/datasets|"
    r"data\.(gov|world|europa|cityof)|dataset|figshare|dataverse|physionet|nyc\.gov|census|opendata|/data\b|\.csv\b|\.zip\b|storage\.googleapis",
    re.I,
)
_FROM = regex(
    r"\b(?:collected (?:by|from)|provided by|data (?:source|comes from)|dataset (?:is |was )?from|"
    r"downloaded from|"
    r"obtained from|extracted from|donated by|exported from|derived from|"
    r"published by)[^\w#]+(?:the )?([A-Z0-9][^\n.]{2,60})"
    r"|\bsource(?:d from)?:(?:[^\w\n#]|\n(?=\s{0,8}[-*+>] )){1,20}(?:the )?([A-Z0-9][^\n.]{2,60})",
    re.I,
)
_BESIDE_DATA = regex(r"(^|/)(data|datasets?|raw|corpora)/", re.I)
_OWN_LINKS = regex(
    r"github\.com/[^/]+/[^/]+/?(blob|tree|actions|$)|shields\.io|badge|localhost|\.(png|svg|jpe?g|gif)\b", re.I
)
_YEARS = regex(
    r"\b(?:(?:19|20)\d\d)(?:[-/.]\d\d){0,2}\s*(?:-|–|—|to|until|and|through)\s*(?:\w+ )?(?:19|20)\d\d|"
    r"\b(?:period|collected|collection|covers?|dates?|between|from|since|during|years?|in)\b[^.\n]{0,40}\b((?:19|20)\d\d)\b",
    re.I,
)
_SHOWN = regex(
    r"\be\.?g\.|\bfor example|\bexamples?\b|\bsuch as\b|\blike\b|1970-01-01|\bjan(?:uary|\.)?,? (?:1,? )?(?:of )?1970",
    re.I,
)
_FIELD = regex(
    r"^\s*(?:[-*+]\s+|\d+[.)]\s+)?[`*_\"]{0,3}([A-Za-z][\w .%/()-]{0,40}?)[`*_\"]{0,3}\s*(?::|\s[-–—]\s|=)\s*\S.{2,}"
)
_ROW = regex(r"^\s*\|\s*[`*]{0,2}[A-Za-z_][\w .-]{0,40}[`*]{0,2}\s*\|\s*\S.+\|\s*$")
_NO_FIELDS = regex(
    r"\b(commands?|targets?|steps?|stages?|scripts?|tasks?|files?|paths?|folders?|director(y|ies)|options?|flags?|arguments?"
    r"|tools?|verbs?|endpoints?|routes?|jobs?|services?|metrics?|models?|packages?|modules?|notebooks?)\b", re.I
)  # fmt: skip
"""Heads of tables about something other than columns of data; `target variable` names one."""
_COMMAND = regex(
    r"^\s*\|\s*[`*$ ]{0,4}(make|just|python3?|uv|poetry|pip|dvc|docker|git|mlflow|rung|tox|nox|kedro|bash|sh|"
    r"pytest|npm) [\w.-]", re.I
)  # fmt: skip
_RULE = regex(r"^[\s|:-]{5,300}$")
_FIGURE = regex(r"^[-+]?\d[\d.,:/-]*\s?%?$")
_NAME = regex(r"^[A-Za-z_][\w .%/()\[\]°-]{0,60}$")
_QUALITY = regex(r"\b(rmse|mae|mse|mape|r2|auc|f1|accuracy|precision|recall|loss|score)\b", re.I)
_ABOUT_FIELDS = regex(r"\b(columns?|features?|variables?|fields?|attributes?|data dictionary|schema|target)\b", re.I)
_PUBLIC = Signed(
    r"\b(iris|titanic|mnist|fashion[- ]mnist|cifar-?10+|imdb|diabetes|wine quality|boston housing|"
    r"california housing|ames housing|"
    r"telco (customer )?churn|adult income|bank marketing|movielens|imagenet|coco|squad|glue|penguins|"
    r"credit card fraud|"
    r"german credit|breast cancer|nyc taxi|chicago taxi|abalone|mtcars)\b", re.I,
    "iris", "titanic", "mnist", "cifar", "imdb", "diabetes", "wine", "housing", "churn", "adult", "bank", "movielens",
    "imagenet", "coco", "squad", "glue", "penguins", "fraud", "credit", "cancer", "taxi", "abalone", "mtcars",
)  # fmt: skip
_CONTEST = regex(r"(?:kaggle\.com/(?:c|competitions)|drivendata\.org/competitions|zindi\.africa/competitions)/[\w-]+")
"""A contest hands out one set of data, and describes it on its own pages."""
_PLAIN = regex(
    r"(^|/)data[\w-]{0,60}/[^/]{0,200}(readme|description|metadata|about|names|codebook|dictionary)[^/]*$|"
    r"(^|/)[\w-]{0,60}(metadata|data_?description|data_?dictionary|datasheet|data_?card)[\w-]{0,60}\.(txt|md|rst)$",
    re.I,
)


class DataSheetsCollector(Collector):
    """Reads sections about data, sheets of their own, and remarks at the head of training files."""

    def collect(self, tree: Tree, files: Files, docs: Docs, code: Code, training: Training) -> DataSheets:
        """Placeholders and documents of examples are left out."""
        sheets = [sheet for document in docs.documents for sheet in _in_document(document)]
        known = {document.path for document in docs.documents}
        for path in tree.entries:
            if (
                path not in known
                and _PLAIN.search(path)
                and not files.excluded(path)
                and (tree.entries[path].size or 0) < MOST_TEXT
            ):
                text = filled(tree.text(path) or "")
                if text.strip():
                    sheets.append(_sheet(text, Place(path), True))
        sheets += _in_files(tree, files)
        sheets += _in_code(tree, training)
        said = [each for each in sheets if each.source or each.period or each.fields >= FEW]
        said.sort(key=lambda each: (not each.own, -(bool(each.source) + bool(each.period) + (each.fields >= FEW))))
        return DataSheets(tuple(said), _named(docs) or _loaded(code, training))


def _in_document(document: Document) -> Iterator[Sheet]:
    if (document.unfilled and document.placeholders) or document.kind in (
        DocKind.CHANGELOG,
        DocKind.CONTRIBUTING,
        DocKind.POSTMORTEM,
        DocKind.DECISION,
    ):
        return
    whole = document.kind is DocKind.DATA_SHEET or bool(_PLAIN.search(document.path))
    chosen: list[Section] = []
    inside = 0
    for section in document.sections:
        about = whole or _is_data(section)
        if about:
            inside = section.level
        elif not (inside and section.level > inside):
            inside = 0
            if section.level > 1 or not _talks_of_data(section.body):
                continue
        if not section.placeholder or section.level <= 1 or about:
            chosen.append(section)
    if chosen:
        bodies = [(each.heading, filled(each.body)) for each in chosen]
        text = "\n".join(f"{heading}\n{body}" for heading, body in bodies if body.strip())
        yield _sheet(text, chosen[0].place, True)


_HEADED = regex(
    r"\b(data|dataset|data ?sets?|features?|columns|variables|data dictionary|data description|attributes)\b", re.I
)
_PROCESS = regex(
    r"drift|version|valid|pipeline|ingest|prepar|process|feature store|engineering|quality|monitor|flow|science|base",
    re.I,
)


def _is_data(section: Section) -> bool:
    return (
        Topic.DATA in section.topics and bool(_HEADED.search(section.heading)) and not _PROCESS.search(section.heading)
    )


def _talks_of_data(body: str) -> bool:
    return bool(re.search(r"\b(data ?set|the data (is|are|was|comes|contains))\b", body, re.I))


def _sheet(text: str, place: Place, own: bool) -> Sheet:
    addresses = [found[0] for found in _ADDRESS.finditer(text)]
    source = next((each for each in addresses if _HOSTS.search(each)), "")
    if not source and _BESIDE_DATA.search(place.path):  # what a text beside the data links to is where it came from
        source = next((each for each in addresses if not _OWN_LINKS.search(each)), "")
    told = _FROM.search(text)
    years = _period(text)
    lines = text.splitlines()
    fields = max(_rows(lines), _columns_shown(lines), 0) + sum(
        1 for line in lines if _FIELD.match(line) and "http" not in line[:40]
    )
    return Sheet(
        place,
        source or ((told[1] or told[2]).strip() if told else ""),
        years,
        fields if _ABOUT_FIELDS.search(text) else 0,
        bool(re.search(r"\blicen[cs]e|\bCC[- ]BY|creative commons|terms of use|consent\b", text, re.I)),
        bool(re.search(r"\b(owner|maintainer|creator|donor|contact|steward|responsible)\b", text, re.I)),
        bool(
            re.search(
                r"\b(limitations?|known (issues|limits)|caveats?|bias(es)?|not representative|excluded|"
                r"missing values)\b",
                text,
                re.I,
            )
        ),
        own,
    )


def _rows(lines: list[str]) -> int:
    """Rows of tables that may describe columns; one of commands, files or results does not."""
    total, head = 0, ""
    for before, line in zip(["", *lines], lines, strict=False):
        if not _ROW.match(line):
            continue
        if not before.lstrip().startswith("|"):
            head = line.strip(" |").partition("|")[0]
            continue
        if not (_NO_FIELDS.search(head) or _COMMAND.match(line)):
            total += 1
    return total


def _period(text: str) -> str:
    """The first years or dates that are no example of a value and not the day from which clocks count."""
    for found in _YEARS.finditer(text):
        if not _SHOWN.search(text[max(found.start() - 20, 0) : found.end()]):
            return found[0].strip()[:40]
    return ""


def _columns_shown(lines: list[str]) -> int:
    """Columns of a table that shows rows of the data: names above, figures below."""
    for head, rule, first in zip(lines, lines[1:], lines[2:], strict=False):
        if _RULE.match(rule) and head.count("|") >= FEW - 1 and not _QUALITY.search(head):
            cells, values = ([each.strip(" `*") for each in line.strip(" |").split("|")] for line in (head, first))
            figures = sum(bool(_FIGURE.match(each)) for each in values)
            if len(cells) == len(values) and figures * 2 > len(values) and all(map(_NAME.match, cells)):
                return len(cells)
    return 0


def _in_files(tree: Tree, files: Files) -> Iterator[Sheet]:
    """Croissant files and contracts with descriptions."""
    for path in tree.glob(
        "croissant*.json", "datapackage.json", "datacontract*.y*ml", "*.odcs.yaml", "dataset_info.json"
    ):
        if not files.excluded(path) and not files.aside(path):
            text = tree.text(path) or ""
            described = len(re.findall(r"[\"']?description[\"']?\s*:\s*\S", text))
            source = _ADDRESS.search(text)
            years = _period(text)
            yield Sheet(
                Place(path),
                source[0] if source else "",
                years,
                described,
                "licen" in text.lower(),
            )


def _in_code(tree: Tree, training: Training) -> Iterator[Sheet]:
    """Where the data is from, told at the head of a file that trains or in the address that is read."""
    for path in dict.fromkeys([*training.paths(), *(site.module.path for site in training.reads)]):
        if path.endswith(".ipynb"):
            yield from _in_notebook(tree, path)
            continue
        head = (tree.text(path) or "")[:3_000]
        remarks = "\n".join(
            line for line in head.splitlines() if line.lstrip().startswith("#") or '"""' in line or "http" in line
        )
        found = next((each[0] for each in _ADDRESS.finditer(remarks) if _HOSTS.search(each[0])), "")
        if found:
            yield Sheet(Place(path, head[: head.find(found)].count("\n") + 1), found, own=False)


def _in_notebook(tree: Tree, path: str) -> Iterator[Sheet]:
    """Where the data is from, told between the cells that read it."""
    try:
        cells = notebook.read(tree.text(path) or "").cells
    except UnreadableError:
        return
    texts = [(index, cell.source) for index, cell in enumerate(cells, 1) if cell.kind == "markdown"]
    for index, text in texts:
        found = next((each[0] for each in _ADDRESS.finditer(text[:MOST_TEXT]) if _HOSTS.search(each[0])), "")
        if found:
            yield Sheet(Place(path, 1, f"cell {index}"), found, own=False)
            return


def _loaded(code: Code, training: Training) -> tuple[str, Place] | None:
    """A public data set that the code loads by its name, or that a library brings along."""
    for site in code.find(*PACKAGED):
        known = not is_aside(site.module.path) and training.reach.of(site) & (RUNNABLE | By.PIPELINE)
        if known and not GENERATED.search(site.call.name):
            return site.call.name, site.place
    for site in code.find("datasets.load_dataset", "*.fetch_openml", "*.fetch_ucirepo", "tensorflow_datasets.load"):
        first = next((each for each in (*site.call.args, *site.call.kwargs.values()) if isinstance(each, str)), "")
        if first and not is_aside(site.module.path) and training.reach.from_module(site.module.path) != By.TEST:
            return first, site.place
    return None


def _named(docs: Docs) -> tuple[str, Place] | None:
    for document in docs.documents[:40]:
        for section in document.sections:
            contest = _CONTEST.search(section.body) if document.kind is DocKind.README else None
            if contest:
                return contest[0], section.place
            found = _PUBLIC.search(f"{section.heading}\n{section.body}") if "data" in section.body.lower() else None
            if found and re.search(r"data ?set|data\b", section.body, re.I):
                return found[0], section.place
    return None
