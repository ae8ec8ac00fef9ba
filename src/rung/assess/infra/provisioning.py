"""Shell scripts that set up a machine or make resources: definitions without a tool of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rung.assess.commands.scripts import is_script
from rung.assess.invocation import By, Invocation
from rung.assess.regex import regex
from rung.domain import Place

_PACKAGES = regex(r"^(?:sudo )?(?:apt-get|apt|yum|dnf|zypper|apk)\b.{0,80}\b(?:install|add)\b")
_SERVICES = regex(
    r"^(?:sudo )?(?:systemctl (?:enable|start|restart)|service \S{1,60} (?:start|restart)|rc-update add)\b"
)
_CREATES = regex(
    r"^(?:aws (?:s3 mb|s3api create-bucket|\w[\w-]{0,40} (?:create-\S+|run-instances))|gsutil mb"
    r"|(?:gcloud|az) .{0,120}\bcreate\b)"
)
_ENOUGH = 2
"""Resources that one script makes; a single bucket is a preparation, not an environment."""


def provisioning(commands: Iterable[Invocation]) -> Iterator[Place]:
    """Scripts that install packages of the system and start services, or make several resources of a cloud."""
    scripts: dict[str, list[Invocation]] = {}
    for each in commands:
        if is_script(each.place.path) and not each.disabled and each.by & ~By.DOCUMENTED:
            scripts.setdefault(each.place.path, []).append(each)
    for lines in scripts.values():
        packages = next((each.place for each in lines if _PACKAGES.search(each.text)), None)
        if packages and any(_SERVICES.search(each.text) for each in lines):
            yield packages
            continue
        made = {each.place: each for each in lines if _CREATES.search(each.text)}
        if len(made) >= _ENOUGH:
            yield next(iter(made))
