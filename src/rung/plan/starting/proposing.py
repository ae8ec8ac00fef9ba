"""From a folder to a first `rung.yaml`. Pure: the tree is read, nothing is run and nothing written."""

from __future__ import annotations

from collections import Counter
from posixpath import basename

from rung.assess.collection import without_collection
from rung.assess.tree import RawHistory, Tree
from rung.plan.starting.datasets import Mentions, data_files, propose_datasets
from rung.plan.starting.names import slug
from rung.plan.starting.proposal import Guess, Proposal
from rung.plan.starting.seen import look
from rung.plan.starting.steps import propose_steps

_PACKAGES = ("requirements.txt", "pyproject.toml")
_MACHINES = ("[bot]", "noreply", "github-actions", "localhost")


def propose(tree: Tree, name: str, *, history: RawHistory | None = None, environment: str | None = None) -> Proposal:
    """What the folder's `rung.yaml` may say.

    Parameters
    ----------
    name
        Of the folder.
    history
        Of the repository that it lies in, where there is one.
    environment
        Its virtual environment, which no tree lists.
    """
    with without_collection():
        seen = look(tree)
        data = data_files(seen)
        mentions: Mentions = {
            path: data.mentions(module)
            for path, module in seen.code.modules.items()
            if not seen.files.aside(path) and module.language == "python"
        }
        datasets, left_out = propose_datasets(seen, data, mentions)
        steps = propose_steps(seen, datasets, mentions)
    return Proposal(
        project=slug(name),
        owner=_owner(history),
        environment=environment,
        packages=next((each for each in _PACKAGES if each in tree), None),
        datasets=tuple(datasets),
        steps=tuple(steps),
        absent=tuple(_absent(mentions, {each.path for each in steps}, {basename(each) for each in tree.entries})),
        left_out=left_out,
        unread=seen.code.unread,
    )


def _owner(history: RawHistory | None) -> Guess | None:
    """Whoever wrote most of the commits, where a person can be reached."""
    people = Counter(each.author.email for each in history.commits) if history else Counter[str]()
    for email, number in people.most_common():
        if "@" in email and email.isprintable() and not any(word in email for word in _MACHINES):
            return Guess(email, f"author of {number} of {people.total()} commits")
    return None


def _absent(mentions: Mentions, steps: set[str], here: set[str]) -> list[Guess]:
    """What the steps read and nobody finds, not even an output of that name."""
    made = {each.text for one in mentions.values() for each in one if each.written}
    found: dict[str, str] = {}
    for path in sorted(steps & mentions.keys()):
        for each in mentions[path]:
            if not (each.path or each.text in made or "{}" in each.text or basename(each.text) in here):
                found.setdefault(each.text, path)
    return [Guess(text, path) for text, path in found.items()]
