"""Tells whether the data is about people and whether it is public, and what protects it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.code.base import place_in
from rung.assess.collectors.docs import Docs
from rung.assess.collectors.files import Files
from rung.assess.collectors.training import Training
from rung.assess.dataflow.near import training_modules
from rung.assess.documents.topics import Topic
from rung.assess.invocation import By
from rung.assess.parse.python_facts import Items
from rung.assess.regex import regex
from rung.assess.signs import ForNames, Signed
from rung.assess.tree.base import UTF_16, Tree
from rung.domain import Place


class PeopleData(Struct, frozen=True):
    """Whose data it is and how it is treated."""

    fields: tuple[tuple[str, Place], ...] = ()
    """Names of fields that describe a person, with the first place of each."""
    public: tuple[str, Place] | None = None
    """Why everybody may have the data: a public data set, a synthetic one."""
    declared: tuple[Place, ...] = ()
    """Where fields are marked as personal or restricted."""
    access: tuple[Place, ...] = ()
    """Where access to data is limited in code."""
    minimised: tuple[Place, ...] = ()
    """Where fields are hashed, masked or redacted by code that something starts."""
    deletion: tuple[Place, ...] = ()
    """Where data is deleted after a time or on request."""
    headless: tuple[str, ...] = ()
    """Tables whose first line could not be seen."""

    @property
    def about_people(self) -> bool:
        """At least two fields describe a person, or one names them."""
        names = {name for name, _ in self.fields}
        return len(names) > 1 or any(_NAMING.search(name) for name in names)


LARGEST_TABLE = 32_000_000
"""Bytes of a table whose first line is looked at; git gives a file as a whole."""
MOST_TABLES = 20
_PERSONAL = ForNames(
    r"^(age|gender|sex|race|ethnicity|nationality|religion|marital(_?status)?|income|salary|education(_?level)?|occupation|"
    r"(first|last|full|sur)_?name|e?-?mail|phone(_?number)?|address|zip_?code|ssn|dob|birth\w*|date_of_birth|patient\w*|"
    r"customer_?id|user_?id|client_?id|passenger_?id|applicant\w*|employee_?id|senior_?citizen|dependents|partner|"
    r"credit_?score|annual_?income|diagnosis|bmi|blood_?pressure|disability|pregnan\w*|driving_?license|estimated_?salary)$",
    re.I,
)
_NAMING = regex(r"name|mail|phone|ssn|birth|patient|applicant|dob", re.I)
_PUBLIC = Signed(
    r"kaggle\.com|archive(-beta)?\.ics\.uci|openml|\bUCI\b|\bkaggle\b|public (data ?set|data|table)|"
    r"bigquery-public-data|synthetic (data|data ?set)|"
    r"telco (customer )?churn|titanic|huggingface\.co/datasets|sample data|\biris\b|\bmtcars\b|abalone|"
    r"movielens|fake data|data\.gov",
    re.I,
    "kaggle", "uci", "openml", "public", "synthetic", "churn", "titanic", "huggingface", "sample data", "iris",
    "mtcars", "abalone", "movielens", "fake data", "data.gov")  # fmt: skip
_ABOUT_DATA = regex(r"\bdata ?sets?\b|\bdata\b|\bcompetition\b|\btable\b", re.I)
NEARBY = 120
"""Characters around a name in which it must be said that it is about data."""
_SAMPLES = (
    "sklearn.datasets.*", "*.fetch_ucirepo", "*.datasets.*.load_data", "*.fetch_openml", "*.load_dataset",
)  # fmt: skip
_MARKS = regex(
    r"\b(pii|personal_data|sensitive|classification|policy_tags?|data_class)\b\s*[:=]\s*[\"']?(true|yes|pii|personal|restricted|confidential|sensitive|\[)",
    re.I,
)
_ACCESS = regex(
    r"\bGRANT\s+SELECT\b|google_(bigquery|storage)\w{0,60}_iam|aws_lakeformation_permissions|databricks_grants|snowflake_grant|row_access_policy|column_level_security",
    re.I,
)
_EXPIRY = regex(
    r"lifecycle_rule|expiration_days|retention_(days|period)|delete_after|time_to_live|ttl_days|default_table_expiration_ms",
    re.I,
)
_SCANNING = (
    "presidio_analyzer.*",
    "presidio_anonymizer.*",
    "dataprofiler.*",
    "*.anonymize",
    "*.pseudonymize",
    "*.mask_pii",
    "*.redact*",
    "*.hash_pii",
    "mask_*",
    "anonymize*",
    "pseudonymize*",
    "redact*",
    "*.scrub_pii",
)
_ERASING = ForNames(
    r"(delete|erase|forget|purge|remove)_(subject|user|customer|person|patient|account)(_data)?$|right_to_be_forgotten|gdpr_delet",
    re.I,
    "delete",
    "erase",
    "forget",
    "purge",
    "remove",
    "right_to_be_forgotten",
    "gdpr_delet",
)
_CONFIG = (".yml", ".yaml", ".tf", ".sql", ".json")


class PeopleDataCollector(Collector):
    """Looks at the names of fields in code and files, at the documents, and at configuration by content."""

    def collect(self, tree: Tree, files: Files, code: Code, reach: Reach, docs: Docs, training: Training) -> PeopleData:
        """Examples and vendored files are left out."""
        own = [module for path, module in code.modules.items() if not files.excluded(path) and not files.aside(path)]
        fields: dict[str, Place] = {}
        for module in own:
            for name, line in _names(module):
                if _PERSONAL.search(name):
                    fields.setdefault(name.lower(), place_in(module, line))
        headless: list[str] = []
        for entry in files.data_files[:MOST_TABLES]:
            header = _header(tree, entry.path)
            if header is None:
                headless.append(entry.path)
            for name in header or ():
                if _PERSONAL.search(name):
                    fields.setdefault(name.lower(), Place(entry.path))
        reading = [site.module.path for site in training.reads if not files.aside(site.module.path)]
        near = training_modules(code, reach, training.fits, () if training.fits else reading)
        scans = [site for site in code.find(*_SCANNING) if reach.of(site) & ~(By.TEST | By.NOTEBOOK)]
        erasing = [
            place_in(module, function.line)
            for module in own
            for function in module.functions.values()
            if _ERASING.search(function.name) and reach.by(module.path, function.name) & ~By.TEST
        ]
        marked, access, expiry = _in_configuration(tree, files)
        return PeopleData(
            tuple(fields.items()),
            _public(docs, code, near),
            tuple(marked),
            tuple(access),
            tuple(site.place for site in scans),
            (*erasing, *expiry),
            tuple(headless),
        )


def _names(module) -> Iterator[tuple[str, int]]:  # type: ignore[no-untyped-def]
    for keys in module.dicts:
        yield from ((name, keys.line) for name in keys.names)
    for each in module.classes.values():
        yield from ((name, each.line) for name, _, _ in each.fields)
    for call in module.calls:
        for value in (*call.args, *call.kwargs.values()):
            if value.__class__ is Items:
                yield from ((item, call.line) for item in value.values if isinstance(item, str))
    for assign in module.assigns:
        if assign.value.__class__ is Items:
            yield from ((item, assign.line) for item in assign.value.values if isinstance(item, str))


def _header(tree: Tree, path: str) -> list[str] | None:
    """The names in the first line of a table; `None` where it is one and its first line cannot be seen."""
    size = tree.entries[path].size
    if not path.endswith((".csv", ".tsv")) or size == 0:
        return []
    head = (tree.read(path, LARGEST_TABLE) or b"\0")[:4_000]
    if head.startswith(UTF_16):
        head = head.decode("utf-16", "replace").encode()
    if b"\0" in head or head.startswith(b"<<<<<<<"):
        return None
    return [name.strip().strip('"') for name in re.split(r"[,;\t]", head.decode("utf-8", "replace").partition("\n")[0])]


def _public(docs: Docs, code: Code, near: set[str]) -> tuple[str, Place] | None:
    """Why the data that trains is public or made up: code that reads it, or a sentence about the data."""
    for site in code.find(*_SAMPLES):
        if site.module.path in near and (not site.module.notebook or len(near) == 1):
            return site.call.last, site.place
    for document in docs.documents[:30]:
        for section in document.sections:
            for found in _PUBLIC.finditer(section.body):
                around = section.body[max(0, found.start() - NEARBY) : found.end() + NEARBY]
                if Topic.DATA in section.topics or _ABOUT_DATA.search(around):
                    return found[0], section.place
    for path in sorted(near):
        module = code.modules[path]
        for text, line in module.strings:
            if len(text) < 200 and (found_in := _PUBLIC.search(text)):
                return found_in[0], place_in(module, line)
    return None


def _in_configuration(tree: Tree, files: Files) -> tuple[list[Place], list[Place], list[Place]]:
    found: tuple[list[Place], list[Place], list[Place]] = ([], [], [])
    for path, entry in tree.entries.items():
        if (
            not path.endswith(_CONFIG)
            or not 0 < (entry.size or 0) < 60_000
            or files.excluded(path)
            or files.aside(path)
        ):
            continue
        wanted = path.endswith((".tf", ".sql")) or re.search(
            r"contract|schema|catalog|policy|models/|sources|retention|privacy", path, re.I
        )
        text = (tree.text(path) or "") if wanted else ""
        for places, pattern in zip(found, (_MARKS, _ACCESS, _EXPIRY), strict=True):
            match = pattern.search(text)
            if match:
                places.append(Place(path, text.count("\n", 0, match.start()) + 1))
    return found
