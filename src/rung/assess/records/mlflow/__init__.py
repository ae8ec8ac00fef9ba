"""Runs and model versions of an MLflow store, read without MLflow: its database, its folder, or its server."""

from rung.assess.records.mlflow.database import is_database
from rung.assess.records.mlflow.source import Mlflow, is_server, local_path, mlflow_source

__all__ = ["Mlflow", "is_database", "is_server", "local_path", "mlflow_source"]
