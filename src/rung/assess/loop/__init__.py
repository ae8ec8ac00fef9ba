"""The loop that a `rung.yaml` describes, judged as a pipeline of any other tool is: by what starts it."""
