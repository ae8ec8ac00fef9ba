"""Which function can be started by whom.

Reading is generous inside a module graph (a class that is named is wholly reached, a method call on an unknown
object reaches every method of that name in a module that is itself reached) and strict at its edges: a function
nobody calls, in a file nobody starts, is reached by nobody.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, KeysView, Mapping

from msgspec import Struct, field

from rung.assess.code.base import Code, Site
from rung.assess.code.link import Linker, sourced
from rung.assess.code.scripts_named import Scripts
from rung.assess.invocation import RUNNABLE, By
from rung.assess.parse.python import MAIN
from rung.assess.parse.python_expressions import LOOKS
from rung.assess.parse.python_facts import OFF, Module, Name

Node = tuple[str, str]
"""Path of a module and qualified name of a function in it (`""` for the top level)."""

_QUIET = frozenset(
    {"staticmethod", "classmethod", "property", "abstractmethod", "wraps", "cache", "lru_cache", "overload",
     "contextmanager", "dataclass", "override", "task", "step", "component", "op", "container_component", "fixture"}
)  # fmt: skip
"""Decorators that do not hand the function to somebody who calls it by himself."""

_DEEPEST = 5
"""Classes above a class that are looked into."""
_MOST_HELD = 200_000
"""Functions in the answers that are kept: in a large tree they would fill the memory."""
MAKING = ("__init__", "__post_init__", "__enter__", "__aenter__")
"""Whoever calls a method holds an object, which was made and perhaps entered."""


class Reach(Struct):
    """Who starts what."""

    flags: Mapping[Node, By]
    """By function; absent means nobody."""
    callers: Mapping[Node, tuple[Node, ...]] = field(default_factory=dict)
    _modules: dict[str, By] = field(default_factory=dict)
    _upstream: dict[tuple[Node, int], KeysView[Node]] = field(default_factory=dict)
    _held: int = 0
    _callees: dict[Node, list[Node]] = field(default_factory=dict)

    def by(self, path: str, scope: str = "") -> By:
        """Who reaches a function, or the top level of a module."""
        return self.flags.get((path, scope), By.NOBODY)

    def of(self, site: Site) -> By:
        """Who reaches a call; nobody reaches one behind a switch that is off."""
        return By.NOBODY if site.call.flags & OFF else self.flags.get(site.scope, By.NOBODY)

    def only(self, sites: Iterable[Site], by: By = RUNNABLE) -> list[Site]:
        """The calls that one of `by` reaches."""
        return [site for site in sites if self.of(site) & by]

    def from_module(self, path: str) -> By:
        """Who reaches anything at all in a module."""
        if not self._modules:
            for (each, _), flags in self.flags.items():
                self._modules[each] = self._modules.get(each, By.NOBODY) | flags
        return self._modules.get(path, By.NOBODY)

    def upstream(self, node: Node, limit: int = 500) -> KeysView[Node]:
        """Functions from which this one is reached, itself first, then the nearest."""
        known = self._upstream.get((node, limit))
        if known is None:
            if self._held > _MOST_HELD:
                self._upstream.clear()
                self._held = 0
            known = self._upstream[node, limit] = self._climb(node, limit).keys()
            self._held += len(known)
        return known

    def above(self, nodes: Iterable[Node]) -> set[Node]:
        """The functions from which one of these is reached, and these: each is passed once, however many are asked."""
        return _spread(nodes, self.callers)

    def below(self, nodes: Iterable[Node]) -> set[Node]:
        """The functions that one of these reaches, and these."""
        if not self._callees:
            for callee, callers in self.callers.items():
                for caller in callers:
                    self._callees.setdefault(caller, []).append(callee)
        return _spread(nodes, self._callees)

    def _climb(self, node: Node, limit: int) -> dict[Node, None]:
        seen = {node: None}
        queue = deque([node])
        while queue and len(seen) < limit:
            for caller in self.callers.get(queue.popleft(), ()):
                if caller not in seen:
                    seen[caller] = None
                    queue.append(caller)
        return seen


def _spread(nodes: Iterable[Node], edges: Mapping[Node, Iterable[Node]]) -> set[Node]:
    seen = set(nodes)
    waiting = list(seen)
    while waiting:
        for each in edges.get(waiting.pop(), ()):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return seen


class CallGraph:
    """Edges between the functions of a tree."""

    def __init__(self, code: Code, linker: Linker) -> None:
        self.code = code
        self.linker = linker
        self.methods: dict[str, list[Node]] = {}
        for path, module in code.modules.items():
            for name in module.functions:
                owner, _, last = name.rpartition(".")
                if owner in module.classes:
                    self.methods.setdefault(last, []).append((path, name))
        self.r_functions = {
            name: path for path, module in code.modules.items() if module.language == "r" for name in module.functions
        }
        self.edges: dict[Node, set[Node]] = {}
        self.by_name: dict[Node, set[str]] = {}
        self._defined: dict[str, frozenset[str]] = {}
        scripts = Scripts(code.modules)
        for module in code.modules.values():
            self._read(module)
            if module.language == "python" and not module.notebook:
                self._started(module, scripts)

    def _started(self, module: Module, scripts: Scripts) -> None:
        """What a program does that a function starts is done for this function."""
        for scope, path in scripts.started(module):
            for node in entry_nodes(self.code.modules[path]):
                self._add((module.path, scope), node)

    def _read(self, module: Module) -> None:
        if module.language == "r":
            self._read_r(module)
            return
        path = module.path
        top: Node = (path, "")
        for name in dict.fromkeys([*module.import_lines, *module.imports.values()]):
            found = self.linker.module_of(name, path)
            if found and found != path:
                self._add(top, (found, ""))
        self._packages(module)
        # A function that is called ten times in a scope is looked up once.
        called = dict.fromkeys((call.scope, call.name) for call in module.calls if not call.flags & OFF)
        for scope, name in called:
            self._call(module, (path, scope), name)
        for scope, name in self._named(module) - called.keys():
            self._call(module, (path, scope), name, named=True)
        for function in module.functions.values():
            self._function(module, function.name, {each.last for each in function.decorators})

    @staticmethod
    def _named(module: Module) -> set[tuple[str, str]]:
        """Scope and name of everything that is handed on without being called."""
        return module.references | {
            (call.scope, value.dotted)
            for call in module.calls
            if not call.flags & OFF and call.name not in LOOKS
            for value in (*call.args, *call.kwargs.values())
            if value.__class__ is Name
        }

    def _read_r(self, module: Module) -> None:
        """R functions are global: whoever calls one by name has sourced its file, by hand or by a framework."""
        for path in sourced(self.code.modules, module):
            self._add((module.path, ""), (path, ""))
        for call in module.calls:
            path = self.r_functions.get(call.last, module.path)
            self._add((module.path, ""), (path, ""))

    def _packages(self, module: Module) -> None:
        """Importing `a.b.c` runs the `__init__` of `a` and `a.b` as well."""
        for name in module.import_lines:
            parts = name.split(".")
            if not self.linker.may_hold(parts[0]):
                continue
            for cut in range(1, len(parts)):
                found = self.linker.module_of(".".join(parts[:cut]), module.path)
                if found and found != module.path:
                    self._add((module.path, ""), (found, ""))

    def _function(self, module: Module, name: str, decorators: set[str]) -> None:
        owner, _, _last = name.rpartition(".")
        if decorators - _QUIET:
            # Registered with a framework: whoever runs the module's top level may call it.
            self._add((module.path, owner if owner in module.functions else ""), (module.path, name))
        if owner in module.functions:
            return
        if owner in module.classes:
            self._add((module.path, owner), (module.path, name))
            for made in MAKING:
                if f"{owner}.{made}" in module.functions:
                    self._add((module.path, name), (module.path, f"{owner}.{made}"))

    def _call(self, module: Module, start: Node, name: str, *, named: bool = False) -> None:
        target = self._target(module, start[1], name)
        if target is not None:
            self._add(start, target)
            method = self._inherited_method(target, name.rpartition(".")[2].removesuffix("()"))
            if method is not None:
                self._add(start, method)
            return
        if not named and name.startswith(("?", "self.")) and (last := name.rpartition(".")[2]) in self.methods:
            self.by_name.setdefault(start, set()).add(last)

    def _inherited_method(self, made: Node, last: str, depth: int = 0) -> Node | None:
        """The method of a base class that a call of a class without it runs."""
        module = self.code.modules[made[0]]
        own = module.classes.get(made[1])
        if own is None or last == made[1] or depth > _DEEPEST:
            return None
        for base in own.bases:
            home = self._target(module, "", base)
            if home is None or home[1] not in self.code.modules[home[0]].classes:
                continue
            method = f"{home[1]}.{last}"
            if method in self.code.modules[home[0]].functions:
                return (home[0], method)
            found = self._inherited_method(home, last, depth + 1)
            if found is not None:
                return found
        return None

    def _target(self, module: Module, scope: str, name: str) -> Node | None:
        bare = name.removesuffix("()")
        if "." not in bare:
            return self._local(module, scope, bare)
        if bare.startswith(("self.", "cls.")):
            owner = scope.rpartition(".")[0]
            method = f"{owner}.{bare.split('.')[1].removesuffix('()')}"
            return (module.path, method) if method in module.functions else None
        head = bare.partition(".")[0].removesuffix("()").lstrip("?")
        if head in module.classes or head in module.tables:
            return self._member(module, bare.replace("()", "").lstrip("?"))
        _, path, rest = self.linker.follow(bare, module.path)
        if path is None:
            return None
        return self._member(self.code.modules[path], rest.replace("()", "")) if rest else (path, "")

    def _member(self, module: Module, name: str) -> Node | None:
        """A function, a method (own or the class itself when inherited) or a class of a module."""
        if name in module.functions or name in module.classes:
            return (module.path, name)
        head = name.partition(".")[0]
        if head in module.classes or head in module.functions or head in module.tables:
            return (module.path, head)
        return None

    def _local(self, module: Module, scope: str, name: str) -> Node | None:
        while name in self._own_names(module):
            inner = f"{scope}.{name}" if scope else name
            if inner in module.functions or inner in module.classes or inner in module.tables:
                return (module.path, inner)
            if not scope:
                break
            scope = scope.rpartition(".")[0]
        imported = module.imports.get(name)
        if imported:
            _, path, rest = self.linker.follow(imported, module.path)
            if path and rest:
                return self._member(self.code.modules[path], rest)
        return None

    def _own_names(self, module: Module) -> frozenset[str]:
        """What is defined in a module, wherever in it, by its last name."""
        known = self._defined.get(module.path)
        if known is None:
            names = (*module.functions, *module.classes, *module.tables)
            known = self._defined[module.path] = frozenset(each.rpartition(".")[2] for each in names)
        return known

    def connect(self, start: Node, dotted: str) -> None:
        """Let a scope reach what a dotted name means there, and its module; nothing when it is not of this tree."""
        _, path, rest = self.linker.follow(dotted, start[0])
        if path is None:
            return
        self._add(start, (path, ""))
        target = self._member(self.code.modules[path], rest) if rest else None
        if target is not None:
            self._add(start, target)

    def _add(self, start: Node, end: Node) -> None:
        if start != end:
            self.edges.setdefault(start, set()).add(end)

    def inherited(self) -> None:
        """A reached class reaches the classes it is made from."""
        for module in self.code.modules.values():
            for each in module.classes.values():
                for base in each.bases:
                    target = self._target(module, "", base)
                    if target:
                        self._add((module.path, each.name), target)

    def spread(self, starts: Mapping[Node, By]) -> Reach:
        """Follow the edges from the entry points."""
        self.inherited()
        tests = {path for (path, scope), by in starts.items() if not scope and by == By.TEST}
        # Plain numbers: arithmetic on an `IntFlag` costs twenty times as much, and this runs for every edge.
        flags: dict[Node, int] = {}
        callers: dict[Node, set[Node]] = {}
        queue: deque[Node] = deque()
        waiting: dict[str, list[Node]] = {}

        def give(node: Node, more: int) -> None:
            before = flags.get(node, 0)
            if more & ~before:
                flags[node] = before | more
                queue.append(node)

        for start, by in starts.items():
            give(start, by.value)
        while queue:
            node = queue.popleft()
            more = flags[node]
            for end in self.edges.get(node, ()):
                callers.setdefault(end, set()).add(node)
                give(end, more)
            for name in self.by_name.get(node, ()):
                for method in self.methods[name]:
                    if method[0] in tests and node[0] not in tests:
                        continue  # a stand-in of a test is met by nobody else
                    if (method[0], "") in flags:
                        callers.setdefault(method, set()).add(node)
                        give(method, more)
                    else:
                        waiting.setdefault(method[0], []).append(node)
            if node[1] == "":
                # A module was loaded: calls by name that waited for its methods go on.
                queue.extend(waiting.pop(node[0], ()))
        known = {value: By(value) for value in set(flags.values())}
        return Reach(
            {node: known[flags[node]] for node in sorted(flags)},
            {node: tuple(sorted(found)) for node, found in callers.items()},
        )


def entry_nodes(module: Module) -> Iterator[Node]:
    """What runs when a file is started as a script."""
    yield (module.path, "")
    if module.main_guard:
        yield (module.path, MAIN)
