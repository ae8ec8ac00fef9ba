"""One format of models each; found by folder walk."""
