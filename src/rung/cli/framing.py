"""`rung report --framework`: an assessment through the eyes of somebody else's framework."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rung.cli.moments import Moments


def frame(
    name: str,
    moments: Moments,
    when: str | None,
    *,
    as_json: bool,
    markdown: bool,
    output: Path | None,
    no_colour: bool,
) -> None:
    """Print what the evidence supports of each criterion; `list` prints the frameworks.

    Raises
    ------
    UsageError
        There is no such framework, or the moment is a saved assessment.
    """
    import json

    from rung.assess.frameworks import framework_named
    from rung.assess.frameworks.files import framework_json, framework_markdown
    from rung.assess.frameworks.lines import framework_lines
    from rung.cli.output import emit, view

    if name == "list":
        emit(_listed(view(plain=output is not None).width), output)
        return
    framework = framework_named(name)
    assessment = moments.assessment(when, "--to")
    if as_json:
        emit(json.dumps(framework_json(framework, assessment), ensure_ascii=False, indent=2) + "\n", output)
    elif markdown:
        emit(framework_markdown(framework, assessment), output)
    else:
        how = view(no_colour=no_colour, plain=output is not None)
        emit(how.style.finish(framework_lines(framework, assessment, how.style, how.width)), output)


def _listed(width: int) -> str:
    from rung.assess.frameworks import frameworks
    from rung.assess.report.text import wrapped

    rows = (wrapped(f"{each.title} · {each.version}", f"{each.id:16}", width) for each in frameworks())
    return "".join(f"{line}\n" for row in rows for line in row)
