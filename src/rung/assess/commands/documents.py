"""Commands in the fenced blocks of READMEs and guides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from posixpath import dirname

from rung.assess.ci.definitions import Definitions
from rung.assess.commands.base import Recipe, Source, cut, without_prompt
from rung.assess.invocation import By
from rung.assess.parse import markdown, rst
from rung.assess.parse.markdown import CodeBlock
from rung.assess.regex import regex

_SHELLS = frozenset(
    {"bash", "sh", "shell", "console", "zsh", "shell-session", "shellsession", "terminal", "cmd", "powershell"}
)
_UNMARKED = frozenset({"", "text", "txt", "plaintext"})
_COMMAND = regex(
    r"^(?:\$ )?(?:python3?|pip3?|uv|poetry|pdm|make|just|task|tox|nox|pytest|docker(?:-compose)?|dvc|mlflow|bash|sh|\./"
    r"|Rscript|npm|yarn|kubectl|helm|terraform|git|cd|conda|streamlit|uvicorn|gunicorn|prefect|kedro|snakemake|airflow|papermill"
    r"|jupyter|curl|export|aws|gcloud|az|invoke|inv|poe|hatch|pixi|zenml|metaflow|ray|spark-submit|bentoml)\b"
)
_INLINE = regex(
    r"(?<!`)`((?:python3?|uv run|poetry run|make|just|task|dvc|mlflow|bash|sh|Rscript|kedro|snakemake|poe|inv|\./)[ /]"
    r"[^`\n]{2,120})`(?!`)"
)
"""A command inside a sentence."""
_DOCS = regex(r"(^|/)(docs?|documentation|guides?|wiki)/", re.I)
MAX_DOCUMENTS = 400


class Documents(Source):
    """Markdown and reStructuredText at the root of a project or in its documentation."""

    names = ("*.md", "*.rst", "*.mdx")
    runner = "document"

    def paths(self, files: Definitions) -> list[str]:
        """READMEs anywhere, every document of the root, and those in documentation folders."""
        return [path for path in super().paths(files) if _counts(path)][:MAX_DOCUMENTS]

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per block."""
        text = files.content(path)
        if path.endswith(".rst"):
            blocks = rst.read(text).code if "::" in text else ()
        else:
            blocks = markdown.read(text).code if "```" in text or "~~~" in text else ()
        # `cd` in one block usually still holds in the next, so a document is one recipe.
        scripts = [(_script(block), block.line + 1) for block in blocks]
        scripts += [(match[1], text.count("\n", 0, match.start()) + 1) for match in _INLINE.finditer(text)]
        commands = tuple(each for script, line in scripts if script for each in cut(script, line, errexit=True))
        if commands:
            yield Recipe(self.runner, "", path, path, 1, commands, By.DOCUMENTED, folder=dirname(path))


def _counts(path: str) -> bool:
    name = path.rsplit("/", 1)[-1].lower()
    guide = name.startswith(("readme", "contributing", "install", "usage", "getting"))
    return guide or "/" not in path or bool(_DOCS.search(path))


def _script(block: CodeBlock) -> str:
    """The commands of a block, line for line; what programs printed is left out."""
    lines = block.text.split("\n")
    if block.language not in _SHELLS and not (
        block.language in _UNMARKED and any(_COMMAND.match(line.strip()) for line in lines)
    ):
        return ""
    prompted = [without_prompt(line) for line in lines]
    if any(each is not None for each in prompted):
        return "\n".join(_continued(lines, prompted))
    if block.language in _UNMARKED:
        return "\n".join(line if _COMMAND.match(line.strip()) else "" for line in lines)
    return block.text


def _continued(lines: list[str], prompted: list[str | None]) -> Iterable[str]:
    """Lines behind a prompt, and those that continue them."""
    open_ = False
    for line, bare in zip(lines, prompted, strict=True):
        kept = bare if bare is not None else (line if open_ else "")
        open_ = kept.rstrip().endswith("\\")
        yield kept
