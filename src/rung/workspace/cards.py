"""Cards of model versions."""

from __future__ import annotations

import json

import msgspec
from msgspec import Struct

from rung.govern.card.front_matter import front_matter
from rung.govern.card.gathering import Card, card_of
from rung.govern.card.markdown import markdown
from rung.govern.card.written import read_written
from rung.store.wording import plain
from rung.workspace.loop import Loop


class MadeCard(Struct, frozen=True):
    """A card in all its forms."""

    card: Card
    markdown: str
    json: str


def card(loop: Loop, name: str) -> MadeCard:
    """The card of `flights@7`, `flights@champion`, or the newest of `flights`. Raises `UsageError`."""
    project, written = loop.project, read_written(loop.project.root)
    with loop.store.reading() as reader:
        made = card_of(reader.models.find(name), reader, project.name, project.file, written)
    twin = {"metadata": front_matter(made, written.front), **plain(msgspec.to_builtins(made))}
    text = json.dumps(plain(twin), indent=2, ensure_ascii=False) + "\n"
    return MadeCard(made, markdown(made, written.front), text)
