"""What to install for a verb whose engine is not there."""

from __future__ import annotations

from rung.errors import UsageError

RUN = (
    "alembic", "blake3", "fsspec", "mlflow", "numpy", "pandas", "polars", "pyarrow", "skops", "sklearn", "sqlalchemy",
)  # fmt: skip
EXTRAS = {**dict.fromkeys(RUN, "run"), "psycopg": "postgres", "s3fs": "s3"}
"""Module → extra of this distribution that brings it."""


def missing(error: ModuleNotFoundError) -> UsageError | None:
    """The error to show for a module of an extra; `None` for any other, which is a mistake of ours."""
    module = (error.name or "").partition(".")[0]
    extra = EXTRAS.get(module)
    if extra is None:
        return None
    return UsageError(f"{module} is not installed, which this needs", fix=f"pip install 'rung[{extra}]'")
