"""Environments that platforms build: tasks of Kubeflow, jobs of Azure ML, MLproject files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rung.assess.code import Code, Reach, Site
from rung.assess.environments.base import BaseImage, Install
from rung.assess.environments.installs import BOOTSTRAP, Finder, Step
from rung.assess.invocation import By
from rung.assess.parse import dockerfile, requirements
from rung.assess.parse.python_facts import Items, Value
from rung.assess.paths import is_aside, is_excluded
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place

_FROM_FILE = ("*.from_conda_specification", "*.from_pip_requirements", "*.Environment", "*.CondaDependencies")
_IN_CODE = ("*.component", "component", "*.create_component_from_func", "*.func_to_container_op", "*.ContainerSpec",
            "*.ImageSpec", "*.conda_base", "*.pypi_base", "*.conda", "*.pypi", "*.CondaDependencies.create",
            "*.PythonVirtualenvOperator", "*.virtualenv", "*.DockerSettings", "*.runtime_env")  # fmt: skip
_NAMED = ("packages_to_install", "packages", "pip_packages", "conda_packages", "requirements", "install_requires")
_CONDA_FILE = regex(rb"^[^\S\n]*+(conda_file|conda_env|python_env|environment_file):\s{0,20}(\S+)", re.M)
_MOST = 100_000


def in_code(code: Code, reach: Reach, tree: Tree) -> Iterator[Install]:
    """Packages and files that calls hand to a platform."""
    finder = Finder(tree)
    for site in code.find(*_IN_CODE, *_FROM_FILE):
        by = reach.of(site) | By.PIPELINE
        named = [name for key in _NAMED for name in texts(site.call.kwargs.get(key))]
        parsed = [each for name in named if (each := requirements.parse(name)) and each.name not in BOOTSTRAP]
        files = tuple(dict.fromkeys(_files(site, finder, by)))
        loose = tuple(each.name for each in parsed if not each.exact)
        pinned = tuple(each.name for each in parsed if each.exact)
        if files or loose or pinned:
            text = site.call.name.lstrip("?.")
            at_run_time = bool(parsed) and not site.module.notebook
            yield Install("task", site.place, by, files, False, loose, pinned, "", text, at_run_time=at_run_time)


def _files(site: Site, finder: Finder, by: By) -> Iterator[str]:
    step = Step("", (), site.place, by, site.module.path.rpartition("/")[0])
    values = [
        *site.call.args,
        *(
            site.call.kwargs.get(key)
            for key in ("file_path", "conda_file", "conda_dependencies_file_path", "requirements")
        ),
    ]
    for value in values:
        if isinstance(value, str) and value.endswith((".yml", ".yaml", ".txt")):
            found = finder.find(value.rpartition("{}")[2].lstrip("/"), step)
            if found:
                yield found


def base_images_in_code(code: Code) -> Iterator[BaseImage]:
    """Images that tasks run in."""
    for site in code.find(*_IN_CODE):
        for key in ("base_image", "parent_image"):
            value = site.call.kwargs.get(key)
            if isinstance(value, str) and value and "{}" not in value:
                yield BaseImage(value, dockerfile.pinned(value), site.place)


def in_files(tree: Tree) -> Iterator[Install]:
    """Files that MLproject and the jobs of platforms name."""
    finder = Finder(tree)
    for path, entry in tree.entries.items():
        is_project = entry.name == "MLproject"
        if (not is_project and not path.endswith((".yml", ".yaml"))) or (entry.size or 0) > _MOST:
            continue
        if is_excluded(path) or is_aside(path):
            continue
        data = tree.content(path) or b""
        for match in _CONDA_FILE.finditer(data):
            name = match.group(2).decode("utf-8", "replace").strip("\"'")
            place = Place(path, data.count(b"\n", 0, match.start()) + 1)
            step = Step("", (), place, By.PIPELINE, path.rpartition("/")[0])
            found = finder.find(name, step) if name.endswith((".yml", ".yaml")) else ""
            if found:
                yield Install(
                    "mlflow" if is_project else "platform", place, By.PIPELINE, (found,), text=match.group(1).decode()
                )


def in_action(finder: Finder, action: str, given: dict[str, str], place: Place, job: str) -> Install | None:
    """Actions of CI that make an environment from a file."""
    step = Step(action, (), place, By.CI, job=job)
    if action == "r-lib/actions/setup-renv":
        found = finder.lock("renv.lock", step)
    elif action == "prefix-dev/setup-pixi":
        found = finder.lock("pixi.lock", step)
    else:
        found = finder.find(given["environment-file"], step) if given.get("environment-file") else ""
    return Install(action, place, By.CI, (found,), text=action, job=job) if found else None


def texts(value: Value) -> list[str]:
    """The strings of a list."""
    if isinstance(value, str):
        return []
    return [each for each in value.values if isinstance(each, str)] if isinstance(value, Items) else []
