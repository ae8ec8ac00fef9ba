"""What every output format keeps to."""

from __future__ import annotations

from collections.abc import Sequence

from rung.assess.formats.base import Format
from rung.domain import Assessment
from rung.testing.rules import KEBAB, check_documented, check_makeable, rule
from rung.testing.samples import sample_assessments


def check_format(plugin: type[Format]) -> None:
    """Check one format: its name, and that it renders any assessment as printable text, the same each time.

    Raises
    ------
    AssertionError
        Names the first rule that is broken.
    """
    check_documented(plugin)
    check_makeable(plugin)
    name = getattr(plugin, "name", "")
    rule(isinstance(name, str) and KEBAB.match(name), plugin, f"the name {name!r} is not in kebab case")
    module = plugin.__module__.rpartition(".")[2]
    rule(module == name.replace("-", "_"), plugin, f"the file is {module}.py, and the name is {name}")
    samples = sample_assessments()
    for assessments in (*([each] for each in samples), samples):
        _check_rendering(plugin, assessments)


def _check_rendering(plugin: type[Format], assessments: Sequence[Assessment]) -> None:
    kinds = ", ".join(each.kind for each in assessments)
    try:
        text = plugin().render(assessments)
    except Exception as error:
        raise AssertionError(f"{plugin.__qualname__} fails on {kinds}: {type(error).__name__}: {error}") from error
    rule(text.endswith("\n"), plugin, f"the text of {kinds} does not end in a newline")
    rule(text == plugin().render(assessments), plugin, f"the text of {kinds} is not the same twice")
    rule(_is_utf8(text), plugin, f"the text of {kinds} is not valid Unicode: a path may hold surrogate escapes")
    rule("\x1b[31m" not in text, plugin, "a terminal escape in a file's name reaches the output")


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
