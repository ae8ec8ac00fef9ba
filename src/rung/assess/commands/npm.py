"""Scripts of a package.json."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import dirname

from rung.assess.ci.definitions import Definitions, inside
from rung.assess.commands.base import Book, Call, Recipe, Source, cut
from rung.assess.parse import jsonc

_OWN = frozenset({"install", "ci", "add", "init", "publish", "exec", "dlx", "create", "x", "i", "link", "update"})
_SHORT = ("test", "start", "stop", "restart")
_SELECTS = frozenset(
    {"-w", "--workspace", "--workspaces", "-ws", "--filter", "-F", "-r", "--recursive", "--if-present"}
)
_VALUED = ("--prefix", "-C", "--dir", "--cwd", "-w", "--workspace", "--filter", "-F")


class Npm(Source):
    """npm, yarn, pnpm and bun."""

    names = ("package.json",)
    programs = ("npm", "yarn", "pnpm", "bun")
    runner = "npm"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per script."""
        text = files.content(path)
        if '"scripts"' not in text:
            return
        document = jsonc.read(text)
        scripts = document.get("scripts") if isinstance(document, dict) else None
        folder = dirname(path)
        for name, body in scripts.items() if isinstance(scripts, dict) else ():
            if isinstance(body, str):
                at = text.find(f'"{name}"', text.find('"scripts"') + 9)
                line = text.count("\n", 0, max(at, 0)) + 1
                yield Recipe(self.runner, folder, name, path, line, cut(body, line), folder=folder, note=name)

    def absent(self, call: Call, book: Book) -> Iterator[str]:
        """Scripts behind `run` that the package.json of the folder lacks."""
        words = call.plain(*_VALUED)
        folder = inside(call.folder, call.value("--prefix", "-C", "--dir", "--cwd") or ".")
        known = book.has(self.runner, folder) and not any(word in _SELECTS for word in call.args)
        named = words[:1] in (("run",), ("run-script",)) and len(words) > 1
        if known and named and "$" not in words[1] and book.find(self.runner, folder, words[1]) is None:
            yield f"{inside(folder, 'package.json')}#{words[1]}"

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """`npm run x`, `npm test`, `yarn x`."""
        folder = inside(call.folder, call.value("--prefix", "-C", "--dir", "--cwd") or ".")
        words = call.plain(*_VALUED)
        if words[:1] in (("run",), ("run-script",)):
            words = words[1:]
        elif not words or words[0] in _OWN or (call.program == "npm" and words[0] not in (*_SHORT, "t")):
            return
        name = "test" if words[:1] == ("t",) else "".join(words[:1])
        for each in (f"pre{name}", name, f"post{name}"):
            found = book.find(self.runner, folder, each)
            if found:
                yield found
