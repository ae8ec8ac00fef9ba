"""Functions of the project that are steps as they stand."""

from __future__ import annotations

from collections.abc import Sequence

from rung.assess.code import Site
from rung.assess.parse.python_facts import Function
from rung.plan.starting.names import identifier, writable
from rung.plan.starting.proposal import Dataset, Guess, Step
from rung.plan.starting.seen import Seen


def functions_as_steps(seen: Seen, path: str, sites: Sequence[Site], datasets: Sequence[Dataset]) -> list[Step]:
    """Functions that train and take nothing but datasets, as frames, under their names: steps as they stand."""
    module = seen.code.modules[path]
    if module.notebook or not writable(path) or seen.files.aside(path) or module.language != "python":
        return []
    known = {each.name for each in datasets}
    scopes = {site.call.scope for site in sites}
    found = []
    for function in module.functions.values():
        if function.name in scopes and _takes_frames(function, known) and not function.decorators:
            dotted = module.dotted or path.removesuffix(".py").replace("/", ".")
            found.append(
                Step(
                    name=identifier(function.name, "step"), kind="call", does=f"{dotted}:{function.name}", path=path,
                    why=f"line {function.line} takes a frame for each dataset, and trains",
                    inputs=tuple(name for name, _ in function.params), frame=frame_of(seen, path),
                    model=Guess(function.name, "if the function returns the model"),
                )
            )  # fmt: skip
    return found


def _takes_frames(function: Function, known: set[str]) -> bool:
    return (
        bool(function.params)
        and "." not in function.name
        and all(name in known and kind.endswith("DataFrame") for name, kind in function.params)
    )


def frame_of(seen: Seen, path: str) -> str | None:
    """The library of frames that a file, or what it imports, works with."""
    for name in ("polars", "pandas"):
        if any(seen.code.imports(each.path, name) for each in seen.with_imports(path)):
            return name
    return None
