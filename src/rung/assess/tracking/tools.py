"""The calls of experiment trackers, and what each of them records.

Names are those of the tools' public interfaces, as `Code.find` takes them. A new tool is one entry here.
"""

from __future__ import annotations

from msgspec import Struct

from rung.assess.tracking.base import Holds

_RUN, _PARAMETERS, _METRICS, _COMMIT = Holds.RUN, Holds.PARAMETERS, Holds.METRICS, Holds.COMMIT
_DATA, _MODEL, _ARTEFACT = Holds.DATA, Holds.MODEL, Holds.ARTEFACT
_WHOLE = _RUN | _PARAMETERS | _METRICS


class Tool(Struct, frozen=True):
    """One tracker."""

    name: str
    packages: tuple[str, ...]
    """What a module imports that means this tool by `tracker.log_metric(…)`."""
    calls: dict[tuple[str, ...], Holds]
    commit: bool = False
    """It records the commit by itself when a script is started from a checkout."""


TOOLS = (
    Tool("mlflow", ("mlflow",), {
        ("mlflow.start_run", "*MlflowClient().create_run", "mlflow_start_run", "mlflow.mlflow_start_run"): _RUN,
        ("mlflow.log_param", "mlflow.log_params", "*MlflowClient().log_param", "mlflow_log_param*",
         "mlflow.mlflow_log_param*"): _PARAMETERS,
        ("mlflow.log_metric", "mlflow.log_metrics", "*MlflowClient().log_metric", "mlflow.evaluate",
         "mlflow.models.evaluate", "mlflow_log_metric*", "mlflow.mlflow_log_metric*"): _METRICS,
        ("*MlflowClient().log_batch", "mlflow_log_batch"): _PARAMETERS | _METRICS,
        ("mlflow.autolog", "mlflow.*.autolog", "mlflow.keras.MLflowCallback", "mlflow.tensorflow.MLflowCallback",
         "mlflow.*.MlflowCallback"): _WHOLE | _MODEL,
        ("mlflow.log_input", "mlflow.log_inputs"): _DATA,
        ("mlflow.*.log_model", "mlflow.log_model", "mlflow_log_model"): _MODEL,
        ("mlflow.log_artifact*", "mlflow.log_text", "mlflow.log_dict", "mlflow.log_figure", "mlflow.log_table",
         "*MlflowClient().log_artifact*", "mlflow_log_artifact"): _ARTEFACT,
        ("*MLflowLoggerCallback", "*.setup_mlflow", "*MLFlowLogger", "*MLflowLogger"): _WHOLE,
    }, commit=True),
    Tool("wandb", ("wandb",), {
        ("wandb.init", "wandb.setup"): _RUN,
        ("wandb.config.*", "wandb.init().config.*"): _PARAMETERS,
        ("wandb.log", "wandb.init().log", "*run.log", "*RUN.log", "wandb.run.log", "wandb.*.wandb_callback",
         "wandb.wandb_callback", "wandb.sklearn.*"): _METRICS,
        ("wandb.log_artifact", "wandb.init().log_artifact", "wandb.run.log_artifact", "wandb.save"): _ARTEFACT,
        ("wandb.log_model", "wandb.init().log_model", "wandb.init().link_model"): _MODEL,
        ("wandb.use_artifact", "wandb.init().use_artifact", "wandb.run.use_artifact"): _DATA,
        ("*WandbLogger", "*WandbLoggerCallback", "*.setup_wandb", "*WandbCallback", "*WandbMetricsLogger",
         "*WandbTrackerCallback"): _WHOLE,
    }, commit=True),
    Tool("neptune", ("neptune", "neptune_scale"), {
        ("neptune.init_run", "neptune.init", "neptune.Run", "neptune_scale.Run", "neptune.create_experiment",
         "*NeptuneLogger", "*NeptuneCallback"): _WHOLE,
        ("*.upload_model",): _MODEL,
    }, commit=True),
    Tool("comet", ("comet_ml",), {
        ("comet_ml.Experiment", "comet_ml.OfflineExperiment", "comet_ml.start", "comet_ml.init",
         "comet_ml.ExistingExperiment", "*CometLogger", "*CometLoggerCallback", "*CometCallback"): _WHOLE,
        ("*Experiment().log_model",): _MODEL,
        ("*Experiment().log_dataset_hash", "*Experiment().log_dataset_info"): _DATA,
    }, commit=True),
    Tool("clearml", ("clearml", "trains"), {
        ("clearml.Task.init", "clearml.Task.create", "trains.Task.init", "*ClearMLLogger"): _WHOLE,
        ("*OutputModel",): _MODEL,
        ("clearml.Dataset.get",): _DATA,
    }, commit=True),
    Tool("aim", ("aim",), {
        ("aim.Run", "*AimLogger", "*AimCallback"): _RUN | _PARAMETERS,
        ("aim.Run().track", "*AimLogger", "*AimCallback"): _METRICS,
    }),
    Tool("dvclive", ("dvclive",), {
        ("dvclive.Live",): _RUN,
        ("dvclive.Live().log_param*",): _PARAMETERS,
        ("dvclive.Live().log_metric", "dvclive.Live().log_sklearn_plot", "dvclive.log"): _METRICS,
        ("dvclive.Live().log_artifact",): _ARTEFACT,
        ("*DVCLiveCallback", "*DVCLiveLogger"): _WHOLE,
    }, commit=True),
    Tool("TensorBoard", ("tensorboard", "tensorboardX"), {
        ("*SummaryWriter", "*TensorBoard", "*TensorBoardLogger", "*create_file_writer"): _METRICS,
        ("*.add_hparams", "*hparams.api.hparams", "tensorboard.plugins.hparams.*"): _PARAMETERS,
    }),
    Tool("Lightning's CSV log", (), {("*loggers.CSVLogger", "*loggers.csv_logs.CSVLogger"): _METRICS | _PARAMETERS}),
    Tool("SageMaker", ("sagemaker", "smexperiments", "stepfunctions"), {
        ("sagemaker.experiments.*Run", "sagemaker.experiments.*load_run", "smexperiments.*"): _RUN,
        ("sagemaker.*Run().log_parameter*", "sagemaker.*load_run().log_parameter*", "smexperiments.*log_parameter*"):
            _PARAMETERS,
        ("sagemaker.*Run().log_metric*", "sagemaker.*load_run().log_metric*", "smexperiments.*log_metric*"): _METRICS,
        ("sagemaker.*TrainingStep", "stepfunctions.*TrainingStep", "sagemaker.*Estimator().fit",
         "*.create_training_job"): _RUN | _PARAMETERS | _MODEL,
    }),
    Tool("Azure ML", ("azureml", "azureml.core"), {
        # The platform keeps the arguments, a snapshot of the code and the git commit of each submitted run.
        ("*Run.get_context", "*Experiment().submit", "*Experiment().start_logging", "*.start_logging"):
            _RUN | _PARAMETERS | _COMMIT,
        ("azureml.*.log", "azureml.*.log_list", "azureml.*.log_row", "azureml.*.log_table", "azureml.*.log_*",
         "*Experiment().start_logging().log"): _METRICS,
        ("azureml.*.register_model",): _MODEL,
        ("azureml.*.Dataset.get_by_name", "azureml.*.get_by_name", "azureml.*.as_named_input"): _DATA,
    }),
    Tool("Azure ML jobs", ("azure.ai.ml",), {
        ("azure.ai.ml.command", "azure.ai.ml.*.command", "*.jobs.create_or_update"): _RUN | _PARAMETERS | _COMMIT,
    }),
    Tool("Vertex AI", ("google.cloud.aiplatform", "vertexai"), {
        ("*aiplatform.start_run", "*aiplatform.ExperimentRun*"): _RUN,
        ("*aiplatform.log_params",): _PARAMETERS,
        ("*aiplatform.log_metrics", "*aiplatform.log_time_series_metrics", "*aiplatform.log_classification_metrics"):
            _METRICS,
        ("*aiplatform.autolog",): _WHOLE,
        ("*aiplatform.log_model",): _MODEL,
        ("*PipelineJob", "*aiplatform.*TrainingJob"): _RUN | _PARAMETERS | _ARTEFACT,
        ("*ModelEvaluation*Op", "*import_model_evaluation", "*ImportModelEvaluation*"): _METRICS,
    }),
    Tool("Kubeflow", ("kfp",), {
        ("kfp.Client().create_run_*", "kfp.Client().run_pipeline", "*.create_run_from_pipeline_*",
         "kfp.Client().create_recurring_run"): _RUN | _PARAMETERS | _ARTEFACT,
    }),
    Tool("ZenML", ("zenml",), {
        ("zenml.*log_metadata", "zenml.log_*_metadata", "zenml.*log_artifact_metadata", "*log_model_metadata",
         "*.log_artifact_metadata"): _METRICS,
    }),
    Tool("Dagster", ("dagster",), {(
        "*.add_output_metadata", "dagster.MaterializeResult", "dagster.AssetMaterialization"):
                                   _RUN | _METRICS}),
    Tool("Sacred", ("sacred",), {
        ("sacred.Experiment",): _RUN | _PARAMETERS,
        ("*.log_scalar",): _METRICS,
    }, commit=True),
    Tool("Hydra", ("hydra",), {("hydra.main",): _RUN | _PARAMETERS}),
    Tool("Polyaxon", ("polyaxon",), {
        ("polyaxon.tracking.init",): _RUN,
        ("polyaxon.tracking.log_inputs",): _PARAMETERS,
        ("polyaxon.tracking.log_outputs", "polyaxon.tracking.log_metric*"): _METRICS,
    }, commit=True),
    Tool("Trackio", ("trackio", "swanlab"), {
        ("trackio.init", "swanlab.init"): _RUN | _PARAMETERS,
        ("trackio.log", "swanlab.log"): _METRICS,
    }),
    Tool("tfruns", ("tfruns",), {("training_run", "tuning_run", "tfruns.training_run", "tfruns.tuning_run"):
                                 _WHOLE | _COMMIT}),
    Tool("vetiver", ("vetiver", "pins"), {("vetiver_pin_write", "vetiver.vetiver_pin_write", "*.vetiver_pin_write"):
                                          _MODEL}),
)  # fmt: skip
"""Every tracker that is known by its calls."""

