"""Runs one step of a pipeline: reads its inputs from files, calls it, and writes what it gives to files.

Only the standard library is imported; polars, pandas, NumPy, skops, joblib and ONNX where the project has them and the
step needs them.
"""
