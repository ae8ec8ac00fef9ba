"""Finds the entry points and follows them through the code."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.code.reach import CallGraph, Node, entry_nodes
from rung.assess.code.scripts_named import Scripts, scripts_in
from rung.assess.code.servers_named import follow_servers
from rung.assess.code.targets import follow_targets
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.invocation import By
from rung.assess.parse.python_facts import Module
from rung.assess.regex import regex
from rung.assess.tree.base import Tree

_DOTTED = regex(r"\b[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_CONFIG = (".yml", ".yaml", ".json", ".toml", ".tf", ".tfvars", ".env", ".cfg", ".ini", ".bicep", ".conf", ".hcl")
_MOST_CONFIG = 200_000
_HANDLERS = frozenset({
    "lambda_handler", "handler", "model_fn", "predict_fn", "input_fn", "transform_fn", "train_fn",
    "azureml_main", "cloud_function",
})  # fmt: skip
_FOUND_BY_NAME = frozenset({"register_pipelines", "create_pipeline"})
"""Functions that Kedro calls by their names."""
_LOADED = regex(
    r"^dagster\.(?:\w+\.)*(?:Definitions|repository|definitions|load_defs)$|^airflow\.(?:\w+\.)*(?:DAG|dag)$"
)
"""What an orchestrator looks for in the files it loads by itself."""
_TEST = regex(r"(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$|(^|/)tests?/")


class ReachCollector(Collector):
    """Who can start which function."""

    def collect(self, tree: Tree, files: Files, code: Code, commands: Commands) -> Reach:
        """Entry points first, then everything they call."""
        starts: dict[Node, By] = {}

        def start(node: Node, by: By) -> None:
            starts[node] = starts.get(node, By.NOBODY) | by

        def run(path: str, by: By) -> None:
            for node in entry_nodes(code.modules[path]) if path in code.modules else ():
                start(node, by)

        for path, invocation in commands.scripts():
            if not invocation.disabled:
                run(path, invocation.by)
        for target in commands.targets:
            home = code.linker.module_of(target.module, "")
            if home:
                start((home, ""), By.TARGET)
                start((home, target.function), By.TARGET)
        for path, loaded in _mentioned(tree, files, code):
            run(path, By.PIPELINE)
            for name in code.modules[path].functions if loaded else ():
                start((path, name), By.PIPELINE)
        for module in code.modules.values():
            for node, by in _own_entries(module):
                start(node, by)
            for node in _found_by_name(module):
                start(node, By.PIPELINE | _kedro(commands))
        graph = CallGraph(code, code.linker)
        follow_targets(code, graph, _config_texts(tree, files))
        follow_servers(code, graph)
        return graph.spread(starts)


def _own_entries(module: Module) -> Iterator[tuple[Node, By]]:
    """What a file offers to be started by itself."""
    if module.notebook:
        yield (module.path, ""), By.NOTEBOOK
        return
    if _TEST.search(module.path):
        yield (module.path, ""), By.TEST
        for name in module.functions:
            if name.rpartition(".")[2].startswith("test") or any(
                c.last == "fixture" for c in module.functions[name].decorators
            ):
                yield (module.path, name), By.TEST
        return
    if module.main_guard or module.top_level_work or module.language == "r":
        for node in entry_nodes(module):
            yield node, By.SCRIPT
    if any(_LOADED.search(call.name) for call in module.calls):
        yield (module.path, ""), By.PIPELINE
    names = set(module.functions)
    found = names & _HANDLERS
    if {"init", "run"} <= names:
        found |= {"init", "run"}
    for name in found:
        yield (module.path, name), By.HANDLER
        yield (module.path, ""), By.HANDLER


def _found_by_name(module: Module) -> Iterator[Node]:
    """What `kedro run` looks for in the modules of a project."""
    named = _FOUND_BY_NAME & module.functions.keys()
    if named and any(name.partition(".")[0] == "kedro" for name in module.import_lines):
        yield module.path, ""
        yield from ((module.path, name) for name in named)


def _kedro(commands: Commands) -> By:
    """Who runs the pipelines of the project."""
    total = By.NOBODY
    for each in commands.running("kedro", "run"):
        total |= By.NOBODY if each.disabled else each.by
    return total


def _mentioned(tree: Tree, files: Files, code: Code) -> Iterator[tuple[str, bool]]:
    """Scripts that a configuration file or a string in the code names: job files, step definitions."""
    by_dotted = _importable(code)
    seen: set[tuple[str, str]] = set()
    for source, text in _config_texts(tree, files):
        for match in _DOTTED.finditer(text):
            parts = match.group().split(".")
            for cut in (len(parts), len(parts) - 1):
                found = by_dotted.get(".".join(parts[:cut])) if cut > 1 else None
                if found:
                    # Loaded by name: whoever reads the configuration calls what it likes of the module.
                    yield found, True
                    break
        seen.update((source.rpartition("/")[0], script) for script in scripts_in(text))
    for module in code.modules.values():
        if module.notebook or _TEST.search(module.path):
            continue
        for string, _ in module.strings:
            if string.endswith((".py", ".ipynb", ".R")) or ".py " in string:
                seen.update((module.path.rpartition("/")[0], script) for script in scripts_in(string))
    scripts = Scripts(code.modules)
    for folder, mention in sorted(seen):
        path = scripts.meant(mention, folder)
        if path and path.rpartition("/")[2] not in ("setup.py", "__init__.py", "conftest.py"):
            yield path, False


def _importable(code: Code) -> dict[str, str]:
    """Import name of at least two parts → path, for modules that can be told apart by it."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for path, module in code.modules.items():
        parts = module.dotted.split(".") if path.endswith(".py") and not path.endswith("__init__.py") else []
        for start in range(max(len(parts) - 1, 0)):
            name = ".".join(parts[start:])
            if name in found:
                twice.add(name)
            found[name] = path
    return {name: path for name, path in found.items() if name not in twice}


def _config_texts(tree: Tree, files: Files) -> Iterator[tuple[str, str]]:
    """Path and text of each file of configuration."""
    for path, entry in tree.entries.items():
        if not path.endswith(_CONFIG) or (entry.size or 0) > _MOST_CONFIG or files.excluded(path):
            continue
        if entry.name.startswith(("package", "tsconfig", "mkdocs", ".pre-commit", "pyproject")) or "lock" in entry.name:
            continue
        text = tree.text(path)
        if text:
            yield path, text
