"""Registrations and uses that stand in files, commands and tags instead of code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rung.assess.excerpt import excerpt
from rung.assess.invocation import RUNNABLE, By, Invocation
from rung.assess.paths import is_aside, is_excluded
from rung.assess.regex import regex
from rung.assess.registries.base import Promotion, Registered, Resolution, Use
from rung.assess.registries.calls import resolution
from rung.assess.tree.base import Tree
from rung.domain import Place

_VERSION_TAG = regex(r"^(?P<name>[\w/-]+)@v?\d[\w.]*(?:#\d+)?$")
_STAGE_TAG = regex(r"^(?P<name>[\w/-]+)#(?P<stage>[a-z][\w-]*)(?:#\d+)?$")
_CONFIG = (".yml", ".yaml", ".env", ".toml", ".tf", ".sh", ".json", ".cfg", ".ini", "Dockerfile", "Makefile")
_ADDRESS = regex(r"models:/(?:[\w.-]++|\$\{?\w++\}?)++(?:@[\w.${}-]+|/(?:\d+|latest|Production|Staging|\$\{?\w+\}?))")
_MOST = 100_000


def in_commands(commands: Iterable[Invocation]) -> Iterator[Registered | Promotion | Use]:
    """`az ml model`, `gto`, `dvc artifacts`, `mlflow models serve -m models:/…`."""
    for each in commands:
        if each.disabled or not each.by & RUNNABLE:
            continue
        text = each.text
        if re.search(r"^az ml model (create|register)\b", text):
            yield Registered("Azure ML", excerpt(text), each.place, each.by)
        elif re.search(r"^gto register\b", text):
            yield Registered("GTO", excerpt(text), each.place, each.by)
        elif re.search(r"^gto assign\b", text):
            yield Promotion("GTO", excerpt(text), each.place, each.by)
        elif re.search(r"^aws sagemaker (create|update)-model-package\b", text):
            made = Registered if "create" in each.args[1] else Promotion
            yield made("SageMaker", excerpt(text), each.place, each.by)
        elif re.search(r"^az ml model deploy\b", text):
            model = next(
                (value for option, value in zip(each.args, each.args[1:], strict=False) if option in ("--model", "-m")),
                "",
            )
            how = Resolution.PINNED if ":" in model else Resolution.NEWEST
            yield Use("Azure ML", model or excerpt(text), how, each.place, by=each.by)
        elif re.search(
            r"^(dvc artifacts get|gto show|gto describe|gcloud ai models (list|describe)"
            r"|az ml model (download|show))\b",
            text,
        ):
            yield Use(each.program, excerpt(text), Resolution.ALIAS, each.place, by=each.by)
        for word in each.args:
            if word.startswith("models:/"):
                yield Use("MLflow", word, resolution(word), each.place, by=each.by)


def in_files(tree: Tree) -> Iterator[Use]:
    """Addresses of models in configuration."""
    for path, entry in tree.entries.items():
        if not path.endswith(_CONFIG) or (entry.size or 0) > _MOST or is_excluded(path) or is_aside(path):
            continue
        data = tree.content(path) or b""
        if b"models:/" not in data:
            continue
        text = data.decode("utf-8", "replace")
        for found in _ADDRESS.finditer(text):
            yield Use(
                "MLflow", found.group(), resolution(found.group()), _place(path, text, found.start()), by=By.IMAGE
            )


def in_tags(names: Iterable[str], tree: Tree) -> Iterator[Registered | Promotion]:
    """Git tags that name a version or stage of a model, where a file lists the artefacts."""
    listed = next(tree.glob("artifacts.yaml", ".gto"), "") or next(
        (path for path in tree.glob("dvc.yaml") if re.search(r"^artifacts:", tree.text(path) or "", re.M)), ""
    )
    if not listed:
        return
    for name in names:
        if _VERSION_TAG.match(name):
            yield Registered("git tags", name, Place(listed), By.TARGET)
        elif found := _STAGE_TAG.match(name):
            yield Promotion("git tags", f"{name} ({found['stage']})", Place(listed), By.TARGET, asks=True)


def _place(path: str, text: str, at: int) -> Place:
    return Place(path, text.count("\n", 0, at) + 1)
