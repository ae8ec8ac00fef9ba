"""May this change pass: least level and index, and a ratchet that names what a change has lost."""
