"""A first `rung.yaml` for a folder that has none: what is read, what is proposed, and how it is written."""
