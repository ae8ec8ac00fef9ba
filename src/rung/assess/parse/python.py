"""Python source → `Module`: one parse, one walk, then the syntax tree is dropped.

The walk resolves names through the module's own imports and through variables bound to a known call, so that
`client = MlflowClient(); client.get_run(…)` reads `mlflow.MlflowClient().get_run`. What needs other modules
(re-exports, calls of project functions) is left to `rung.assess.collectors.code`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from rung.assess.parse.python_expressions import EXITS, Expressions, condition, numbers
from rung.assess.parse.python_facts import (
    CONDITIONAL,
    DECORATES,
    LOOPED,
    SWALLOWED,
    TESTED,
    USED,
    Assign,
    Branch,
    Call,
    Class,
    Comparison,
    Function,
    Keys,
    Module,
    Value,
)
from rung.assess.parse.python_idle import is_idle
from rung.assess.parse.python_names import LONGEST_STRING
from rung.assess.regex import regex

MAIN = "__main__"
"""The scope of what stands under the main guard."""
_BROAD = regex(r"(^|\.)(Base)?Exception$|Valid|Schema|Assert|^(Value|Runtime)Error$")
_CONFLICT = regex(r"^(<{7} |>{7} |={7}$)", re.MULTILINE)
_PYTHON2 = regex(r"^\s*(print\s+[\"'\w%]|exec\s+[\"'\w]|except\s+[\w.]+\s*,\s*\w+\s*:|raise\s+\w+\s*,)", re.MULTILINE)
_IMPORT = regex(r"^\s*(?:from\s+([\w.]+)\s+import\s+([\w, ]+)|import\s+([\w.]+)(?:\s+as\s+(\w+))?)", re.MULTILINE)
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
        _Walk(module).module(tree)
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


class _Walk(Expressions):
    """One pass over the statements of a module, with the context each call stands in."""

    def module(self, tree: ast.Module) -> None:
        self.out.doc = _first_line(tree)
        self.body(tree.body)
        self.out.top_level_work = self.work >= 3

    def body(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            visit = _STATEMENTS.get(statement.__class__)
            if visit is not None:
                visit(self, statement)
            else:
                self.plain(statement)

    def plain(self, node: ast.stmt) -> None:
        """Any statement without a rule of its own: read its expressions."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.expression(child, USED)

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
        self.out.functions[name] = Function(
            name=name,
            line=node.lineno,
            end_line=node.end_lineno or node.lineno,
            params=tuple(annotated.items()),
            decorators=decorators,
            doc=_first_line(node),
            statements=sum(1 for each in node.body if not _is_filler(each)),
            idle=is_idle(node),
        )
        known = {arg: f"{kind}()" for arg, kind in annotated.items() if kind}
        self._inside(name, node.body, known)

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

    def _inside(self, scope: str, body: list[ast.stmt], known: dict[str, str]) -> None:
        """Read a body in a scope of its own, free of the conditions around the definition."""
        kept = (self.scope, self.flags, self.conditions)
        self.scope, self.flags, self.conditions = scope, 0, []
        self.types.append(known)
        self.body(body)
        self.types.pop()
        self.scope, self.flags, self.conditions = kept

    def _qualify(self, name: str) -> str:
        return f"{self.scope}.{name}" if self.scope and self.scope != MAIN else name

    def _decorator(self, node: ast.expr, target: str) -> Call:
        call = self.call(node, USED | DECORATES) if isinstance(node, ast.Call) else None
        if call is None:
            call = Call(self.dotted(node), node.lineno, self.scope, flags=USED | DECORATES | self.flags)
            self.out.calls.append(call)
        call.target = target
        return call

    def if_(self, node: ast.If) -> None:
        if self.scope == "" and _is_main_guard(node.test):
            self.out.main_guard = node.lineno
            self.scope = MAIN
            self.body(node.body)
            self.scope = ""
            self.body(node.orelse)
            return
        self.expression(node.test, USED | TESTED)
        then = self._branch(node.test, node.body)
        orelse = self._branch(node.test, node.orelse)
        names, ops = condition(node.test)
        if ops or names:
            looped, swallowed = bool(self.flags & LOOPED), bool(self.flags & SWALLOWED)
            self.out.branches.append(
                Branch(
                    node.lineno, self.scope, names, ops, then, orelse, numbers(node.test), looped, swallowed,
                    tuple(_answers(node.body, node.orelse)),
                )
            )  # fmt: skip

    def _branch(self, test: ast.expr, body: list[ast.stmt]) -> tuple[str, ...]:
        """Read one arm; return what it does: the calls in it, and how it leaves."""
        start = len(self.out.calls)
        self.conditions.append(test)
        flags, self.flags = self.flags, self.flags | CONDITIONAL
        self.body(body)
        self.flags = flags
        self.conditions.pop()
        done = [each.name for each in self.out.calls[start : start + 30]]
        for statement in body:
            if isinstance(statement, ast.Raise):
                done.append("raise")
            elif isinstance(statement, ast.Return):
                done.append("return" if _truth(statement.value) is None else f"return {_truth(statement.value)}")
        if any(name in EXITS for name in done):
            done.append("exit")
        return tuple(done)

    def loop(self, node: ast.For | ast.AsyncFor | ast.While) -> None:
        flags = self.flags
        if isinstance(node, ast.While):
            self.expression(node.test, USED | TESTED)
        else:
            self.expression(node.iter, USED)
        self.flags |= LOOPED
        self.body(node.body)
        self.flags = flags
        self.body(node.orelse)

    def with_(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            call = self.expression(item.context_expr, USED)
            if call is not None and isinstance(item.optional_vars, ast.Name):
                self.types[-1][item.optional_vars.id] = f"{call.name}()"
                call.target = item.optional_vars.id
        self.body(node.body)

    def try_(self, node: ast.Try) -> None:
        flags, otherwise = self.flags, self.otherwise
        swallowing = [handler for handler in node.handlers if self._swallows(handler)]
        if swallowing:
            self.flags |= SWALLOWED
            self.otherwise = _returned(swallowing)
        self.body(node.body)
        self.flags, self.otherwise = flags, otherwise
        for handler in node.handlers:
            self.flags = flags | CONDITIONAL
            self.body(handler.body)
        self.flags = flags
        self.body(node.orelse)
        self.body(node.finalbody)

    def _swallows(self, handler: ast.ExceptHandler) -> bool:
        """Whether a failure ends in this handler: it is broad, and neither raises nor leaves."""
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if not any(kind is None or _BROAD.search(self.dotted(kind)) for kind in kinds):
            return False
        for each in handler.body:
            for node in ast.walk(each):
                if isinstance(node, ast.Raise):
                    return False
                if isinstance(node, ast.Call) and self.dotted(node.func) in EXITS:
                    return False
        return True

    def match(self, node: Any) -> None:
        self.expression(node.subject, USED | TESTED)
        flags, self.flags = self.flags, self.flags | CONDITIONAL
        for case in node.cases:
            self.body(case.body)
        self.flags = flags

    def assign(self, node: ast.Assign | ast.AnnAssign) -> None:
        value = node.value
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if self.scope == "" and value.__class__ in _DISPLAYS and targets[0].__class__ is ast.Name:
            self.table = targets[0].id
        call = self.expression(value, USED) if value is not None else None
        self.table = ""
        if value is not None:
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

    def expr(self, node: ast.Expr) -> None:
        value = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(value, ast.Constant):
            return
        call = self.expression(value, 0)
        if call is not None and self.scope == "" and not _SETUP.search(call.name):
            self.work += 3 if call.last in _WORK else 1

    def raise_(self, node: ast.Raise) -> None:
        what = ""
        if node.exc is not None:
            self.expression(node.exc, USED)
            what = self.dotted(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
        kind = "exit" if what in EXITS or what == "SystemExit" else "raise"
        self.stop(kind, node.lineno, what, self.conditions)

    def assert_(self, node: ast.Assert) -> None:
        self.expression(node.test, USED | TESTED)
        self.stop("assert", node.lineno, "AssertionError", [node.test])

    def return_(self, node: ast.Return) -> None:
        if node.value is not None:
            self.expression(node.value, USED)
            self._comparison(node.value, "return")

    def _comparison(self, node: ast.expr, target: str) -> None:
        """Keep an ordering whose answer is bound or returned."""
        if isinstance(node, _ANSWERS):
            names, ops = condition(node)
            if _ORDERINGS.intersection(ops):
                swallowed = bool(self.flags & SWALLOWED)
                self.out.comparisons.append(
                    Comparison(node.lineno, self.scope, names, ops, target, numbers(node), swallowed, self.otherwise)
                )


_DISPLAYS = frozenset({ast.Dict, ast.List, ast.Tuple})
_ANSWERS = (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.IfExp, ast.Tuple)
"""Expressions that may be the answer of a comparison."""
_ORDERINGS = frozenset({"<", "<=", ">", ">="})
_STATEMENTS: dict[type[ast.stmt], Any] = {
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
}


def _answers(*arms: list[ast.stmt]) -> Iterator[str]:
    """Names that an arm itself binds to `True` or `False`."""
    for statement in chain.from_iterable(arms):
        if isinstance(statement, ast.Assign) and _truth(statement.value) is not None:
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))


def _truth(node: ast.expr | None) -> bool | None:
    """`True` or `False` when that very constant is returned."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, bool) else None


def _returned(handlers: list[ast.ExceptHandler]) -> str:
    """What the first handler that returns gives back: `return True`, also as the first of several values."""
    for handler in handlers:
        for statement in handler.body:
            if isinstance(statement, ast.Return):
                value = statement.value
                first = value.elts[0] if isinstance(value, ast.Tuple) and value.elts else value
                return "return" if _truth(first) is None else f"return {_truth(first)}"
    return ""


def _is_main_guard(test: ast.expr) -> bool:
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
        and isinstance(test.comparators[0], ast.Constant)
        and test.comparators[0].value == "__main__"
    )


def _is_filler(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _first_line(node: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    body = node.body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        text = body[0].value.value
        if isinstance(text, str):
            return text.strip().partition("\n")[0][:LONGEST_STRING]
    return ""
