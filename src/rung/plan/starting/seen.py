"""What the assessor sees in a folder, as far as a first `rung.yaml` needs it. Nothing is run."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import Struct

from rung.assess.clock import Clock
from rung.assess.code import Code
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.collectors.training import Training
from rung.assess.measuring import load_ruler
from rung.assess.parse.python_facts import Module
from rung.assess.records import Records
from rung.assess.tree import Tree
from rung.project import Manifest

_START = datetime(1970, 1, 1, tzinfo=UTC)
"""Nothing here depends on the time."""


class Seen(Struct, frozen=True):
    """The files, the code, and the learning in it."""

    tree: Tree
    files: Files
    code: Code
    training: Training | None
    commands: Commands | None
    """Those that files and documents write down."""
    imported: dict[str, frozenset[str]]
    """Path → paths of the modules of the project that it imports."""

    def with_imports(self, path: str) -> list[Module]:
        """A module, and those of the project that it imports, directly or not."""
        found: list[str] = [path]
        for each in found:
            found += sorted(self.imported.get(each, frozenset()) - set(found))
        return [self.code.modules[each] for each in found if each in self.code.modules]


def look(tree: Tree) -> Seen:
    """Collect what is needed; what cannot be read is left out, and named in `Code.unread`."""
    engine = load_ruler().engine
    evidence = engine.start({Tree: tree, Clock: Clock(_START), Manifest: Manifest.empty(), Records: Records(_START)})
    engine.collect(evidence, [Files, Code, Training, Commands])
    code = evidence.get(Code) or Code({})
    imported: dict[str, set[str]] = {}
    for path, importers in code.importers.items():
        for each in importers:
            imported.setdefault(each, set()).add(path)
    return Seen(
        tree=tree,
        files=evidence.get(Files) or Files({}),
        code=code,
        training=evidence.get(Training),
        commands=evidence.get(Commands),
        imported={path: frozenset(each) for path, each in imported.items()},
    )
