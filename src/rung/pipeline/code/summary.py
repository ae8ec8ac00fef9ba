"""What is known of one module: which functions it has, and which names each of its parts uses."""

from __future__ import annotations

from msgspec import Struct


class Import(Struct, frozen=True, array_like=True):
    """`from module import name`, or `import module` where the name is empty."""

    module: str
    """With leading dots where it is relative."""
    name: str = ""


class Part(Struct, array_like=True):
    """A function, or the rest of a module."""

    digest: str
    names: list[str] = []
    """Names that it uses: `f`, and `module.f` as far as it is written so."""
    imports: list[Import] = []
    """What it imports itself."""


class ModuleSummary(Struct):
    """One module."""

    rest: Part
    """Everything that runs when it is imported."""
    functions: dict[str, Part] = {}
    bound: dict[str, Import] = {}
    """Names that imports of the module give."""
    opaque: bool = False
    """Whether it looks modules or names up while it runs."""
    literals: list[str] = []
    """Modules that it imports by a written name."""
