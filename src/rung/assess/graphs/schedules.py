"""When a graph that Python declares starts by itself."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.code.base import Site, place_in
from rung.assess.graphs.base import Schedule, Sources
from rung.assess.parse.python_facts import Items, Name, Opaque

_KEYS = ("schedule", "schedule_interval", "timetable", "cron", "cron_schedule", "cron_expression", "interval", "rrule")
_NEVER = {None, "", "None", "@once", "once"}
_OBJECTS = (
    "dagster.*ScheduleDefinition", "dagster.*schedule", "dagster.*sensor", "dagster.SensorDefinition",
    "dagster.asset_sensor",
    "dagster.AutomationCondition.*", "prefect.*CronSchedule", "prefect.*IntervalSchedule", "prefect.*RRuleSchedule",
    "*.serve",
    "azureml.pipeline.core.Schedule.create", "azureml.*.Schedule.create", "azure.ai.ml.*JobSchedule",
    "*.PipelineJob().create_schedule",
    "*.create_schedule", "sagemaker.*PipelineSchedule", "kfp.*create_recurring_run", "*.create_recurring_run",
    "zenml.*Schedule",
    "flytekit.*CronSchedule", "flytekit.*FixedRate", "flytekit.LaunchPlan.*", "*.put_triggers",
    "*.EventBridgeSchedule",
    "schedule.every().*.do", "*.add_periodic_task", "apscheduler.*.add_job", "*.BackgroundScheduler().add_job",
    "*.BlockingScheduler().add_job", "celery.schedules.crontab",
    "rocketry.*.task", "modal.Cron", "modal.Period", "airflow.*Dataset", "airflow.*Asset",
    "*.CloudSchedulerClient().create_job",
)  # fmt: skip


def schedules_of(site: Site, function: str, sources: Sources) -> Iterator[Schedule]:
    """Schedules of one container: its own arguments, or schedule objects of the same module or that name it."""
    for key in _KEYS:
        value = site.call.kwargs.get(key, "")
        if key in site.call.kwargs and not _is_never(value):
            paused = site.call.kwargs.get("is_paused_upon_creation") is True
            yield Schedule(site.place, _words(value), "created paused" if paused else "")
    for other in sources.code.find(*_OBJECTS):
        if other.module is not site.module or other.module.path in sources.excluded:
            continue
        if other.call.last == "serve" and not any(key in other.call.kwargs for key in _KEYS):
            continue
        yield Schedule(other.place, other.call.last)


def loose_schedules(sources: Sources) -> Iterator[tuple[str, Schedule]]:
    """Schedule objects anywhere in the code, with the text that says what they start."""
    for site in sources.code.find(*_OBJECTS):
        if site.module.path in sources.excluded or not sources.reach.of(site):
            continue
        if site.call.last in ("serve", "Dataset", "Asset"):
            continue
        values = (*site.call.args, *site.call.kwargs.values())
        names = [value.dotted for value in values if isinstance(value, Name)]
        names += [value for value in values if isinstance(value, str)]
        what = site.call.last if site.call.last != "do" else f"schedule.every … {names[0] if names else ''}"
        yield " ".join([*names, site.module.path]), Schedule(place_in(site.module, site.call.line), what)


def _is_never(value: object) -> bool:
    if isinstance(value, (Name, Items, Opaque)):
        return isinstance(value, Items) and not value.values
    return value in _NEVER


def _words(value: object) -> str:
    if isinstance(value, Name):
        return value.dotted
    return value.text or "schedule" if isinstance(value, Opaque) else str(value)
