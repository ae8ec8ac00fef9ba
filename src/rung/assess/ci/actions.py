"""Actions and tasks that are a command in disguise, as the command they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Inputs = Mapping[str, str]

_CODE = ("**/", "*/")


def command_of(action: str, given: Inputs) -> str:
    """The command line that an action (lower case, without version) amounts to; empty for most."""
    written = _COMMANDS.get(action)
    if written is None:
        return ""
    return written({key.lower(): value for key, value in given.items()})


def _docker_build(given: Inputs) -> str:
    context = given.get("context") or given.get("buildcontext") or "."
    if "://" in context or "{{" in context or "**" in context:
        context = "."
    file = given.get("file") or given.get("dockerfile") or given.get("dockerfilepath") or ""
    for prefix in _CODE:
        file = file.removeprefix(prefix)
    parts = ["docker build", f"-f {file}" if file else "", f"--target {given['target']}" if given.get("target") else ""]
    return " ".join(filter(None, (*parts, context)))


def _azure_docker(given: Inputs) -> str:
    verb = given.get("command", "buildAndPush").lower()
    return _docker_build(given) if verb.startswith("build") else ""


def _python_script(given: Inputs) -> str:
    return f"python {given['scriptpath']} {given.get('arguments', '')}" if given.get("scriptpath") else ""


def _script_file(given: Inputs) -> str:
    path = given.get("scriptpath") or given.get("filepath") or ""
    if not path:
        return ""
    shell = "pwsh" if path.endswith(".ps1") else "bash"
    return f"{shell} {path} {given.get('arguments') or given.get('scriptarguments') or given.get('args') or ''}"


def _always(line: str) -> Callable[[Inputs], str]:
    return lambda given: line


_COMMANDS: dict[str, Callable[[Inputs], str]] = {
    "docker/build-push-action": _docker_build,
    "docker": _azure_docker,
    "pythonscript": _python_script,
    "bash": _script_file,
    "shellscript": _script_file,
    "powershell": _script_file,
    "azurecli": _script_file,
    "azurepowershell": _script_file,
    "pre-commit/action": _always("pre-commit run --all-files"),
    "astral-sh/ruff-action": lambda given: f"ruff {given.get('args') or 'check'}",
    "chartboost/ruff-action": lambda given: f"ruff {given.get('args') or 'check'}",
    "psf/black": lambda given: f"black {given.get('options') or '--check --diff'} {given.get('src') or '.'}",
    "pypa/gh-action-pypi-publish": _always("twine upload dist/*"),
    "r-lib/actions/check-r-package": _always("R CMD check ."),
}