PLATFORMS = frozenset({"SageMaker", "Azure ML", "Azure ML jobs", "Vertex AI", "Kubeflow", "ZenML"})
"""These record the runs that they start themselves, wherever the training code lies."""

GENERIC = {
    ("*.log_metric", "*.log_metrics", "*.log_scalar", "*.report_scalar", "*.log_other", "*.track"): _METRICS,
    ("*.log_param", "*.log_params", "*.log_parameter", "*.log_parameters", "*.log_hyperparams",
     "*.save_hyperparameters"): _PARAMETERS,
    ("*.log_artifact", "*.log_artifacts", "*.log_asset"): _ARTEFACT,
    ("*.log_model",): _MODEL,
}  # fmt: skip
"""Methods with the same meaning in many trackers; the tool is the one that the module imports."""

REPORTING = ("*TrainingArguments", "*SFTConfig", "*DPOConfig", "*Seq2SeqTrainingArguments", "*TrainerConfig")
"""Classes with an option `report_to`."""
REPORTS = {
    "mlflow": _WHOLE | _COMMIT, "wandb": _WHOLE | _COMMIT, "comet_ml": _WHOLE | _COMMIT, "clearml": _WHOLE | _COMMIT,
    "neptune": _WHOLE | _COMMIT, "dvclive": _WHOLE | _COMMIT, "azure_ml": _WHOLE | _COMMIT, "swanlab": _WHOLE,
    "trackio": _WHOLE, "all": _WHOLE, "tensorboard": _METRICS,
}  # fmt: skip
"""What each value of `report_to` records."""
