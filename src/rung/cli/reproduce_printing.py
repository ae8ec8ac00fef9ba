"""What `rung reproduce` prints."""

from __future__ import annotations

from rung.assess.report.text import safe
from rung.domain.reproduction import Reproduction


def reproduced_text(done: Reproduction) -> str:
    """Whether it is the same model, and by which figures."""
    name = f"{done.model}@{done.version}"
    rows = f" on {done.rows:,} rows" if done.rows is not None else ""
    first = f"{name} was made again{rows}" if done.ok else f"{name} was not made again: {done.why}"
    lines = [first + (f", in {done.seconds:.0f} s" if done.seconds is not None else "")]
    width = max((len(each.name) for each in done.compared), default=0)
    for each in done.compared:
        if each.name == "predictions":
            lines.append(f"  {each.name:<{width}}  differ by {each.again:.3g} at most")
        else:
            mark = "same" if each.ok else "DIFFERS"
            lines.append(f"  {each.name:<{width}}  {each.recorded:.6g}  {each.again:.6g}  {mark}")
    if done.ok and done.why:
        lines.append(f"  {done.why}")
    return "".join(f"{safe(each)}\n" for each in lines)
