"""AWS CodeBuild: the phases of a buildspec; what starts it is held by the platform or by CodePipeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rung.assess.ci.base import Job, Step, Trigger, Vendor, When, Workflow
from rung.assess.ci.definitions import Definitions, is_templated, mapping, scalars, scripts, word
from rung.assess.parse.yaml import YamlMap

_PHASES = ("install", "pre_build", "build", "post_build")


class CodeBuild(Vendor):
    """Build specifications, by name or by shape."""

    name = "codebuild"
    rank = 30

    def claims(self, path: str, name: str) -> bool:
        """`buildspec.yml` and its variants."""
        return "buildspec" in name.lower() and name.endswith((".yml", ".yaml"))

    def fits(self, document: Mapping[str, object]) -> bool:
        """A version and phases with commands."""
        phases = document.get("phases")
        return "version" in document and isinstance(phases, dict) and any(name in phases for name in _PHASES)

    def read(self, path: str, files: Definitions) -> Iterable[Workflow]:
        """The one build of the file."""
        documents = files.documents(path)
        document = documents[0] if documents else None
        if not isinstance(document, YamlMap) or not isinstance(document.get("phases"), YamlMap):
            return
        triggers = (Trigger(When.UNKNOWN, document.line or 1, unverified=True),)
        job = Job(
            "build",
            document.lines["phases"],
            path,
            tuple(_steps(path, document, files)),
            triggers=triggers,
        )
        yield Workflow(self.name, path, triggers=triggers, jobs=(job,), templated=is_templated(path))


def _steps(path: str, document: YamlMap, files: Definitions) -> Iterator[Step]:
    phases = mapping(document["phases"])
    env = scalars(mapping(document.get("env")).get("variables"))
    for name in _PHASES:
        phase = mapping(phases.get(name))
        ignored = word(phase.get("on-failure")).upper() == "CONTINUE"
        for key in ("commands", "finally"):
            if key not in phase:
                continue
            line = phase.lines[key]
            texts = list(scripts(phase[key], line))
            yield Step(
                path=path,
                line=line,
                name=name,
                env=env,
                script="\n".join(text for text, _ in texts),
                commands=files.listed(path, texts),
                can_fail=not ignored,
                why_not="on-failure: CONTINUE" if ignored else "",
            )
