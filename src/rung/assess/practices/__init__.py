"""The ladder: one practice a file, named by its id in snake case, found by folder walk."""
