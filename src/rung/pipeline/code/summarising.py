"""What one module defines, and which names each of its parts uses: enough to tell what a function reaches.

Plain functions are told apart; everything else of a module (classes, decorated functions, statements) runs when it is
imported, and counts as soon as anything of it is reached. Comments, blank lines and types of quotation marks count
for nothing.
"""

from __future__ import annotations

import ast
import hashlib

from rung.pipeline.code.summary import Import, ModuleSummary, Part

_OPAQUE_NAMES = frozenset({"globals", "locals", "vars", "eval", "exec", "__import__", "compile"})
_OPAQUE_ATTRIBUTES = frozenset({"import_module", "modules", "run_path", "run_module", "walk_packages", "iter_modules"})


def summarise(source: bytes, digest: str) -> ModuleSummary:
    """The summary of a module; one that cannot be parsed is one part, and opaque."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ModuleSummary(Part(digest), opaque=True)
    rest = [node for node in tree.body if not _is_plain(node)]
    plain = [
        node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and _is_plain(node)
    ]
    names = [node.name for node in plain]
    # A name that is defined twice, or bound again, cannot be told apart safely.
    twice = {name for name in names if names.count(name) > 1} | (_stored(rest) & set(names))
    rest += [node for node in plain if node.name in twice]
    functions = {node.name: _part([node]) for node in plain if node.name not in twice}
    literals, opaque = _dynamic(tree)
    return ModuleSummary(_part(rest), functions, _bound(rest), opaque, literals)


def _is_plain(node: ast.stmt) -> bool:
    """Whether it does nothing until it is called."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or node.decorator_list:
        return False
    defaults = [*node.args.defaults, *(each for each in node.args.kw_defaults if each)]
    return all(_is_constant(each) for each in defaults)


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.operand, ast.Constant)
    if isinstance(node, (ast.Tuple, ast.List)):
        return all(map(_is_constant, node.elts))
    return isinstance(node, ast.Constant)


def _stored(nodes: list[ast.stmt]) -> set[str]:
    every = (each for node in nodes for each in ast.walk(node))
    return {each.id for each in every if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)}


def _part(nodes: list[ast.stmt]) -> Part:
    text = "\n".join(ast.dump(node) for node in nodes)
    names: set[str] = set()
    imports: list[Import] = []
    for node in nodes:
        _walk(node, names, imports)
    return Part(
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest(), sorted(names), imports
    )


def _walk(node: ast.AST, names: set[str], imports: list[Import]) -> None:
    waiting = [node]
    while waiting:
        each = waiting.pop()
        dotted = _dotted(each) if isinstance(each, ast.Attribute) else None
        if dotted:
            names.add(dotted)
            continue
        if isinstance(each, ast.Name):
            names.add(each.id)
        elif isinstance(each, (ast.Import, ast.ImportFrom)):
            imports += [found for _, found in _imported(each)]
        waiting += ast.iter_child_nodes(each)


def _dotted(node: ast.expr) -> str | None:
    """`a.b.c` of plain names."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None


def _imported(node: ast.Import | ast.ImportFrom) -> list[tuple[str, Import]]:
    """The names that it binds, and what each stands for."""
    if isinstance(node, ast.Import):
        # `import a.b` binds `a`, and makes `a.b` known.
        return [(each.asname or each.name, Import(each.name)) for each in node.names]
    module = "." * node.level + (node.module or "")
    return [(each.asname or each.name, Import(module, each.name)) for each in node.names]


def _bound(nodes: list[ast.stmt]) -> dict[str, Import]:
    every = (each for node in nodes for each in ast.walk(node))
    return {
        name: found
        for each in every
        if isinstance(each, (ast.Import, ast.ImportFrom))
        for name, found in _imported(each)
    }


def _dynamic(tree: ast.Module) -> tuple[list[str], bool]:
    """Modules that are imported by a written name, and whether anything is looked up that is not written."""
    literals: list[str] = []
    opaque = False
    written: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0] if node.args else None
            if (
                name in ("import_module", "__import__")
                and isinstance(first, ast.Constant)
                and isinstance(first.value, str)
            ):
                literals.append(first.value)
                written.add(id(node.func))
    for node in ast.walk(tree):
        if id(node) not in written and _looks_up(node):
            opaque = True
    return literals, opaque


def _looks_up(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return node.id in _OPAQUE_NAMES or node.id == "import_module"
    if isinstance(node, ast.Attribute):
        return node.attr in _OPAQUE_ATTRIBUTES
    return isinstance(node, ast.FunctionDef) and node.name == "__getattr__"
