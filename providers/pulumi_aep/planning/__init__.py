"""What a preview says, explained: the engine's steps with the library's own word for what each of them does."""
