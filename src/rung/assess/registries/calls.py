"""Calls of registries: registering, promoting, resolving. A new registry is a few lines here."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.code import Code, Reach, Site
from rung.assess.code.base import place_in
from rung.assess.invocation import By
from rung.assess.regex import regex
from rung.assess.registries.base import Promotion, Registered, Resolution, Use

_REGISTERING: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("MLflow", (), ("mlflow.register_model", "*MlflowClient().create_model_version", "*.create_model_version",
                    "mlflow_create_model_version")),
    ("SageMaker", ("sagemaker", "boto3"), ("sagemaker.*.RegisterModel", "sagemaker.*ModelStep",
                                           "*.create_model_package",
                                          "sagemaker.*.register")),
    ("Vertex AI", ("google", "google_cloud_pipeline_components"), ("google.cloud.aiplatform.*.upload",
                                                                   "*aiplatform.Model.upload", "*ModelUploadOp",
                                                                 "*.Model.upload")),
    ("Azure ML", ("azureml", "azure"), ("azureml.core.*Model.register", "azureml.*.register_model", "*.register_model",
                                       "*.models.create_or_update", "azureml.*Model.register")),
    ("W&B", ("wandb",), ("*.link_model", "*.link_artifact", "*.log_model")),
    ("Hugging Face", ("huggingface_hub", "transformers", "sentence_transformers", "setfit", "diffusers"),
     ("*.push_to_hub", "*push_to_hub_*", "*.upload_folder")),
    ("BentoML", ("bentoml",), ("bentoml.*.save_model", "bentoml.save_model", "bentoml.models.create",
                               "bentoml.models.push", "bentoml.*.save")),
    ("ZenML", ("zenml",), ("*mlflow_register_model_step", "*mlflow_model_registry_deployer_step", "zenml.Model",
                           "zenml.model.model.Model")),
    ("Comet", ("comet_ml",), ("*.register_model",)),
    ("Hopsworks", ("hopsworks", "hsml"), ("*.python.create_model", "*.sklearn.create_model",
                                          "*.tensorflow.create_model", "*.torch.create_model")),
    ("ClearML", ("clearml",), ("clearml.OutputModel", "*OutputModel().publish")),
    ("vetiver pins", (), ("vetiver_pin_write", "vetiver.vetiver_pin_write", "*.vetiver_pin_write")),
)  # fmt: skip
_PROMOTING: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("MLflow", ("*.set_registered_model_alias", "*.transition_model_version_stage",
                "mlflow_transition_model_version_stage",
                "mlflow_set_registered_model_alias")),
    ("SageMaker", ("*.update_model_package", "sagemaker.*.update_approval_status")),
    ("Vertex AI", ("*.add_version_aliases", "*.merge_version_aliases")),
    ("ZenML", ("*.set_stage", "*mlflow_model_promoter*", "*.promote_model*")),
    ("Comet", ("*.update_registry_model_version",)),
)  # fmt: skip
_USING: tuple[tuple[str, tuple[str, ...], Resolution, tuple[str, ...]], ...] = (
    ("MLflow", (), Resolution.ALIAS, ("*.get_model_version_by_alias", "*.get_latest_versions")),
    ("MLflow", (), Resolution.NEWEST, ("*.search_model_versions",)),
    ("MLflow", (), Resolution.PINNED, ("*MlflowClient().get_model_version",)),
    ("Vertex AI", ("google",), Resolution.ALIAS, ("*aiplatform.Model.list", "google.cloud.aiplatform.Model.list",
                                                  "*.GetVertexModelOp")),
    ("Vertex AI", ("google",), Resolution.OPEN, ("google.cloud.aiplatform.Model",)),
    ("Azure ML", ("azureml",), Resolution.NEWEST, ("azureml.core.*Model.get_model_path", "azureml.core.*.Model",
                                                   "azureml.core.Model")),
    ("Azure ML", ("azure",), Resolution.OPEN, ("*.models.get",)),
    ("SageMaker", ("sagemaker", "boto3"), Resolution.ALIAS, ("*.list_model_packages",)),
    ("SageMaker", ("sagemaker",), Resolution.OPEN, ("sagemaker.ModelPackage", "sagemaker.*.ModelPackage")),
    ("W&B", ("wandb",), Resolution.OPEN, ("*.use_model", "*.download_model")),
    ("BentoML", ("bentoml",), Resolution.OPEN, ("bentoml.*.get", "bentoml.models.get", "bentoml.*.load_model",
                                                "bentoml.models.BentoModel")),
    ("ZenML", ("zenml",), Resolution.ALIAS, ("*.get_model_version", "*.load_artifact_from_model")),
    ("Hopsworks", ("hopsworks", "hsml"), Resolution.OPEN, ("*.get_best_model", "*.get_model")),
    ("ClearML", ("clearml",), Resolution.OPEN, ("clearml.InputModel",)),
    ("Comet", ("comet_ml",), Resolution.OPEN, ("*.download_model",)),
    ("vetiver pins", (), Resolution.NEWEST, ("vetiver_pin_read", "vetiver.*from_pin", "*.from_pin",
                                             "vetiver.vetiver_pin_read")),
)  # fmt: skip
_STEPS = frozenset({"component", "container_component", "step", "task", "op", "asset", "flow"})
_STAGE = regex(r"^models:/(?P<name>[^/@]+)(?:@(?P<alias>.+)|/(?P<rest>.+))?$")


def registrations(code: Code, reach: Reach) -> Iterator[Registered]:
    """Every call that registers a model; in R, the function names say it."""
    for tool, packages, patterns in _REGISTERING:
        for site in code.find(*patterns):
            if _is_of(site, code, packages) and not (
                tool == "W&B" and site.call.last == "log_model" and "registered_model_name" not in site.call.kwargs
            ):
                yield Registered(tool, _what(site), site.place, reached(site, reach))
    for site in code.find("*.log_model", "*.save_model", "*.autolog", "*.ModelInfo", "log_model"):
        value = site.call.kwargs.get("registered_model_name")
        if value is not None:
            yield Registered("MLflow", f"{_what(site)} with registered_model_name", site.place, reached(site, reach))


def promotions(code: Code, reach: Reach) -> Iterator[Promotion]:
    """Every call that moves an alias or stage, approves, or makes a version the default."""
    for tool, patterns in _PROMOTING:
        for site in code.find(*patterns):
            yield Promotion(tool, _what(site), site.place, reached(site, reach), _pending(site))
    for site in code.find("*.upload", "*ModelUploadOp"):
        if site.call.kwargs.get("is_default_version", False) is not False:
            yield Promotion("Vertex AI", "is_default_version", site.place, reached(site, reach))
    for site in code.find("*.RegisterModel", "*.register", "*.create_model_package", "*.ModelStep"):
        status = site.call.kwargs.get("approval_status", site.call.kwargs.get("ModelApprovalStatus"))
        if status is not None:
            yield Promotion("SageMaker", "the approval status", site.place, reached(site, reach), status != "Approved")


def uses(code: Code, reach: Reach) -> Iterator[Use]:
    """Every call and address that takes a model from a registry."""
    for tool, packages, how, patterns in _USING:
        for site in code.find(*patterns):
            if _is_of(site, code, packages):
                yield Use(tool, _what(site), _resolved(site, how), site.place, site.scope, reached(site, reach))
    for module in code.modules.values():
        for text, line in module.strings:
            if text.startswith("models:/"):
                yield Use(
                    "MLflow",
                    text,
                    resolution(text),
                    place_in(module, line),
                    (module.path, ""),
                    reach.from_module(module.path),
                )


def resolution(address: str) -> Resolution:
    """How a `models:/` address chooses its version."""
    found = _STAGE.match(address)
    if not found:
        return Resolution.OPEN
    if found["alias"] is not None:
        return Resolution.ALIAS
    rest = found["rest"] or ""
    if rest.isdigit():
        return Resolution.PINNED
    if rest.lower() == "latest":
        return Resolution.NEWEST
    return Resolution.OPEN if not rest or "{" in rest or "$" in rest else Resolution.ALIAS


def reached(site: Site, reach: Reach) -> By:
    """Who reaches a call; a component that a platform runs by its own is started by the pipeline."""
    by = reach.of(site)
    return by | By.PIPELINE if in_component(site) else by


def in_component(site: Site) -> bool:
    """Whether the outermost function around the call is a component or step of a pipeline."""
    function = site.module.functions.get(site.call.scope.partition(".")[0])
    return function is not None and any(each.last in _STEPS for each in function.decorators)


def _resolved(site: Site, how: Resolution) -> Resolution:
    """A version or stage among the arguments says more than the name of the call."""
    given = site.call.kwargs
    if "version" in given or "model_version" in given:
        return Resolution.PINNED
    if site.call.last == "get_latest_versions" and not ({"stages"} & given.keys() or len(site.call.args) > 1):
        return Resolution.NEWEST
    texts = [each for each in (*site.call.args, *given.values()) if isinstance(each, str)]
    if any(text.endswith(":latest") for text in texts):
        return Resolution.NEWEST
    return how


def _pending(site: Site) -> bool:
    value = site.call.kwargs.get("ModelApprovalStatus")
    return isinstance(value, str) and value.startswith("Pending")


def _is_of(site: Site, code: Code, packages: tuple[str, ...]) -> bool:
    return (
        not packages
        or site.call.name.startswith(packages)
        or code.imports(site.module.path, *packages)
        or _imports_inside(site, packages)
    )


def _imports_inside(site: Site, packages: tuple[str, ...]) -> bool:
    return any(name.startswith(packages) for name in site.module.imports.values())


def _what(site: Site) -> str:
    return site.call.name.lstrip("?.").replace("()", "")
