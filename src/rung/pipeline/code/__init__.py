"""Which code a step reaches: read from the source alone, nothing is imported."""
