"""Timers of an operating system: crontab files and systemd units."""

from __future__ import annotations

from collections.abc import Iterable

from rung.assess.ci.definitions import Definitions, inside
from rung.assess.commands.base import Recipe, Source, cut
from rung.assess.invocation import By
from rung.assess.parse import ini
from rung.assess.regex import regex

_FIELD = r"(?:[\d*/,\-]+|[A-Za-z]{3}(?:[-,][A-Za-z]{3})*)"
_ENTRY = regex(
    rf"^\s*(?:@(?:hourly|daily|weekly|monthly|yearly|annually|midnight|reboot)|(?:{_FIELD}\s+){{5}})\s*(\S.*)$"
)
_USER = regex(r"^(?:root|www-data|ubuntu|app|user|airflow|appuser|ec2-user)\s+")
_HOME = regex(r"^/(?:opt|srv|app|home/[\w-]+|usr/src|var/www|root)(?:/[\w.-]+)?/?")


class Crontab(Source):
    """Lines of a crontab."""

    names = ("crontab", "crontab.*", "*.crontab", "*.cron", "cronjob", "*crontab*.txt", "*cron.d/*")
    runner = "crontab"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per line with a time in front."""
        for number, line in enumerate(files.content(path).splitlines(), 1):
            found = _ENTRY.match(line)
            if found:
                text = _USER.sub("", found[1])
                yield Recipe(self.runner, path, str(number), path, number, cut(text, number), By.SCHEDULE)


class Systemd(Source):
    """`ExecStart` of a unit; a unit with a timer beside it runs on a schedule."""

    names = ("*.service",)
    runner = "systemd"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per command."""
        section = ini.read(files.content(path)).get("Service")
        if section is None or "ExecStart" not in section.values:
            return
        timed = path.removesuffix("service") + "timer" in files.tree
        where = _HOME.sub("", section.values.get("WorkingDirectory", "")).strip("/")
        folder = where if where in files.tree.folders and "%" not in where else ""
        line = section.lines["ExecStart"]
        text = section.values["ExecStart"].lstrip("-@+!:")
        yield Recipe(
            self.runner,
            path,
            "ExecStart",
            path,
            line,
            cut(text.replace("\\\n", " "), line),
            By.SCHEDULE if timed else By.IMAGE,
            folder=inside("", folder),
        )
