"""What `rung data` prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rung.assess.report.text import safe
from rung.cli.channels import remark
from rung.cli.output import write
from rung.data.base import Progress, Tell
from rung.data.contracts.document import write_contract
from rung.data.contracts.render import contract_lines, report_lines
from rung.data.contracts.report import Report
from rung.data.versions.checking import Harmed
from rung.data.versions.render import render_list, size
from rung.domain.dataset import DatasetVersion
from rung.errors import UsageError
from rung.store.files import Blob
from rung.workspace.datasets import Added, Datasets

_SHORT = 12


def text_of(lines: Iterable[str]) -> str:
    """Lines as one text that a terminal cannot be harmed by."""
    return "".join(f"{safe(each)}\n" for each in lines)


def progress(name: str) -> Tell:
    """A line that overwrites itself on a terminal; what a person should know is said in any case."""

    def tell(done: Progress) -> None:
        if done.says:
            remark(f"{name}: {safe(done.says)}")
        elif sys.stderr is not None and sys.stderr.isatty():
            told = f"{name}: {done.files:,} of {done.all_files:,} files, {size(done.bytes)} of {size(done.all_bytes)}"
            end = "\r" + " " * len(told) + "\r" if done.files == done.all_files else ""
            remark(f"\r{told}{end}", end="")

    return tell


def added_line(added: Added) -> str:
    """What there is now, and what is new in it."""
    version = added.version
    rows = "" if version.rows is None else f", {version.rows:,} rows"
    what = f"{version.dataset}@{version.id[:_SHORT]}  {_many(len(version.files))}, {size(version.size)}{rows}"
    if not added.is_new:
        return f"{what}  unchanged\n"
    if added.previous is None:
        return f"{what}  first version\n"
    known = {each.digest for each in added.previous.files}
    new = [each for each in version.files if each.digest not in known]
    return f"{what}  new: {_many(len(new))}, {size(sum(each.size for each in new))}\n"


def versions_text(found: Mapping[str, Sequence[DatasetVersion]]) -> str:
    """The versions of each dataset under its name."""
    lines = []
    for name, versions in found.items():
        lines.append(name)
        listed = render_list(versions) if versions else [f"no version yet: rung data add {name}"]
        lines += [f"  {each}" for each in listed]
    return text_of(lines)


def one_before(versions: Sequence[DatasetVersion], later: DatasetVersion) -> DatasetVersion:
    """The version before one. Raises `UsageError` where it is the first."""
    place = next(number for number, each in enumerate(versions) if each.id == later.id)
    if place + 1 == len(versions):
        raise UsageError(f"{later.dataset}@{later.id[:_SHORT]} is the first version: there is nothing before it")
    return versions[place + 1]


def restored_line(version: DatasetVersion, written: Sequence[str]) -> str:
    """How much was written, and how much was there."""
    there = len(version.files) - len(written)
    same = f", {there:,} {'was' if there == 1 else 'were'} there" if there else ""
    return f"{version.dataset}@{version.id[:_SHORT]}: {_many(len(written))} written{same}\n"


def report_text(report: Report) -> str:
    """What a contract says of the data."""
    return text_of(report_lines(report))


def harm_lines(version: DatasetVersion, harmed: Sequence[Harmed]) -> str:
    """Whether all content is what it was."""
    name = f"{version.dataset}@{version.id[:_SHORT]}"
    if not harmed:
        return f"{name}: {_many(len(version.files))}, {size(version.size)}, all as they were put in\n"
    lines = [f"{name}: {len(harmed):,} of {_many(len(version.files))} cannot be had"]
    lines += [f"  {each.harm}  {each.entry.path}  ({each.where})" for each in harmed]
    return text_of([*lines, "  bring them back from a copy of the store, or put the files back and check again"])


def removed_line(blobs: Sequence[Blob], *, dry_run: bool) -> str:
    """How much went, or would."""
    total = size(sum(each.size for each in blobs))
    return f"{_many(len(blobs))}, {total} {'would be removed' if dry_run else 'removed'}\n"


def promise_text(datasets: Datasets, name: str) -> str:
    """What the contract promises. Raises `UsageError` where there is none."""
    contract = datasets.contract(name)
    if contract is None:
        raise UsageError(f"dataset {name} has no contract", fix=f"rung data contract {name} --infer")
    return text_of(contract_lines(contract))


def write_inferred(datasets: Datasets, name: str, file: Path | None, output: Path | None) -> str:
    """Write a first contract, and say what it promises. Raises `UsageError` where one is there."""
    path = output or datasets.contract_path(name) or datasets.root / "contracts" / f"{name}.yaml"
    if path.exists():
        raise UsageError("there is a contract already", where=os.fspath(path), fix="give another file with --output")
    contract = datasets.infer(name, file)
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, write_contract(contract))
    remark(f"written: {path}")
    if datasets.contract_path(name) is None:
        remark(f"hint: add to rung.yaml: datasets: {{{name}: {{contract: {os.path.relpath(path, datasets.root)}}}}}")
    return text_of(contract_lines(contract))


def _many(files: int) -> str:
    return f"{files:,} file{'' if files == 1 else 's'}"
