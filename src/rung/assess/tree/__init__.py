"""Reading the files of a project: a commit, a working copy, a plain folder, or what a test wrote down."""

from rung.assess.tree.base import MAX_TEXT, Entry, EntryKind, Tree
from rung.assess.tree.commits import Person, RawCommit, RawHistory, RawTag
from rung.assess.tree.opening import open_tree

__all__ = [
    "MAX_TEXT",
    "Entry",
    "EntryKind",
    "Person",
    "RawCommit",
    "RawHistory",
    "RawTag",
    "Tree",
    "open_tree",
]
