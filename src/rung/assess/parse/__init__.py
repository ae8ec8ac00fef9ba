"""What one file says. A text that is not what it should be raises `UnreadableError`, and the collector goes on."""
