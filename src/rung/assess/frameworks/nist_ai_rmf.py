"""NIST's AI Risk Management Framework: all 72 subcategories of its four functions."""

from rung.assess.frameworks._nist_context import GOVERN, MAP
from rung.assess.frameworks._nist_response import MANAGE, MEASURE
from rung.assess.frameworks.base import Framework


class NistAiRmf(Framework):
    """Govern, map, measure, manage."""

    id = "nist-ai-rmf"
    title = "NIST AI Risk Management Framework"
    version = "1.0, January 2023 (NIST AI 100-1)"
    source = "https://doi.org/10.6028/NIST.AI.100-1"
    caveat = (
        "The framework is voluntary and lets an organisation choose its outcomes; a repository shows a part of MEASURE "
        "and MANAGE and little of GOVERN and MAP."
    )
    groups = (GOVERN, MAP, MEASURE, MANAGE)
