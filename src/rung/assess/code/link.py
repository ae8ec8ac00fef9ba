"""Names across modules: which file an import means, and what a re-exported name really is."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from rung.assess.parse.python_facts import OWN, Call, Module
from rung.assess.parse.yaml_templates import filled

_DEEPEST = 6
_ROOTS = frozenset({"src", "lib", "python"})
_COMMON = frozenset({
    "utils", "util", "steps", "pipelines", "config", "configs", "settings", "constants", "models", "model", "data",
    "common", "core",
    "helpers", "train", "main", "run", "app", "tests", "test", "src", "lib", "materializers", "features", "types",
    "base",
})  # fmt: skip
"""Names so usual that another project's module of that name is not the one that is meant."""
_PACKAGES = frozenset({
    "airflow", "alibi_detect", "bentoml", "boto3", "catboost", "clearml", "comet_ml", "dagster", "dash", "datasets",
    "dbt", "deepchecks", "docker", "dvc", "dvclive", "evaluate", "evidently", "fairlearn", "fastapi", "feast", "flask",
    "gradio", "great_expectations", "kedro", "keras", "kfp", "kserve", "kubernetes", "langchain", "lightgbm",
    "lightning", "metaflow", "mlflow", "nannyml", "neptune", "optuna", "pandas", "pandera", "polars", "prefect",
    "prometheus_client", "pyspark", "pytest", "pytorch_lightning", "ray", "sagemaker", "seldon_core", "sklearn",
    "spacy", "statsmodels", "streamlit", "tensorboard", "tensorflow", "torch", "transformers", "wandb", "whylogs",
    "xgboost", "zenml",
})  # fmt: skip
"""What evidence is told by. A module of the project that answers to one of these names is not that package."""
_INSTALLED = sys.stdlib_module_names | _PACKAGES
"""Packages that folders and files are named after: elsewhere in the tree, the name means the package."""
_MANY = 8
"""Modules of one name that are simply gone through."""


class Namesakes:
    """Modules of one name, as `utils` is in a thousand folders: those that an importer may mean, without trying all."""

    def __init__(self, paths: Iterable[str], length: int) -> None:
        """`length`: how many parts of their path the name takes."""
        self._by_root: dict[tuple[str, ...], list[str]] = {}
        self._in_roots: dict[tuple[str, ...], tuple[int, str]] = {}
        """The shallowest in a source root below each folder."""
        for path in paths:
            root = tuple(_parts(path)[:-length])
            self._by_root.setdefault(root, []).append(path)
            if root and root[-1] in _ROOTS:
                folder, rank = filled(path).split("/")[:-1], (path.count("/"), path)
                for end in range(len(folder) + 1):
                    above = tuple(folder[:end])
                    self._in_roots[above] = min(self._in_roots.get(above, rank), rank)

    def near(self, home: list[str]) -> list[str]:
        """Those that stand above the folder, and of the source roots the one that shares most with it."""
        above = [tuple(home[:end]) for end in range(len(home), -1, -1)]
        found = [path for folder in above for path in self._by_root.get(folder, ())]
        rooted = next((self._in_roots[folder] for folder in above if folder in self._in_roots), None)
        return found + ([rooted[1]] if rooted and rooted[1] not in found else [])


