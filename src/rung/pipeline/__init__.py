"""Steps, their graph, their cache, and what runs them."""
