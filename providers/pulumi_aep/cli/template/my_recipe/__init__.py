"""My recipe."""
