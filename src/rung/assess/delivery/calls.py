"""Calls in code that roll out: clients of platforms, and commands that code starts."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.code import Code
from rung.assess.code.base import place_in
from rung.assess.delivery.base import Half
from rung.assess.delivery.commands import rollout_in
from rung.assess.parse.python_facts import Items, Module, Name, Value
from rung.domain import Place

_CALLS: tuple[tuple[str, Half, tuple[str, ...]], ...] = (
    ("Amazon SageMaker", Half.MODEL, (
        "sagemaker.*.deploy", "*.create_endpoint", "*.update_endpoint", "*EstimatorModel().deploy",
        "*PipelineModel().deploy",
        "mlflow.sagemaker.deploy", "mlflow.sagemaker.*.deploy", "mlflow.sagemaker.push_model_to_sagemaker",
    )),
    ("Vertex AI", Half.MODEL, ("google.cloud.aiplatform.*.deploy", "google.cloud.aiplatform.*deploy_model",
                               "*ModelDeployOp")),
    ("Azure ML", Half.MODEL, (
        "azureml.core.Model.deploy", "azureml.core.model.Model.deploy", "azureml.*.deploy",
        "*.online_deployments.begin_create_or_update",
        "*.batch_deployments.begin_create_or_update", "*.online_endpoints.begin_create_or_update",
        "*.begin_create_or_update_deployment",
    )),
    ("MLflow deployments", Half.MODEL, ("mlflow.deployments.*.create_deployment",
                                        "mlflow.deployments.*.update_deployment",
                                        "mlflow.deployments.*.*_endpoint")),
    ("Databricks serving", Half.MODEL, ("*.serving_endpoints.create*", "*.serving_endpoints.update_config*")),
    ("BentoML", Half.MODEL, ("bentoml.deployment.create", "bentoml.deployment.update", "bentoml.deployment.apply")),
    ("ZenML", Half.MODEL, ("*_model_deployer_step", "*model_deployer_step", "*.deploy_model", "*_deployer_step",
                           "*deployer_step")),
    ("Posit Connect", Half.MODEL, ("*vetiver_deploy_rsconnect", "*vetiver_deploy_sagemaker", "*deploy_rsconnect",
                                   "rsconnect.deployApp",
                                   "vetiver_deploy_rsconnect", "vetiver_deploy_sagemaker", "deployApp",
                                   "*.deploy_python_fastapi")),
    ("TFX Pusher", Half.MODEL, ("tfx.*.Pusher", "*.Pusher")),
    ("CloudFormation", Half.MODEL, ("*.create_stack", "*.update_stack", "*.execute_change_set")),
    ("AWS Lambda", Half.SERVICE, ("*.update_function_code",)),
    ("Amazon ECS", Half.SERVICE, ("*.update_service",)),
    ("Cloud Run", Half.SERVICE, ("google.cloud.run_v2.*.update_service", "google.cloud.run_v2.*.create_service")),
    ("Seldon or KServe", Half.MODEL, ("kserve.*.create", "kserve.*.replace", "kserve.*.patch")),
)  # fmt: skip
_RUNS = frozenset({"run", "call", "check_call", "check_output", "Popen", "system", "getoutput"})


def calls(code: Code) -> Iterator[tuple[str, Half, str, Place, tuple[str, str]]]:
    """Tool, half, what, place and scope of every such call outside notebooks."""
    for tool, half, patterns in _CALLS:
        for site in code.find(*patterns):
            if not site.module.notebook and not (site.call.last == "Pusher" and "tfx" not in site.call.name):
                yield tool, half, site.call.name.lstrip("?.").replace("()", ""), site.place, site.scope
    for module in code.modules.values():
        if module.language == "python" and not module.notebook:
            yield from _started(module)


def _started(module: Module) -> Iterator[tuple[str, Half, str, Place, tuple[str, str]]]:
    """Lists of words that are a deploying command: given to a call, or kept by code that starts programs."""
    lists: list[tuple[tuple[str, ...], int, str]] = []
    for call in module.calls:
        for value in call.args[:1]:
            if isinstance(value, Items):
                lists.append((_words(value), call.line, call.scope))
            elif isinstance(value, str) and call.last in _RUNS:
                lists.append((tuple(value.split()), call.line, call.scope))
    if any(call.last in _RUNS for call in module.calls):
        lists += [
            (_words(each.value), each.line, each.scope) for each in module.assigns if isinstance(each.value, Items)
        ]
    for words, line, scope in lists:
        found = rollout_in(words[0].rsplit("/", 1)[-1], words[1:]) if words else None
        if found:
            yield found[0], found[1], " ".join(words[:4]), place_in(module, line), (module.path, scope)


def _words(value: Value) -> tuple[str, ...]:
    if not isinstance(value, Items) or not value.values or not isinstance(value.values[0], str):
        return ()
    return tuple(
        each if isinstance(each, str) else "{}" if not isinstance(each, Name) else "$" + each.dotted
        for each in value.values
    )
