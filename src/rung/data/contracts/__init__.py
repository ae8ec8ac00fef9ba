"""Data contracts: what a table promises, in the Open Data Contract Standard, learned from data and checked against it.

Polars is imported by everything that touches data, so import the modules of this package only where they are used.
"""