class Linker:
    """Resolves import names against the modules of one tree."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self.modules = modules
        self._by_tail: dict[tuple[str, ...], list[tuple[str, list[str]]]] = {}
        """By the last part, and by the last two."""
        self._parts: set[str] = set()
        for path in modules:
            if path.endswith(".py"):
                parts = _parts(path)
                for length in range(1, min(len(parts), 2) + 1):
                    self._by_tail.setdefault(tuple(parts[-length:]), []).append((path, parts))
                self._parts.update(parts)
        self._fits: dict[str, list[str]] = {}
        self._namesakes: dict[str, Namesakes] = {}
        self._found: dict[tuple[str, str], str | None] = {}
        self._followed: dict[tuple[str, str], tuple[str, str | None, str]] = {}

    def module_of(self, dotted: str, importer: str) -> str | None:
        """Path of the module that `import dotted` means inside the file `importer`.

        Python would look beside the script, then along a path we do not know. So: the same folder first, then
        the candidate that shares the longest folder prefix with the importer, then the shallowest.
        """
        if not self.may_hold(dotted.partition(".")[0]):
            return None
        key = (dotted, importer.rpartition("/")[0])
        if key not in self._found:
            self._found[key] = self._search(dotted, importer)
        return self._found[key]

    def sees(self, importer: str, path: str) -> bool:
        """Whether Python itself would find `path` by what `importer` imports; else the names only happen to agree."""
        module, home = self.modules[importer], filled(importer).split("/")[:-1]
        return any(
            self.module_of(name, importer) == path and _is_on_path(path, len(name.split(".")), home)
            for name in {*module.import_lines, *module.imports.values()}
        )

    def may_hold(self, head: str) -> bool:
        """Whether a module of this tree can be imported by a name that begins so."""
        return head in self._parts

    def _search(self, dotted: str, importer: str) -> str | None:
        wanted = dotted.split(".")
        fits = self._fits.get(dotted)
        if fits is None:
            alike = self._by_tail.get(tuple(wanted[-2:]), ())
            fits = self._fits[dotted] = [path for path, parts in alike if parts[-len(wanted) :] == wanted]
        if not fits:
            return None
        home = filled(importer).split("/")[:-1]
        if len(fits) > _MANY:
            if dotted not in self._namesakes:
                self._namesakes[dotted] = Namesakes(fits, len(wanted))
            fits = self._namesakes[dotted].near(home)
        only = len(fits) == 1 and wanted[0] not in _COMMON and wanted[0] not in _INSTALLED
        fits = [path for path in fits if only or _is_on_path(path, len(wanted), home)]
        return min(
            fits, key=lambda path: (-_shared(filled(path).split("/")[:-1], home), path.count("/"), path), default=None
        )

    def follow(self, name: str, importer: str) -> tuple[str, str | None, str]:
        """Find the real name behind a dotted one.

        (`mlflow.start_run`, None, "") for a library; (`pkg.train.fit`, path, `fit`) for something of this tree.
        """
        if not self.may_hold(name.partition(".")[0]):
            return name, None, ""
        key = (name, importer.rpartition("/")[0])
        known = self._followed.get(key)
        if known is None:
            known = self._followed[key] = self._follow(name, importer, 0)
        return known

    def _follow(self, name: str, importer: str, depth: int) -> tuple[str, str | None, str]:
        parts = name.split(".")
        if not self.may_hold(parts[0]):
            return name, None, ""
        for cut in range(len(parts), 0, -1):
            path = self.module_of(".".join(parts[:cut]), importer)
            if path is None:
                continue
            rest = parts[cut:]
            shadow = self._shadow(parts, cut, importer) if rest[:1] != parts[cut - 1 : cut] else ""
            if shadow and depth < _DEEPEST:
                return self._follow(".".join([shadow, *rest]), importer, depth + 1)
            if not rest:
                return name, path, ""
            origin = self.modules[path].imports.get(rest[0])
            bare = rest[0].removesuffix("()")
            module = self.modules[path]
            defined = bare in module.functions or bare in module.classes
            if origin and not defined and depth < _DEEPEST:
                return self._follow(".".join([origin, *rest[1:]]), path, depth + 1)
            if not defined and depth < _DEEPEST:
                for star in module.star_imports:
                    found = self._follow(".".join([star, *rest]), path, depth + 1)
                    if found[1] and found[2]:
                        return found
            return name, path, ".".join(rest)
        return name, None, ""

    def _shadow(self, parts: list[str], cut: int, importer: str) -> str:
        """What a package binds to the name of one of its own modules: `from .train import train` hides the module."""
        package = self.module_of(".".join(parts[: cut - 1]), importer) if cut > 1 else None
        if package is None or not package.endswith("__init__.py"):
            return ""
        origin = self.modules[package].imports.get(parts[cut - 1].removesuffix("()"), "")
        own = ".".join(parts[:cut])
        return f"{own}.{parts[cut - 1]}" if origin.endswith(f"{own}.{parts[cut - 1]}") else ""


def link(modules: Mapping[str, Module]) -> Linker:
    """Rewrite the re-exported names of every call to what they are; return the linker for later questions."""
    linker = Linker(modules)
    for path, module in modules.items():
        if module.language != "python":
            continue
        for call in chain(module.calls, _decorators(module)):
            head, dot, _ = call.name.partition(".")
            if dot and linker.may_hold(head):
                name, found, rest = linker.follow(call.name, path)
                if found is None:
                    call.name = name
                elif head in _PACKAGES and _defines(modules[found], rest):
                    call.flags |= OWN
    return linker


def _defines(module: Module, rest: str) -> bool:
    """Whether the module answers to that name itself."""
    first = rest.partition(".")[0].removesuffix("()")
    return first in module.functions or first in module.classes or "__getattr__" in module.functions


def _decorators(module: Module) -> Iterator[Call]:
    """They stand among the calls too, but as other objects once the module has come from another process."""
    for function in module.functions.values():
        yield from function.decorators
    for each in module.classes.values():
        yield from each.decorators


def importers(modules: Mapping[str, Module], linker: Linker) -> dict[str, frozenset[str]]:
    """Who imports whom: path → paths of the modules that import it."""
    found: dict[str, set[str]] = {}
    for path, module in modules.items():
        if module.language == "r":
            for each in sourced(modules, module):
                found.setdefault(each, set()).add(path)
            continue
        for name in {*module.import_lines, *module.imports.values()}:
            target = linker.module_of(name, path)
            if target and target != path:
                found.setdefault(target, set()).add(path)
    return {path: frozenset(each) for path, each in found.items()}


def sourced(modules: Mapping[str, Module], module: Module) -> Iterator[str]:
    """Files that an R script sources: seen from the root of the project, or from its own folder."""
    home = module.path.rpartition("/")[0]
    for target in module.star_imports:
        for wanted in dict.fromkeys((target, f"{home}/{target}".lstrip("/"))):
            if wanted.endswith("/"):
                held = (path for path in modules if path.rpartition("/")[0] + "/" == wanted and path != module.path)
                yield from (path for path in held if modules[path].language == "r")
            elif wanted in modules:
                yield wanted


def dotted_name(path: str) -> str:
    """How a file would be imported from the nearest source root: `src/pkg/train.py` → `pkg.train`."""
    parts = filled(path).removesuffix(".py").split("/")
    if "src" in parts[:-1]:
        parts = parts[parts.index("src") + 1 :] or parts
    if parts[-1] == "__init__":
        parts = parts[:-1]
    return ".".join(parts)


def _parts(path: str) -> list[str]:
    parts = filled(path)[:-3].split("/")
    return parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts


def _is_on_path(path: str, length: int, home: list[str]) -> bool:
    """Whether the folder that holds the package is one Python would look into from the importer's folder.

    That is the importer's own folder, one above it, or a source root. `utils` of another project is none of these.
    """
    root = _parts(path)[:-length]
    return root == home[: len(root)] or root[-1] in _ROOTS


def _shared(left: list[str], right: list[str]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count
