"""Policies that `rung.yaml` can name, one in each file."""
