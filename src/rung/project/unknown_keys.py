"""Finds keys that nobody reads, with the nearest key that somebody does.

msgspec refuses them too, but names neither the entry of a mapping they stand in nor what was meant.
"""

from __future__ import annotations

import difflib
from typing import Any

from msgspec import inspect

from rung.project.yaml_lines import Document, refuse


def refuse_unknown_keys(document: Document, shape: type) -> None:
    """Walk what was written beside the shape it should have.

    Raises
    ------
    ManifestError
        At the first key the shape does not have.
    """
    _walk(document.value, inspect.type_info(shape), "", document)


def _walk(value: Any, shape: inspect.Type, path: str, document: Document) -> None:
    if isinstance(shape, inspect.UnionType):
        for each in shape.types:
            _walk(value, each, path, document)
    elif isinstance(shape, inspect.StructType) and isinstance(value, dict):
        known = {field.encode_name: field.type for field in shape.fields}
        for key, inner in value.items():
            at = f"{path}.{key}" if path else key
            if key not in known:
                _refuse(key, known, at, document)
            _walk(inner, known[key], at, document)
    elif isinstance(shape, inspect.DictType) and isinstance(value, dict):
        for key, inner in value.items():
            _walk(inner, shape.value_type, f"{path}.{key}", document)
    elif isinstance(shape, inspect.ListType) and isinstance(value, list):
        for index, inner in enumerate(value):
            _walk(inner, shape.item_type, f"{path}.{index}", document)


def _refuse(key: str, known: dict[str, inspect.Type], at: str, document: Document) -> None:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    fix = f"did you mean {near[0]}?" if near else f"known here: {', '.join(known)}"
    refuse(f"unknown key {key}", document.line(at), fix=fix)
