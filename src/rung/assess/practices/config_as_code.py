"""Parameters stand in files, not in code or in somebody's memory."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.configuration import Configuration, Setting
from rung.assess.collectors.training import Training
from rung.assess.unread import Unread
from rung.domain import Capability, Effort, Judgement, Level, Place, Verdict, met, partial, unknown, unmet
from rung.domain.unread import CODE, WORKING, FileKind


class ConfigAsCode(Practice):
    """Parameters, paths and thresholds sit in versioned files, not inside code or a person's shell history.

    Why it matters
        A number inside the code is changed by hand, differs between machines, and is not found again by whoever asks
        which learning rate made this model.

    How to get there
        One `params.yaml` (or JSON, TOML, a dataclass module) that the training entry point reads; paths and thresholds
        too. Log it with each run.

    Not enough
        - a configuration file that no code reads
        - the framework's default template, untouched
        - command line options whose values nobody wrote down
        - paths of one person's machine

    References
        - Google MLOps level 1: parameter arguments are recorded
        - ML Test Score: Model 1, Infra 1
        - Thoughtworks MLOps: configuration separated from code
    """

    id = "config-as-code"
    capability = Capability.VERSIONING
    level = Level.REPEATABLE
    fresh_days = 180
    needs = ("code-in-version-control",)
    pitfall = "Nobody can tell which parameters made the model, because they were typed or edited in place"
    effort = Effort.HOURS
    seen_in = WORKING | {FileKind.NOTEBOOK}
    denied_in = CODE
    remedy = "move the numbers of the training script into one params.yaml that it reads"

    def judge(self, configuration: Configuration, training: Training, unread: Unread) -> Judgement:
        """Met when code that runs reads a file or settings module that is there, and no path is one person's."""
        # A program that takes arguments may start its training in ways that cannot be followed.
        if training.notebook_only and not configuration.arguments:
            return self._notebooks(configuration)
        kept = configuration.files or configuration.modules
        where = _places(kept)
        if configuration.user_paths:
            path = configuration.user_paths[0]
            if not kept:
                return unmet(
                    f"parameters stand in the code, and so does a path of one machine: {path.what[:60]}",
                    [path.place],
                    remedy="move the parameters and the path into one params.yaml that the code reads",
                )
            return partial(
                f"{kept[0].what} is read, beside a path of one machine: {path.what[:60]}",
                [path.place, *where],
                remedy="replace the path of one machine by a setting or a path inside the repository",
            )
        if configuration.absent and not configuration.files:
            lost = configuration.absent[0]
            return partial(
                f"{lost.what} is read and is not in the repository",
                [lost.place, *where],
                remedy=f"commit {lost.what}, or an example of it that the code falls back to",
            )
        if configuration.files:
            return met(f"code that can be run reads {_names(configuration.files)}", where)
        if configuration.modules:
            if configuration.literals:
                first = configuration.literals[0]
                return partial(
                    f"{configuration.modules[0].what} holds settings, and {first.what} is made with "
                    f"numbers in the code",
                    [first.place, *where],
                    remedy=f"move those numbers into {configuration.modules[0].what}",
                )
            return met(f"settings stand in {_names(configuration.modules)}, which the training code imports", where)
        return self._unless_hidden(self._loose(configuration, training), unread)

    def _unless_hidden(self, found: Judgement, unread: Unread) -> Judgement:
        """What counts for half is nothing beside a path of one machine, which may stand where nobody could look."""
        hidden = unread.of(CODE)
        if found.verdict is not Verdict.PARTIAL or not hidden:
            return found
        told = f"{found.because}; a path of one machine may stand in {hidden[0].path}, not read: {hidden[0].reason}"
        return unknown(told, found.places)

    def _loose(self, configuration: Configuration, training: Training) -> Judgement:
        if configuration.arguments:
            return partial(
                "parameters are given when the program is started, and no file holds their values",
                _places(configuration.arguments),
                remedy="keep the values in one committed file, and read the arguments from it",
            )
        if configuration.declared:
            return partial(
                f"{configuration.declared[0].what} states some parameters beside the steps, "
                "the others stand in the code",
                _places(configuration.declared),
                remedy=f"move the other parameters into {configuration.declared[0].what}",
            )
        if configuration.environment and training.runnable:
            return partial(
                "some settings come from the environment, and no file holds the parameters",
                _places(configuration.environment),
                remedy="keep the parameters in one committed file; leave only secrets and addresses outside",
            )
        return unmet(
            "no file, settings module or argument gives the code its parameters", _places(configuration.literals)
        )

    def _notebooks(self, configuration: Configuration) -> Judgement:
        kept = (*configuration.files, *configuration.modules)
        if kept:
            return partial(
                f"{kept[0].what} holds some settings; those of the models stand in notebook cells",
                _places(kept),
                remedy=f"move the parameters of the models from the cells into {kept[0].what}",
            )
        return unmet(
            "the parameters of the models stand in notebook cells",
            remedy="move the parameters from the cells into one params.yaml that the notebooks read",
        )


def _names(settings: tuple[Setting, ...]) -> str:
    return ", ".join(dict.fromkeys(each.what for each in settings[:3]))


def _places(settings: tuple[Setting, ...]) -> list[Place]:
    return [each.place for each in settings]
