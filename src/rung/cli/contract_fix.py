"""`rung apply data-contract`: a first contract for each dataset, learned from its data."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rung.assess.tree import Tree
from rung.errors import RungError, UsageError
from rung.plan.fixes import Edit, Fix
from rung.plan.fixes.keys import keys
from rung.plan.fixes.known import manifest
from rung.project.file import DatasetEntry


class DataContract(Fix):
    """`contracts/NAME.yaml` by `rung data contract --infer`, and the key of `rung.yaml` that names it."""

    id = "data-contract"
    practices = ("data-contract",)
    then = (
        "tighten it: a first contract only says what the data of today happen to be; rung data check NAME holds data "
        "against it, and so does rung run"
    )

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """Contracts that are not there yet. Raises `UsageError` where no dataset is named, or none can be read."""
        text, file = manifest(tree)
        if not file.datasets:
            raise UsageError("rung.yaml names no datasets", where="datasets", fix="rung apply data-versioned")
        root = self.root or Path()
        missing = {
            name: entry.contract or f"contracts/{name}.yaml"
            for name, entry in file.datasets.items()
            if not (root / (entry.contract or f"contracts/{name}.yaml")).exists()
        }
        unnamed = {name: f"contracts/{name}.yaml" for name, entry in file.datasets.items() if entry.contract is None}
        named = keys(text, *((("datasets", name), {"contract": path}) for name, path in unnamed.items()))
        written = [Edit(path, None, self._inferred(name, file.datasets[name])) for name, path in missing.items()]
        return [*written, named]

    def _inferred(self, name: str, entry: DatasetEntry) -> str:
        from rung.data.contracts.document import write_contract
        from rung.workspace.datasets import Datasets
        from rung.workspace.loop import Loop

        root = self.root or Path()
        with Loop.of(root) as loop:
            datasets = Datasets(loop)
            file = root / entry.source if isinstance(entry.source, str) else None
            try:
                if file is not None and file.is_file():
                    return write_contract(datasets.infer(name, file))
                datasets.version(name)
            except RungError as error:
                raise UsageError(
                    f"no contract can be learned: {error.what}",
                    where=os.fspath(file or name),
                    fix=error.fix or f"rung data add {name}",
                ) from error
            return write_contract(datasets.infer(name))
