"""What names stand for in Terraform files: locals spelled out, and variables that nobody sets."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from rung.assess.parse import hcl
from rung.assess.parse.hcl import Block
from rung.assess.regex import regex
from rung.errors import UnreadableError

_LOCAL = regex(r"\blocal\.([A-Za-z_]\w*)")
_VARIABLE = regex(r"\bvar\.([A-Za-z_]\w*)")
_PASSED = regex(r"var\.[A-Za-z_]\w*\Z")
_EMPTY = regex(r"null\Z|\"\s*\"\Z|\[\s*\]\Z|\{\s*\}\Z|toset\(\[\s*\]\)\Z|tolist\(\[\s*\]\)\Z")
_STEPS = 3


class Names(Struct):
    """The locals and variables of all modules of a repository."""

    locals: dict[str, dict[str, str]] = field(default_factory=dict)
    """Folder → name → expression."""
    unset: set[str] = field(default_factory=set)
    """Variables that default to nothing and that no module call and no variable file sets."""

    def spelled(self, folder: str, text: str) -> str:
        """The text, followed by the expressions of the locals it names, those they name, and so on."""
        known = self.locals.get(folder, {})
        seen: dict[str, str] = {}
        here = text
        for _ in range(_STEPS):
            new = {name: known[name] for name in _LOCAL.findall(here) if name in known and name not in seen}
            if not new:
                break
            seen |= new
            here = "\n".join(new.values())
        return "\n".join([text, *seen.values()])

    def nobody(self, text: str) -> str:
        """The variable an expression hangs on that nobody sets; empty when there is none."""
        return next((name for name in _VARIABLE.findall(text) if name in self.unset), "")


def read_names(texts: Iterable[tuple[str, str]]) -> Names:
    """The names in the Terraform and variable files of a repository, given as (path, text)."""
    names = Names()
    given: set[str] = set()
    for path, text in texts:
        folder = path.rpartition("/")[0]
        try:
            blocks = hcl.read(text)
        except UnreadableError:
            continue
        for block in blocks:
            if block.kind == "locals":
                names.locals.setdefault(folder, {}).update(block.attributes)
            elif block.kind == "variable" and block.labels and _is_empty(block.attributes.get("default", "")):
                names.unset.add(block.labels[0])
            elif block.kind in ("module", "") and (block.kind or path.endswith(".tfvars")):
                given |= _given(block)
    names.unset -= given
    return names


def _given(block: Block) -> set[str]:
    """Names that get a value; one handed on from a variable of the caller has none yet."""
    return {
        name for name, value in block.attributes.items() if not _is_empty(value) and not _PASSED.match(value.strip())
    }


def _is_empty(value: str) -> bool:
    return bool(_EMPTY.match(value.strip()))
