"""Whether pipelines of Kubeflow are handed to a platform, which keeps their runs, or only tried out where they are."""

from __future__ import annotations

from rung.assess.code.base import Code

_LOCAL = ("kfp.local.init",)
HANDED_OVER = (
    "kfp.Client", "kfp.client.Client", "*.create_run_from_*", "*.create_recurring_run", "*.run_pipeline",
    "*.upload_pipeline*", "*aiplatform.PipelineJob", "*.RegistryClient", "*PipelineJob",
)  # fmt: skip
"""Calls that give a pipeline to a platform."""
ONLY_LOCAL = "its pipeline is run by the local runner alone, and no platform keeps what it made"


def only_local(code: Code) -> bool:
    """A local runner executes the pipelines, and no code submits one."""
    return bool(code.find(*_LOCAL)) and not code.find(*HANDED_OVER)
