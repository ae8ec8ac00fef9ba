"""What may stop a candidate, one kind a file; each refusal is a sentence with its numbers."""
