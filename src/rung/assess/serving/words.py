"""Names of frameworks, platforms and writers; a new one is one entry here."""

from __future__ import annotations

from rung.assess.regex import regex

VERBS = (
    "get", "post", "put", "route", "api", "service", "deployment", "api_route", "http", "web_endpoint", "add_api_route",
)  # fmt: skip
"""Last words of the calls that make a route."""
ROUTES = regex(
    r"fastapi\.(?:FastAPI|APIRouter)\(\)\.|flask\.Flask\(\)\.(?:route|post|get)$|flask\.Blueprint\(\)\.|sanic\.Sanic\(\)\."
    r"|litestar\.|starlette\..{0,200}\.route$|bentoml\.(?:.{0,200}\.)?(?:api|service)$|ray\.serve\.deployment$|robyn\.|quart\..{0,200}\.route$"
    r"|bottle\.|falcon\.|functions_framework\.|azure\.functions\.|blacksheep\.|ninja\.|modal\.|chalice\.Chalice\(\)\."
    r"|aws_lambda_powertools\."
)
"""Linked names of those calls."""
TYPED = frozenset({"fastapi", "litestar", "ninja", "bentoml"})
"""Frameworks that read the contract from the annotations."""
UNTYPED = frozenset({
    "fastapi.Request", "starlette.requests.Request", "dict", "fastapi.Response", "fastapi.BackgroundTasks",
    "typing.Any",
})  # fmt: skip
"""Annotations that say nothing about the body."""
SCHEMAS = (
    "flasgger", "flask_restx", "apispec", "flask_smorest", "marshmallow", "inference_schema", "connexion", "pydantic",
    "flask_pydantic", "jsonschema", "cerberus",
)  # fmt: skip
"""Packages that describe a request."""
SIGNATURES = (
    "*.infer_signature", "mlflow.models.ModelSignature", "mlflow.models.signature.*", "vetiver.*", "vetiver_*",
    "inference_schema.*", "*.input_schema", "azureml.*.InferenceConfig.schema", "*.ModelSignature", "*.TensorSpec",
)  # fmt: skip
"""Calls that describe what a model takes in."""
CONTRACT_FILES = (
    "openapi*.y*ml",
    "openapi*.json",
    "swagger*.y*ml",
    "swagger*.json",
    "*.proto",
    "config.pbtxt",
    "bentofile.yaml",
    "*instance_schema*",
    "*input_schema*.json",
    "*request_schema*.json",
)
"""Files that describe a request."""
SERVER_BASES = regex(
    r"^(?:kserve\.\w*Model|litserve\.LitAPI|mlserver\.MLModel)$"
    r"|(?:^|\.)(?:BaseHandler|BaseHTTPRequestHandler|KFModel|APIView|Resource)$"
)
"""Classes whose methods a server calls."""
PAGES = ("streamlit", "gradio", "dash", "shiny", "panel", "nicegui", "chainlit")
"""Packages that make a page for people."""
PLATFORM_CALLS = (
    "sagemaker.*.deploy", "*.create_endpoint", "*.update_endpoint", "google.cloud.aiplatform.*.deploy",
    "*.Endpoint.create", "azureml.core.Model.deploy", "azureml.core.model.Model.deploy", "azureml.*.Webservice*",
    "*.online_endpoints.begin_create_or_update", "*.online_deployments.begin_create_or_update",
    "mlflow.deployments.*.create_deployment", "*.create_endpoint_config", "bentoml.deployment.create",
    "bentoml.deployment.update", "ray.serve.run", "*.serving_endpoints.create*", "vetiver.vetiver_api",
    "plumber.pr_run", "vetiver_api",
)  # fmt: skip
"""Calls that make a managed endpoint."""
BATCH_CALLS = (
    "*.batch_predict", "*.BatchPredictionJob.create", "*.transform_job", "sagemaker.transformer.Transformer",
    "*.create_transform_job", "azureml.pipeline.steps.ParallelRunStep", "mlflow.pyfunc.spark_udf",
    "*.ModelBatchPredictOp", "google.cloud.aiplatform.*batch_predict*",
)  # fmt: skip
"""Calls that have a platform score a table."""
SERVE_COMMANDS = (
    ("mlflow", "models"), ("bentoml", "serve"), ("torchserve",), ("tritonserver",), ("vllm", "serve"), ("litserve",),
)  # fmt: skip
"""Commands that serve a model without code of the project."""
WRITES = (
    "*.to_csv", "*.to_parquet", "*.to_sql", "*.to_gbq", "*.write_parquet", "*.write_csv", "*.to_json", "*.saveAsTable",
    "*.write.*.save", "*.write.save", "*.insert_rows_json", "*.put_object", "*.upload_file*",
    "*.load_table_from_dataframe", "*.to_feather", "write.csv", "write_csv", "saveRDS", "*.to_delta",
    "*.execute_values", "*.insert_many", "*.write_dataframe", "*.write", "*.dump",
    "write_parquet", "write_dataset", "*.write_dataset", "write_feather", "fwrite", "dbWriteTable", "dbAppendTable",
    "*.dbWriteTable", "*.dbAppendTable", "write_rds",
)  # fmt: skip
"""Calls that keep scored rows."""
TABLES = frozenset({
    "to_sql", "to_gbq", "saveAsTable", "insert_rows_json", "insert_rows", "load_table_from_dataframe", "to_delta",
    "execute_values", "insert_many", "insertInto", "write_dataframe", "executemany", "dbAppendTable",
})  # fmt: skip
"""Those of them that add rows to a table."""
