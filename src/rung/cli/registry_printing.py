"""What `rung registry` prints."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from rung.cli.data_printing import text_of
from rung.data.versions.render import size
from rung.domain.evaluation import Evaluation
from rung.domain.model_version import ModelVersion
from rung.domain.reproduction import Reproduction
from rung.registry.projecting import Projected
from rung.store.wording import plain
from rung.workspace.model_versions import Listed, Verified

_SHORT = 12


def listed_text(found: Sequence[Listed]) -> str:
    """One line a version."""
    if not found:
        return "no model is registered yet: rung run, or rung registry adopt models:/NAME/VERSION\n"
    rows = [_row(each) for each in found]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return text_of(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _row(each: Listed) -> tuple[str, ...]:
    version = each.version
    return (
        version.name,
        f"{version.registered_at:%Y-%m-%d %H:%M}Z",
        version.flavour,
        version.digest[:_SHORT],
        _gates(version.evaluation),
        version.by,
        ", ".join(each.aliases),
    )


def _gates(evaluation: Evaluation | None) -> str:
    if evaluation is None:
        return "not evaluated"
    refused = sum(not each.ok for each in evaluation.gates)
    return f"{refused} of {len(evaluation.gates)} gates refused" if refused else f"{len(evaluation.gates)} gates passed"


def shown_text(each: Listed) -> str:
    """Everything that is known of a version."""
    return text_of(_shown(each))


def _shown(each: Listed) -> Iterator[str]:
    version = each.version
    yield f"{version.name}{', ' if each.aliases else ''}{', '.join(each.aliases)}"
    facts = {
        "digest": version.digest,
        "registered": f"{version.registered_at:%Y-%m-%d %H:%M:%S}Z by {version.by}",
        "run": version.run or "",
        "taken in from": version.origin,
        "trusted by": f"{version.trust.by}: {version.trust.reason}" if version.trust else "",
        "commit": f"{version.commit}{', with changes' if version.dirty else ''}" if version.commit else "",
        "data": ", ".join(f"{name}@{id_[:_SHORT]}" for name, id_ in version.datasets.items()),
        "environment": version.environment[:_SHORT],
        "format": version.flavour,
        "inputs": ", ".join(_columns(version.signature)),
        "reproduced": _reproduced(each.reproduction),
    }
    yield from (f"  {name:<13} {value}" for name, value in facts.items() if value)
    if version.evaluation is not None:
        yield from _evaluated(version.evaluation)
    yield f"  {'files':<13} {len(version.files):,}, {size(sum(file.size for file in version.files))}"
    yield from (f"    {size(file.size):>9}  {file.digest[:_SHORT]}  {file.path}" for file in version.files)


def _evaluated(evaluation: Evaluation) -> Iterator[str]:
    measured = ", ".join(f"{name} {value:.4g}" for name, value in evaluation.metrics.items())
    yield f"  {'measured':<13} {measured} on {evaluation.rows:,} rows ({evaluation.holdout})"
    yield from (f"  {'passed' if gate.ok else 'REFUSED':<13} {gate.gate}: {gate.says}" for gate in evaluation.gates)


def _columns(signature: Mapping[str, Any]) -> list[str]:
    try:
        found = json.loads(signature.get("inputs") or "[]")
        return [f"{each.get('name', 'tensor')} {each.get('type', '')}".strip() for each in found]
    except (ValueError, AttributeError, TypeError):
        return []


def _reproduced(tried: Reproduction | None) -> str:
    if tried is None:
        return ""
    return f"{tried.at:%Y-%m-%d} by {tried.by}: {'the same' if tried.ok else tried.why or 'not the same'}"


def adopted_line(version: ModelVersion) -> str:
    """What it is called now."""
    trusted = f"  trusted by {version.trust.by}: {version.trust.reason}" if version.trust else ""
    return text_of([f"{version.name}  {version.flavour}  {version.digest[:_SHORT]}  from {version.origin}{trusted}"])


def verified_text(found: Sequence[Verified]) -> str:
    """One line a version, and one for each file that cannot be had."""
    if not found:
        return "no model is registered yet\n"
    lines = []
    for each in found:
        whole = f"{len(each.version.files):,} files, all as they were registered"
        lines.append(f"{each.version.name}: {whole if each.ok else 'not what was registered'}")
        if each.forged:
            lines.append("  the record lists other files than its digest says: rung audit verify")
        lines += [f"  {harm.harm}  {harm.entry.path}  ({harm.where})" for harm in each.harmed]
        if each.harmed:
            lines.append("  bring them back from a copy of the store; until then nobody can load it")
    return text_of(lines)


def repaired_text(done: Projected, where: str) -> str:
    """What MLflow did not show."""
    if not done.changed:
        return text_of([f"MLflow shows what the store says ({where})"])
    lines = [f"run {each} is there now" for each in done.runs]
    lines += [f"{each} is there now" for each in done.versions]
    lines += [f"{each} points where the store says" for each in done.aliases]
    return text_of([*lines, f"in {where}"])


def listed_json(found: Sequence[Listed]) -> str:
    """A list of all fields but the files."""
    return _json([{key: value for key, value in _plain(each).items() if key != "files"} for each in found])


def shown_json(each: Listed) -> str:
    """All fields."""
    return _json(_plain(each))


def verified_json(found: Sequence[Verified]) -> str:
    """Name, whether it is intact, and what is harmed."""
    return _json(
        [
            {
                "model": each.version.model,
                "version": each.version.version,
                "ok": each.ok,
                "forged": each.forged,
                "harmed": [{"path": harm.entry.path, "harm": harm.harm, "where": harm.where} for harm in each.harmed],
            }
            for each in found
        ]
    )


def repaired_json(done: Projected, where: str) -> str:
    """What was put right."""
    return _json({"mlflow": where, **msgspec.to_builtins(done)})


def _plain(each: Listed) -> dict[str, Any]:
    built = msgspec.to_builtins(each)
    return {**built["version"], "aliases": built["aliases"], "reproduction": built["reproduction"]}


def _json(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(plain(value)), indent=2).decode() + "\n"
