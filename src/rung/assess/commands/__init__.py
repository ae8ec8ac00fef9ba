"""Where commands are written down: targets, tasks, images, schedules, documents.

One file per kind of place; `base` holds what they share. A new one is a new file with a subclass of `Source`.
"""
