"""Adopting what is live: reading a sandbox, matching it with a program, writing the program and Pulumi's import file.

Nothing here writes to the Platform.
"""
