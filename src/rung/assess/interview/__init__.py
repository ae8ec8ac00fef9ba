"""The level that people describe, where there is no repository to read; and what a repository says to their claims."""

from rung.assess.interview.judging import Described, describe
from rung.assess.interview.questions import QUESTIONS, Answer, Question

__all__ = ["QUESTIONS", "Answer", "Described", "Question", "describe"]
