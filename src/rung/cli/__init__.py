"""The command line: one file per verb. A verb parses, calls the workspace, and renders."""

from rung.cli.app import app, main

__all__ = ["app", "main"]
