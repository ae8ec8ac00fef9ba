"""Whether a settings file can be read at all: the question is asked of each by the reader of its format."""

from __future__ import annotations

from rung.assess.parse import hcl, jsonc, toml, yaml
from rung.errors import UnreadableError

_LONGEST = 200_000
"""Characters. What is longer is data; those who want it read it themselves."""
_NAMES = {
    **dict.fromkeys(("poetry.lock", "uv.lock", "pdm.lock", "Pipfile"), "toml"),
    **dict.fromkeys(("Pipfile.lock", "renv.lock"), "json"),
}


def problem_of(path: str, text: str) -> str:
    """Why the text is not what its name says; empty when it is, or nobody here knows."""
    if len(text) > _LONGEST:
        return ""
    name = path.rpartition("/")[2]
    try:
        match _NAMES.get(name) or name.rpartition(".")[2]:
            case "yaml" | "yml":
                _yaml(text)
            case "toml":
                toml.read(text)
            case "json":
                jsonc.read(text)
            case "tf":
                hcl.read(text)
    except UnreadableError as error:
        return error.what
    return ""


def _yaml(text: str) -> None:
    try:
        yaml.read(text)
    except UnreadableError:
        if "{{" not in text and "{%" not in text:
            raise
        yaml.read_templated(text)
