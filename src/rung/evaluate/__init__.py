"""Is the candidate good enough? Holdout, comparison with what there is, slices, gates."""
