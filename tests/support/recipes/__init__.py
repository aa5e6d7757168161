"""The recipes that tests train: their source, and their image as Adobe's build makes it."""
