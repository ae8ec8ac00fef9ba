"""Declared graphs of steps, one file per way of declaring them, found by folder walk."""
