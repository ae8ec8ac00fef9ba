"""How far `rung assess` agrees with readings of real repositories.

    python bench/accuracy.py --labels LABELS --repositories CLONES [--markdown] [--misses]

LABELS holds one `OWNER+NAME.tsv` a repository (`practice  verdict  place  reason`), `repositories.jsonl` with the
commit and kind of each, and `disputed.tsv`, whose pairs are left out. CLONES holds clones as `OWNER+NAME` or
`OWNER+NAME/repo`.

Agreement is Cohen's kappa with linear weights over no / partial / yes. What the reading calls unknowable or not
applicable is left out; where Rung answers unknown or not applicable to a yes, partial or no, it counts as the
furthest disagreement.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rung.domain import Assessment, Verdict
from rung.workspace import Workspace

SCALE = {"no": 0, "partial": 1, "yes": 2}
OURS = {Verdict.MET: "yes", Verdict.PARTIAL: "partial", Verdict.UNMET: "no"}
LEVELS = (2, 3, 4, 5)


@dataclass(frozen=True)
class Reading:
    """What one reader found in one repository."""

    name: str
    commit: str
    kind: str
    verdicts: dict[str, tuple[str, str]]
    """Practice → verdict and reason."""


@dataclass(frozen=True)
class Pair:
    """One practice of one repository, read and measured."""

    repository: str
    practice: str
    level: int
    reference: str
    ours: str
    reason: str
    because: str

    @property
    def numbers(self) -> tuple[int, int]:
        """Both verdicts on the scale; what is not on it lies at the far end."""
        reference = SCALE[self.reference]
        return reference, SCALE.get(self.ours, 0 if reference == 2 else 2)


def read_labels(folder: Path) -> Iterator[Reading]:
    """Every reading in the folder."""
    disputed: set[tuple[str, str]] = set()
    if (folder / "disputed.tsv").exists():
        rows = csv.reader((folder / "disputed.tsv").read_text().splitlines(), delimiter="\t")
        disputed = {(row[0], row[1]) for row in rows if len(row) > 1}
    for line in (folder / "repositories.jsonl").read_text().splitlines():
        about = json.loads(line)
        path = folder / (about["repo"].replace("/", "+") + ".tsv")
        rows_of = csv.DictReader(path.read_text().splitlines(), delimiter="\t")
        verdicts = {
            row["practice"]: (row["verdict"], row["reason"] or "")
            for row in rows_of
            if (about["repo"], row["practice"]) not in disputed
        }
        yield Reading(about["repo"], about["commit"], about["kind"], verdicts)


def measure(reading: Reading, clones: Path) -> Assessment:
    """Assess the repository at the commit that was read, as a whole."""
    base = clones / reading.name.replace("/", "+")
    address = base / "repo" if (base / "repo").exists() else base
    return Workspace().assess(address, at=reading.commit, whole=True).assessments[0]


def pair_up(reading: Reading, assessment: Assessment) -> list[Pair]:
    """Practices with a yes, partial or no in the reading."""
    pairs = []
    for found in assessment.findings:
        reference, reason = reading.verdicts.get(found.id, ("", ""))
        if reference in SCALE:
            ours = OURS.get(found.verdict, found.verdict.value)
            pairs.append(Pair(reading.name, found.id, int(found.card.level), reference, ours, reason, found.because))
    return pairs


def kappa(pairs: Iterable[tuple[int, int]]) -> float:
    """Cohen's kappa with linear weights (Cohen 1968); 1.0 when nothing could disagree."""
    table = Counter(pairs)
    total = sum(table.values())
    left, right = Counter[int](), Counter[int]()
    for (one, other), count in table.items():
        left[one] += count
        right[other] += count
    seen = sum(abs(one - other) * count for (one, other), count in table.items())
    by_chance = sum(abs(one - other) * left[one] * right[other] for one in left for other in right) / max(total, 1)
    return 1 - seen / by_chance if by_chance else 1.0


def recall(pairs: list[Pair], level: int) -> str:
    """Share of the reading's `yes` at one level that Rung calls met."""
    wanted = [pair for pair in pairs if pair.level == level and pair.reference == "yes"]
    hit = sum(pair.ours == "yes" for pair in wanted)
    return f"{hit}/{len(wanted)}"


def share(pairs: list[Pair], level: int, side: str) -> float:
    """Share of a level over the practices both judged: yes 1, partial ½."""
    at = [pair for pair in pairs if pair.level == level]
    got = [getattr(pair, side) for pair in at]
    return sum({"yes": 1.0, "partial": 0.5}.get(each, 0.0) for each in got) / max(len(at), 1)


def row(cells: Iterable[object], widths: Iterable[int], bar: str) -> str:
    """One line of the table."""
    return bar.join(str(cell).ljust(width) for cell, width in zip(cells, widths, strict=False)).rstrip()


def main() -> int:
    """Print the table; exit 1 when no reading could be compared."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--labels", type=Path, required=True)
    options.add_argument("--repositories", type=Path, required=True)
    options.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    options.add_argument("--misses", action="store_true", help="list every disagreement")
    args = options.parse_args()

    head = ["repository", "kind", "level", "agree", "kappa", "yes@2", "yes@3", *(f"share {n}" for n in LEVELS)]
    widths = [46, 18, 7, 8, 6, 6, 6, 12, 12, 12, 12]
    bar = " | " if args.markdown else " "
    print(row(head, widths, bar))
    if args.markdown:
        print(bar.join("---" for _ in head))
    every: list[Pair] = []
    for reading in read_labels(args.labels):
        assessment = measure(reading, args.repositories)
        pairs = pair_up(reading, assessment) if assessment.kind != "not_ml" else []
        every += pairs
        kind = assessment.kind.value + ("" if assessment.kind == reading.kind else f" (≠ {reading.kind})")
        agree = sum(pair.reference == pair.ours for pair in pairs)
        level = assessment.configured_level
        cells: list[object] = [reading.name, kind, int(level) if level else "—", f"{agree}/{len(pairs)}"]
        cells += [f"{kappa(pair.numbers for pair in pairs):.2f}", recall(pairs, 2), recall(pairs, 3)]
        cells += [f"{share(pairs, n, 'ours'):.2f} / {share(pairs, n, 'reference'):.2f}" for n in LEVELS]
        print(row(cells, widths, bar))
    agree = sum(pair.reference == pair.ours for pair in every)
    total = ["all", "", "", f"{agree}/{len(every)}", f"{kappa(pair.numbers for pair in every):.2f}"]
    print(row([*total, recall(every, 2), recall(every, 3)], widths, bar))
    if args.misses:
        for pair in every:
            if pair.reference != pair.ours:
                print(
                    f"\n{pair.repository} {pair.practice} ({pair.level}): read {pair.reference}, measured {pair.ours}"
                )
                print(f"  reader: {pair.reason}\n  rung:   {pair.because}")
    return 0 if every else 1


if __name__ == "__main__":
    sys.exit(main())
