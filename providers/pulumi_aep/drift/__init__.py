"""Recorded against live: what differs, what is ignored, what is taken into the program."""
