"""The code lives in one history that grows as the work goes on."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.code.base import Site, places
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.history import History
from rung.assess.collectors.training import Training
from rung.assess.excerpt import excerpt
from rung.assess.invocation import DECLARED, Invocation
from rung.assess.unread import Unread, remedy_for
from rung.domain import Capability, Effort, Judgement, Level, Place, Strength, met, partial, unknown, unmet
from rung.domain.unread import CODE, FileKind


class CodeInVersionControl(Practice):
    """All code that prepares data, trains, evaluates and serves lives in one version-controlled history.

    Why it matters
        Without a history nobody can say which code made the model that is in use, go back to it, or work on it
        together without overwriting each other.

    How to get there
        `git init` in the folder that holds the training code, commit in small steps with a sentence each, and push to
        a server. Move in what still lives elsewhere: the scoring script on the server, the query in somebody's editor.

    Not enough
        - one or two commits that bring everything in at once: storage, not a history
        - notebooks in git while the job that runs in production lies elsewhere
        - a folder that is backed up or synchronised

    References
        - Google MLOps level 2: source control
        - Microsoft MLOps maturity model, level 2: training code and models are version controlled
        - ML Test Score: Model 1
        - DORA: version control
    """

    id = "code-in-version-control"
    capability = Capability.VERSIONING
    level = Level.REPEATABLE
    min_strength = Strength.PRACTISED
    fresh_days = 120
    pitfall = "Nobody can say which code made the model that is in use"
    effort = Effort.HOURS
    seen_in = frozenset()
    remedy = "run `git init` in the folder of the training code, commit it, and push it to a server"

    def judge(self, history: History, training: Training, commands: Commands, unread: Unread) -> Judgement:
        """Met when people committed on at least two days and the code that trains or scores is there."""
        if not history.present:
            if history.shallow:
                return unknown("the history is not in this copy", remedy="fetch it: git fetch --unshallow")
            return unmet("this is a folder without a history")
        if history.truncated and history.days < 2:
            return unknown(
                f"this copy holds only the newest {history.commits} commits",
                remedy="fetch the rest: git fetch --unshallow",
            )
        working = (*training.declared, *training.runnable, *training.in_notebooks, *training.predicts)
        where = places(working)[:3]
        if history.single_import or history.days < 2:
            return partial(
                f"everything came in {_count(history.commits, 'commit')} on {_count(history.days, 'day')}: an import, "
                "not a history",
                where,
                strength=Strength.FOUND,
                remedy="go on in this history: commit each change as it is made, and push it",
            )
        if not working:
            return self._elsewhere(commands, unread)
        if kept := _made_elsewhere(training):
            return partial(
                "a model is loaded from a file or registry and asked, and nothing in the history trains one",
                places(kept)[:3],
                remedy="move in the code that trains this model, or name in the README the repository that does",
            )
        return self._met(history, training, where, unread)

    def _met(self, history: History, training: Training, where: list[Place], unread: Unread) -> Judgement:
        if not training.fits and (lost := unread.of(CODE | {FileKind.BUILD})):
            told = f"code that scores has a history; what made its model may be in {lost[0].path}"
            return unknown(f"{told}, not read: {lost[0].reason}", [Place(each.path) for each in lost[:3]])
        return met(
            f"{history.commits:,} commits of {_count(len(history.authors), 'person', 'people')} on "
            f"{history.days:,} days, "
            "training and scoring code included",
            where,
            strength=Strength.PRACTISED,
            seen_at=history.last,
        )

    def _elsewhere(self, commands: Commands, unread: Unread) -> Judgement:
        if hidden := unread.of(CODE):
            told = f"there is a history; its code may be in {hidden[0].path}, not read: {hidden[0].reason}"
            return partial(told, remedy=remedy_for(hidden[0]))
        lost = [(each, name) for each, name in commands.missing if _runs_code(each, name)]
        if lost:
            command, name = lost[0]
            return partial(
                f"{name}, which `{excerpt(command.text, 60)}` runs, is not in the history",
                [command.place],
                remedy=f"commit {name}",
            )
        return partial(
            "there is a history, and no code in it that trains a model or scores with one",
            remedy="move in the code that trains, or that asks the model",
        )


def _made_elsewhere(training: Training) -> list[Site]:
    """Where a model that is no public one is loaded, though nothing here trains any."""
    if training.fits:
        return []
    return [
        site
        for site in training.reach.only(training.loads)
        if not site.call.last.startswith(("from_pretrained", "pipeline"))
    ]


def _runs_code(command: Invocation, name: str) -> bool:
    return bool(command.by & DECLARED) and name.endswith((".py", ".R", ".ipynb", ".sh"))


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one}" if number == 1 else f"{number:,} {many or one + 's'}"
