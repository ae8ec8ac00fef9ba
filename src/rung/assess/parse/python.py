"""Python source → `Module`: one parse, one walk, then the syntax tree is dropped.

The walk resolves names through the module's own imports and through variables bound to a known call, so that
`client = MlflowClient(); client.get_run(…)` reads `mlflow.MlflowClient().get_run`. What needs other modules
(re-exports, calls of project functions) is left to `rung.assess.collectors.code`.
"""

from __future__ import annotations

import ast
import re

from rung.assess.parse import python_dead
from rung.assess.parse.python_dead import GOES_ON, LEAVES, RAISES, replaced
from rung.assess.parse.python_expressions import EXITS, condition, numbers
from rung.assess.parse.python_facts import (
    DECORATES,
    OFF,
    SWALLOWED,
    TESTED,
    USED,
    Assign,
    Call,
    Class,
    Comparison,
    Function,
    Keys,
    Module,
    Value,
)
from rung.assess.parse.python_flow import MAIN, Flow, is_filler
from rung.assess.parse.python_idle import is_idle
from rung.assess.parse.python_names import LONGEST_STRING
from rung.assess.regex import regex

__all__ = ["MAIN", "read"]

_CONFLICT = regex(r"^(<{7} |>{7} |={7}$)", re.MULTILINE)
_PYTHON2 = regex(
    r"^[^\S\n]*+(print\s{1,20}[\"'\w%]|exec\s{1,20}[\"'\w]"
    r"|except\s{1,20}[\w.]{1,60}\s{0,20},\s{0,20}\w{1,60}\s{0,20}:|raise\s{1,20}\w{1,60}\s{0,20},)",
    re.MULTILINE,
)
_IMPORT = regex(r"^[^\S\n]*+(?:from\s+([\w.]+)\s+import\s+([\w, ]+)|import\s+([\w.]+)(?:\s+as\s+(\w+))?)", re.MULTILINE)
_SETUP = regex(
    r"(^|\.)(append|insert|load_dotenv|basicConfig|filterwarnings|simplefilter|setdefault|set_option|set_theme|use|"
    r"include_router|add_middleware|mount|getLogger|register|setLevel|addHandler|update|disable_warnings|set_page_config)$"
)
_CELL = "# COMMAND ----------"
_MAGIC = regex(r"^([ \t]*)[%!].*$", re.MULTILINE)
_WORK = frozenset({"fit", "predict", "read_csv", "to_csv", "train", "main", "run", "compile", "save", "dump"})


def read(source: str, path: str, dotted: str = "") -> Module:
    """Read one module. A file that cannot be parsed gives a module with `error` set and its plain imports."""
    module = Module(path=path, dotted=dotted, lines=source.count("\n") + 1)
    if _CELL in source:
        # A notebook kept as a script, as Databricks does: its magics are no Python.
        source = _MAGIC.sub(r"\1pass", source)
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        _read_broken(module, source, problem)
        return module
    try:
        _Walk(module).module(tree, source)
    except RecursionError:
        module.error = "nested too deeply to read"
    return module


def _read_broken(module: Module, source: str, problem: BaseException) -> None:
    """Say why, and keep the imports that stand on lines of their own."""
    if _CONFLICT.search(source):
        module.error = "merge conflict markers"
    elif _PYTHON2.search(source):
        module.error, module.python2 = "Python 2 syntax", True
    elif isinstance(problem, SyntaxError):
        module.error = f"syntax error in line {problem.lineno or 1}"
    else:
        module.error = f"cannot be parsed ({type(problem).__name__})"
    for match in _IMPORT.finditer(source):
        origin, names, plain, alias = match.groups()
        line = source.count("\n", 0, match.start()) + 1
        if plain:
            module.imports[alias or plain.split(".")[0]] = plain if alias else plain.split(".")[0]
            module.import_lines.setdefault(plain, line)
        else:
            for name in names.split(","):
                bound = name.split(" as ")[-1].strip()
                module.imports[bound] = f"{origin}.{name.split(' as ')[0].strip()}"
            module.import_lines.setdefault(origin, line)


