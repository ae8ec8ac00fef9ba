"""What every fix must do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rung.plan.fixes import Fix


def check_fix(kind: type[Fix], files: Mapping[str, str]) -> None:
    """Raise `AssertionError`, with a sentence that names the rule, where a fix breaks one.

    Parameters
    ----------
    files
        Texts by path: a project that the fix has something to write for.
    """
    from pathlib import Path  # noqa: PLC0415

    from rung.assess.tree.memory import MemoryTree  # noqa: PLC0415

    assert kind.practices, f"{kind.id} serves no practice"
    assert kind.then, f"{kind.id} does not say what remains for a person to do"
    assert not kind.then.endswith("."), f"{kind.id} ends its sentence with a full stop"
    fix = kind(Path("/nowhere"))
    first = [each for each in fix.edits(MemoryTree(files)) if each.changes]
    assert first, f"{kind.id} has nothing to write for these files"
    for each in first:
        assert each.before == files.get(each.path), f"{kind.id} does not say what stands in {each.path}"
        assert not each.overwrites_a_person, f"{kind.id} writes over {each.path}"
        assert not each.path.startswith(("/", "..")), f"{kind.id} writes outside the project: {each.path}"
    after = {**files, **{each.path: each.after for each in first}}
    again = [each.path for each in kind(Path("/nowhere")).edits(MemoryTree(after)) if each.changes]
    assert not again, f"{kind.id} has something to write a second time: {', '.join(again)}"
