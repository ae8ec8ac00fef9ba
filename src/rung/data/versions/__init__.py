"""Versions of datasets: added, restored bit for bit, checked, compared, read and tidied."""
