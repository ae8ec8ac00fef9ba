"""Self-contained HTML: one file that opens anywhere, without a script, a font or an image from elsewhere."""
