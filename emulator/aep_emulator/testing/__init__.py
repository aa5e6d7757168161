"""For tests that use the emulator: pytest fixtures, a server as a child process, a sandbox to work in."""
