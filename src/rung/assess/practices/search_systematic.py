"""Parameters are searched by a plan."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.searches import Searches
from rung.domain import Capability, Effort, Judgement, Level, met, partial, unmet
from rung.domain.unread import WORKING, FileKind


class SearchSystematic(Practice):
    """Hyper-parameter choice is systematic, budgeted and recorded.

    Why it matters
        Parameters found by trying around cannot be defended or found again, and the tries that failed are made a second
        time by the next person.

    How to get there
        Declare the space and the budget, let a tuner go through them in a job, and record every trial as a run.

    Not enough
        - a grid search in a notebook cell
        - a study of one trial
        - a shell loop that a person starts and reads

    References
        - ML Test Score, Model 3: hyper-parameters are tuned
        - Google MLOps level 1: experimentation
    """

    id = "search-systematic"
    capability = Capability.EXPERIMENTS
    level = Level.SCALABLE
    fresh_days = 365
    gating = False
    needs = ("runs-recorded", "holdout-protected")
    pitfall = "The tries that failed are made again by the next person"
    effort = Effort.DAYS
    seen_in = WORKING | {FileKind.NOTEBOOK}
    denied_in = WORKING
    remedy = "declare the space and the budget of the search in a job and record every trial as a run"

    def judge(self, searches: Searches) -> Judgement:
        """Met by a reached search whose trials are kept; partial when they are not, or when a person starts it."""
        if searches.recorded:
            return met("a declared search runs, and its trials are recorded", searches.recorded)
        if searches.unused:
            return partial(
                "a search is recorded, and what it found does not reach a model",
                searches.unused,
                remedy="let the training run read the parameters that the search found",
            )
        if searches.reached:
            return partial(
                "a search runs, and its trials are not recorded", searches.reached, remedy="record every trial as a run"
            )
        if searches.scripted:
            return partial(
                "a list of tries is scripted, and a person starts it",
                searches.scripted,
                remedy="start it by a job, with a budget, and record every try as a run",
            )
        if searches.beside:
            return unmet(
                "a search stands in a script that nothing starts or names",
                searches.beside,
                remedy="call the search from the pipeline, with a budget, and record every trial",
            )
        if searches.aside:
            return unmet(
                "parameters are searched in notebooks only",
                searches.aside,
                remedy="move the search into a script or job, with a budget, and record every trial",
            )
        return unmet("parameters are fixed in the code or in a file, and never searched")
