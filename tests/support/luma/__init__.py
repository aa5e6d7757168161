"""The Luma recipe run as the Platform runs it."""
