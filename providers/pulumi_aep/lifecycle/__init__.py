"""Create, read, update, delete and diff: the same for every kind."""
