"""Rung: which rung of the MLOps ladder a project stands on, from evidence."""

__version__ = "0.1.0"
