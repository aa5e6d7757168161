"""A preview explained: the engine's steps, each with the library's own word for what it does."""
