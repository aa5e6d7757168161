"""The emulator as a server process, a client of it, and what tests put there over HTTP."""
