"""How a job gets the environment of a project: from the lock that is there, with the tool that wrote it."""

from __future__ import annotations

from collections.abc import Callable

from rung.assess.regex import regex
from rung.assess.tree import Tree

_MADE = regex(r"\.?[A-Za-z0-9_][\w.-]*")
"""A folder inside the project. An interpreter that lies elsewhere on somebody's machine is no business of a job."""
_LOCKED = (
    "requirements-lock.txt",
    "requirements.lock",
    "requirements/base.txt",
    "requirements/prod.txt",
    "requirements.txt",
)


def install_steps(tree: Tree, environment: str | None) -> list[str]:
    """Lines of `steps:` that install the project and Rung.

    Parameters
    ----------
    environment
        `environment:` of `rung.yaml`: a folder that is made for the project, or `None` where it shares Rung's own.
    """
    lines = _project(tree, environment if environment and _MADE.fullmatch(environment) else None)
    return [*(f"- run: {each}" for each in lines), '- run: python -m pip install "$RUNG"']


def _project(tree: Tree, environment: str | None) -> list[str]:
    for name, steps in _TOOLS.items():
        if name in tree:
            return steps(environment)
    found = next((each for each in _LOCKED if each in tree), None)
    if found is not None:
        hashed = " --require-hashes" if "--hash=" in (tree.text(found) or "") else ""
        return [*_made(environment), f"{_python(environment)} -m pip install{hashed} -r {found}"]
    if "pyproject.toml" in tree or "setup.py" in tree:
        return [*_made(environment), f"{_python(environment)} -m pip install ."]
    return _made(environment)


def _made(environment: str | None) -> list[str]:
    return [f"python -m venv {environment}"] if environment else []


def _python(environment: str | None) -> str:
    return f"{environment}/bin/python" if environment else "python"


def _uv(environment: str | None) -> list[str]:
    if environment is None:
        return ["python -m pip install uv", "uv export --frozen --quiet | python -m uv pip install --system -r -"]
    place = "" if environment == ".venv" else f"UV_PROJECT_ENVIRONMENT={environment} "
    return ["python -m pip install uv", f"{place}uv sync --frozen"]


def _poetry(environment: str | None) -> list[str]:
    inside = "POETRY_VIRTUALENVS_IN_PROJECT=true" if environment else "POETRY_VIRTUALENVS_CREATE=false"
    return ["python -m pip install poetry", f"{inside} poetry sync"]


def _pdm(environment: str | None) -> list[str]:
    if environment is None:
        return ["python -m pip install pdm", "pdm export | python -m pip install -r /dev/stdin"]
    return ["python -m pip install pdm", "pdm sync"]


_TOOLS: dict[str, Callable[[str | None], list[str]]] = {"uv.lock": _uv, "poetry.lock": _poetry, "pdm.lock": _pdm}


def local_steps(tree: Tree, environment: str | None) -> list[str]:
    """Commands by which a person installs the project after a checkout; none where nothing says what to install."""
    steps = _project(tree, environment if environment and _MADE.fullmatch(environment) else None)
    return [] if steps == _made(environment) else steps
