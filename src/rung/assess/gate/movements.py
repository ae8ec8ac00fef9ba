"""What became of the folders of a repository between two commits: stayed, moved, split off, removed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct


class Movements(Struct, frozen=True):
    """The files at two commits, and which of them are the same file under another name."""

    before: Collection[str]
    now: Collection[str]
    renames: Mapping[str, str]
    """Old path → new path, of files whose content is the same or much alike."""

    def destination(self, folder: str) -> str | None:
        """Where at least half of a folder's files went; itself where some stay; `None` where all are gone."""
        if not folder:
            return folder
        own = [path for path in self.before if _inside(path, folder)]
        target = _parent(folder, own, self.renames)
        if target is not None:
            return target
        stays = any(path in self.now or _inside(self.renames.get(path, ""), folder) for path in own)
        return folder if stays else None

    def source(self, folder: str) -> str | None:
        """Where a folder's files came from, as `destination` the other way round."""
        backwards = {new: old for old, new in self.renames.items()}
        return Movements(self.now, self.before, backwards).destination(folder)

    def was_there(self, folder: str) -> bool:
        """Whether at least half of a folder's files were in the repository before, at whatever place."""
        own = [path for path in self.now if _inside(path, folder)]
        renamed = set(self.renames.values())
        return 2 * sum(path in self.before or path in renamed for path in own) >= len(own)


class Held(Struct, frozen=True):
    """The folders to judge now so that each project from before is found again."""

    found: Mapping[str, str]
    """Folder before → folder now."""
    removed: tuple[str, ...]
    """Folders before whose files are gone."""
    folders: tuple[str, ...]
    """What to judge now: the projects from before where they are now, and those that the change has added."""


def hold(before: Iterable[str], now: Iterable[str], movements: Movements) -> Held:
    """Find the projects from before again.

    A project that a change splits, hides or moves is judged in its old borders, because what it lost would hide in
    the new ones. Only a project made of new files is taken as added.
    """
    known = sorted(set(before))
    where = {folder: movements.destination(folder) for folder in known}
    found = {folder: target for folder, target in where.items() if target is not None}
    arrived = set(found.values())
    added = {folder for folder in now if folder not in arrived and not movements.was_there(folder)}
    removed = tuple(folder for folder in known if where[folder] is None)
    return Held(found, removed, tuple(sorted(arrived | added)))


def _inside(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/") if folder else bool(path)


def _parent(folder: str, own: Collection[str], renames: Mapping[str, str]) -> str | None:
    """The other folder below which at least half of the files lie as they lay below this one."""
    votes: Counter[str] = Counter()
    for path in own:
        if new := renames.get(path):
            depth = path.count("/") - folder.count("/")
            votes["/".join(new.split("/")[:-depth])] += 1
    del votes[folder]
    (target, count) = max(votes.items(), key=lambda each: (each[1], each[0]), default=("", 0))
    return target if target and 2 * count >= len(own) else None
