"""Edits the user's own files, Python and stack settings: one value at a time, everything around it untouched."""
