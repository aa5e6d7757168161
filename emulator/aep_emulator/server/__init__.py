"""The HTTP server: it listens, checks callers, injects faults, and hands each request to its API."""
