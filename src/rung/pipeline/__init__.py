"""Steps, their graph, their cache, and what runs them.

`read_pipeline` makes a `Pipeline` of `rung.yaml`; `run` runs it and gives a `PipelineResult`. A run in which nothing
has changed reads small files alone: engines (polars, MLflow, scikit-learn) belong to the project's interpreter, in
which `rung_shim` works with the standard library.
"""

from rung.pipeline.cache import Cache
from rung.pipeline.reading import read_pipeline
from rung.pipeline.results import Failure, PipelineResult, StepResult
from rung.pipeline.running import run
from rung.pipeline.steps import InputVersion, Pipeline, Step

__all__ = [
    "Cache", "Failure", "InputVersion", "Pipeline", "PipelineResult", "Step", "StepResult", "read_pipeline", "run",
]  # fmt: skip
