"""Versions of models: packaged so that MLflow loads them, kept by digest, loaded only intact, shown in MLflow.

`packaging` makes an MLflow model directory of what a step returned, `registering` keeps it and gives it a number,
`loading` lays it out again, `adopting` takes in what others made. `tracking` and `projecting` tell MLflow; it follows
the store, which is the truth.
"""
