"""What can be seen: one file per source of evidence, found by folder walk."""
