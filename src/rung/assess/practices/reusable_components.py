"""Steps and skeletons are shared, versioned parts."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.components import Components
from rung.assess.kind import RepositoryKind
from rung.domain import Capability, Effort, Judgement, Kind, Level, Strength, met, partial, unknown, unmet


class ReusableComponents(Practice):
    """Pipeline steps and project skeletons are shared, versioned components used by more than one project or model.

    Why it matters
        Copied steps drift apart: a bug mended in one pipeline lives on in nine others. A shared part is mended once,
        and the tenth model starts from parts that already work.

    How to get there
        Take the two steps that were copied most often into a package or component with a version, publish it where
        the other projects can reach it, and move a second project onto it.

    Not enough
        - `utils.py` copied between folders
        - a template that no project was made from
        - parts that only one repository uses

    References
        - Google MLOps level 1: reusable, composable, shareable components
        - AWS MLOps foundation roadmap: scalable (templates)
        - Marvelous MLOps 5: code shared across projects
    """

    id = "reusable-components"
    capability = Capability.PIPELINES
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 180
    needs = ("pipeline-defined", "modular-code")
    pitfall = "Every team mends the same bug in its own copy"
    effort = Effort.WEEKS
    remedy = "publish the most copied step as a versioned package and move a second project onto it"

    def judge(self, components: Components, kind: RepositoryKind) -> Judgement:
        """Met by versioned parts from another repository; partial by parts shared inside this one."""
        outside = [each for each in components.shared if each.outside]
        inside = [each for each in components.shared if not each.outside]
        if outside:
            return met(f"shared with other repositories: {outside[0].what}", [each.place for each in outside])
        if inside:
            return partial(
                f"{inside[0].what}; no other repository is seen to share it",
                [each.place for each in inside],
                remedy="publish it as a versioned package, and move a second project onto it",
            )
        if components.offered:
            if kind.kind is Kind.TEMPLATE:
                return unknown(
                    "parts are offered; who uses them cannot be seen from here",
                    components.offered,
                    remedy="name who uses them, or list the projects in a portfolio file",
                )
            if kind.kind is Kind.PROJECT:
                return unmet(
                    "parts are offered, and nobody is seen to use them",
                    components.offered,
                    remedy="move a second project onto them, by version",
                )
            return partial(
                "parts are offered, and no user of them is seen",
                components.offered,
                remedy="move a second project onto them, by version",
            )
        if kind.kind is Kind.TEMPLATE:
            return unknown(
                "it is a template; the projects made from it cannot be seen from here",
                remedy="name the projects made from it, or list them in a portfolio file",
            )
        return unmet("no step, workflow or skeleton is shared")
