"""The nouns of Rung: frozen values without any input or output. Nothing here imports another room."""

from rung.domain.assessment import Assessment, Finding, Share
from rung.domain.evidence import Kind, Place, Strength, Verdict
from rung.domain.judgement import Judgement, Shown, met, not_applicable, partial, unknown, unmet
from rung.domain.level import Capability, Level
from rung.domain.practice import Effort, PracticeCard, WaitsFor

__all__ = [
    "Assessment",
    "Capability",
    "Effort",
    "Finding",
    "Judgement",
    "Kind",
    "Level",
    "Place",
    "PracticeCard",
    "Share",
    "Shown",
    "Strength",
    "Verdict",
    "WaitsFor",
    "met",
    "not_applicable",
    "partial",
    "unknown",
    "unmet",
]
