"""The beginning of a command or a name, for a sentence."""

from __future__ import annotations


def excerpt(text: str, most: int = 80) -> str:
    """At most so many characters, broken between words where there are any, with a sign that something is left out.

    >>> excerpt("python -m train --data data/train.parquet", 30)
    'python -m train --data …'
    >>> excerpt("deploy --tag ${{ github.sha }}", 26)
    'deploy --tag …'
    """
    line = " ".join(text[: 4 * most + 400].split())
    if len(line) <= most:
        return line
    head = line[: most - 1]
    opened = head.rfind("${")
    if opened > 0 and "}" not in head[opened:]:
        head = head[:opened]
    elif line[most - 1] != " " and head.rfind(" ") > most // 3:
        head = head[: head.rfind(" ")]
    return head.rstrip() + (" …" if line[len(head.rstrip())] == " " else "…")
