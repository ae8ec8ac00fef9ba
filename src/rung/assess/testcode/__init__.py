"""How tests are read: what each one asserts, replaces and reaches, and who runs it."""
