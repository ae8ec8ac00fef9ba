"""The project's own code as facts: every module read once, names linked across modules, what starts what."""

from rung.assess.code.base import Code, Site
from rung.assess.code.reach import Reach

__all__ = ["Code", "Reach", "Site"]
