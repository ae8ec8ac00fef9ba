"""What a model or its data are measured by: pure functions on arrays, one file each."""
