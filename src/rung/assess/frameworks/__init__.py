"""Other people's frameworks, one file each, and what an assessment shows for their criteria."""

from rung.assess.frameworks.base import Criterion, Framework, Group
from rung.assess.frameworks.known import framework_named, frameworks

__all__ = ["Criterion", "Framework", "Group", "framework_named", "frameworks"]
