"""How differently a model treats groups of people."""
