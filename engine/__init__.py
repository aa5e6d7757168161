"""Puts the project's environment and the real Pulumi engine onto a machine.

Standard library only: it runs before anything is installed.
"""
