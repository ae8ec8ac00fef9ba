"""What refuses a model: comparisons of a metric with a limit or with the model in use, and what a breach does."""
