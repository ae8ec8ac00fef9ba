"""What is written for people: what a document is, what a section is about, and who is named as its owner."""

from rung.assess.documents.kinds import DocKind
from rung.assess.documents.ownership import Named, OwnerRule
from rung.assess.documents.topics import Topic

__all__ = ["DocKind", "Named", "OwnerRule", "Topic"]
