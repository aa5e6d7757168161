"""Recorded against live: what differs, which drift is ignored, and accepting drift into the program."""