class _Walk(Flow):
    """One pass over the statements of a module, with the context each call stands in."""

    def module(self, tree: ast.Module, source: str) -> None:
        self.tree, self.source = tree, source
        self.out.doc = _first_line(tree)
        dead = replaced(tree.body)
        self.body([each for place, each in enumerate(tree.body) if place not in dead] if dead else tree.body)
        self.out.top_level_work = self.work >= 3

    def import_(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.asname:
                self.out.imports[alias.asname] = alias.name
            else:
                head = alias.name.split(".")[0]
                self.out.imports.setdefault(head, head)
            self.out.import_lines.setdefault(alias.name, node.lineno)

    def import_from(self, node: ast.ImportFrom) -> None:
        origin = self._origin(node)
        stars = []
        for alias in node.names:
            if alias.name == "*":
                stars.append(origin)
            else:
                self.out.imports[alias.asname or alias.name] = f"{origin}.{alias.name}" if origin else alias.name
        self.out.star_imports += tuple(stars)
        self.out.import_lines.setdefault(origin, node.lineno)

    def _origin(self, node: ast.ImportFrom) -> str:
        """The absolute name behind `from ..pkg import x`."""
        if not node.level:
            return node.module or ""
        package = self.out.dotted.split(".")
        if not self.out.path.endswith("__init__.py"):
            package = package[:-1]
        package = package[: len(package) - (node.level - 1)] if node.level > 1 else package
        return ".".join([*package, node.module] if node.module else package)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        name = self._qualify(node.name)
        arguments = node.args
        params = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        decorators = tuple(self._decorator(each, name) for each in node.decorator_list)
        for default in [*arguments.defaults, *(each for each in arguments.kw_defaults if each)]:
            self.expression(default, USED)
        annotated = {each.arg: self.annotation(each.annotation) for each in params}
        described = Function(
            name=name,
            line=node.lineno,
            end_line=node.end_lineno or node.lineno,
            params=tuple(annotated.items()),
            decorators=decorators,
            doc=_first_line(node),
            statements=sum(1 for each in node.body if not is_filler(each)),
            idle=is_idle(node.body),
        )
        known = {arg: f"{kind}()" for arg, kind in annotated.items() if kind}
        again = name in self.out.functions and name not in self.never_back
        self.out.functions[name] = described
        never = self._inside(name, node.body, known) and not decorators and isinstance(node, ast.FunctionDef)
        # Of several definitions, in branches or one after the other, each has to stay away.
        if never and not again:
            self.never_back.add(name)
        elif not never:
            self.never_back.discard(name)
        if self.lived < len(node.body):
            live = node.body[: self.lived]
            self.out.functions[name].statements = sum(1 for each in live if not is_filler(each))
            self.out.functions[name].idle = is_idle(live)

    def _lambda(self, target: str, node: ast.Lambda) -> None:
        """A function without `def`: what it calls runs when somebody calls it."""
        name = self._qualify(target)
        params = tuple((each.arg, "") for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs))
        self.out.functions[name] = Function(name, node.lineno, node.end_lineno or node.lineno, params, (), "", 1)
        self._inside(name, [ast.copy_location(ast.Return(node.body), node)], {})

    def class_(self, node: ast.ClassDef) -> None:
        name = self._qualify(node.name)
        decorators = tuple(self._decorator(each, name) for each in node.decorator_list)
        bases = tuple(self.dotted(base) for base in node.bases)
        self.out.classes[name] = Class(
            name, node.lineno, bases, decorators, self._class_fields(node), _first_line(node)
        )
        outer, self.fields = self.fields, {}
        self._inside(name, node.body, {})
        self.fields = outer

    def _class_fields(self, node: ast.ClassDef) -> tuple[tuple[str, str, Value], ...]:
        found: list[tuple[str, str, Value]] = []
        for each in node.body:
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                value = self.value(each.value) if each.value else None
                found.append((each.target.id, ast.unparse(each.annotation)[:LONGEST_STRING], value))
            elif isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
                found.append((each.targets[0].id, "", self.value(each.value)))
        return tuple(found)

    def _inside(self, scope: str, body: list[ast.stmt], known: dict[str, str]) -> bool:
        """Read a body in a scope of its own, free of the conditions around it; whether it never comes back."""
        kept = (self.scope, self.flags, self.conditions, self.broke, self.returned)
        self.scope, self.flags, self.conditions, self.returned = scope, 0, [], False
        self.types.append(known)
        never_back = self.body(body) != GOES_ON and not self.returned
        self.types.pop()
        self.scope, self.flags, self.conditions, self.broke, self.returned = kept
        return never_back

    def _qualify(self, name: str) -> str:
        return f"{self.scope}.{name}" if self.scope and self.scope != MAIN else name

    def _decorator(self, node: ast.expr, target: str) -> Call:
        call = self.call(node, USED | DECORATES) if isinstance(node, ast.Call) else None
        if call is None:
            call = Call(self.dotted(node), node.lineno, self.scope, flags=USED | DECORATES | self.flags)
            self.out.calls.append(call)
        call.target = target
        return call

    def assign(self, node: ast.Assign | ast.AnnAssign) -> None:
        value = node.value
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if value.__class__ is ast.Lambda and targets[0].__class__ is ast.Name:
            self._lambda(targets[0].id, value)
            return
        if self.scope == "" and value.__class__ in _DISPLAYS and targets[0].__class__ is ast.Name:
            self.table = targets[0].id
        call = self.expression(value, USED) if value is not None else None
        self.table = ""
        if value is not None and value.__class__ in _ANSWERS:
            self._comparison(value, self.dotted(targets[0], resolve=False))
        for target in targets:
            self._bind(target, node, call)
        if value is not None and (self.scope == "" or self.scope in self.out.classes):
            name = self.dotted(targets[0], resolve=False)
            self.out.assigns.append(Assign(name, node.lineno, self.value(value), self.scope))

    def _bind(self, target: ast.expr, node: ast.Assign | ast.AnnAssign, call: Call | None) -> None:
        """Remember what a name was made by, so that its methods can be told."""
        if isinstance(target, ast.Name):
            kind = self.made_by(node.value, call)
            if not kind and isinstance(node, ast.AnnAssign):
                kind = f"{self.annotation(node.annotation)}()"
            if kind and kind != "()":
                self.types[-1][target.id] = kind
            else:
                self.types[-1].pop(target.id, None)
            if call:
                call.target = target.id
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
            if call:
                self.fields[target.attr] = f"{call.name}()"
                call.target = f"self.{target.attr}"
        elif isinstance(target, ast.Tuple) and call:
            call.target = ",".join(each.id for each in target.elts if isinstance(each, ast.Name))
        else:
            if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
                key = target.slice.value
                if isinstance(key, str):
                    self.out.dicts.append(Keys(node.lineno, self.scope, (key,)))
            self.expression(target, USED)

    def expr(self, node: ast.Expr) -> int:
        value = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(value, ast.Constant):
            return GOES_ON
        if isinstance(value, (ast.Lambda, ast.GeneratorExp)):
            self.dead([node])
            return GOES_ON
        call = self.expression(value, 0)
        if call is None or self.flags & OFF:
            return GOES_ON
        if self.scope == "" and not _SETUP.search(call.name):
            self.work += 3 if call.last in _WORK else 1
        name = call.name
        if name in self.out.functions:
            return RAISES if name in self.never_back else GOES_ON
        return RAISES if name in python_dead.EXCEPTIONS_AS_CALLS else GOES_ON

    def raise_(self, node: ast.Raise) -> int:
        what = ""
        if node.exc is not None:
            self.expression(node.exc, USED)
            what = self.dotted(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
        kind = "exit" if what in EXITS or what == "SystemExit" else "raise"
        self.stop(kind, node.lineno, what, self.conditions)
        return RAISES

    def assert_(self, node: ast.Assert) -> int:
        self.expression(node.test, USED | TESTED)
        holds = python_dead.truth(node.test)
        if holds is not True:  # what always holds stops nothing
            self.stop("assert", node.lineno, "AssertionError", [node.test])
        return RAISES if holds is False else GOES_ON

    def return_(self, node: ast.Return) -> int:
        self.returned = True
        if node.value is not None:
            self.expression(node.value, USED)
            if node.value.__class__ in _ANSWERS:
                self._comparison(node.value, "return")
        return LEAVES

    def _comparison(self, node: ast.expr, target: str) -> None:
        """Keep an ordering whose answer is bound or returned."""
        names, ops = condition(node)
        if not _ORDERINGS.isdisjoint(ops):
            swallowed = bool(self.flags & SWALLOWED)
            self.out.comparisons.append(
                Comparison(node.lineno, self.scope, names, ops, target, numbers(node), swallowed, self.otherwise)
            )


_DISPLAYS = frozenset({ast.Dict, ast.List, ast.Tuple})
_ANSWERS = frozenset({ast.Compare, ast.BoolOp, ast.UnaryOp, ast.IfExp, ast.Tuple})
"""Expressions that may be the answer of a comparison."""
_ORDERINGS = frozenset({"<", "<=", ">", ">="})
_Walk.rules = {
    ast.Import: _Walk.import_,
    ast.ImportFrom: _Walk.import_from,
    ast.FunctionDef: _Walk.function,
    ast.AsyncFunctionDef: _Walk.function,
    ast.ClassDef: _Walk.class_,
    ast.If: _Walk.if_,
    ast.For: _Walk.loop,
    ast.AsyncFor: _Walk.loop,
    ast.While: _Walk.loop,
    ast.With: _Walk.with_,
    ast.AsyncWith: _Walk.with_,
    ast.Try: _Walk.try_,
    ast.TryStar: _Walk.try_,
    ast.Match: _Walk.match,
    ast.Assign: _Walk.assign,
    ast.AnnAssign: _Walk.assign,
    ast.Expr: _Walk.expr,
    ast.Raise: _Walk.raise_,
    ast.Assert: _Walk.assert_,
    ast.Return: _Walk.return_,
    ast.Break: _Walk.leaves,
    ast.Continue: _Walk.leaves,
    ast.Pass: _Walk.nothing,
    ast.Global: _Walk.nothing,
    ast.Nonlocal: _Walk.nothing,
}


def _first_line(node: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    body = node.body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        text = body[0].value.value
        if isinstance(text, str):
            return text.strip().partition("\n")[0][:LONGEST_STRING]
    return ""
