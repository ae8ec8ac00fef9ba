"""Checks that a model passes before it answers anybody, one in each file."""
