"""Dataset versions, contracts, validation."""
