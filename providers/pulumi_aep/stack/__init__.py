"""The Pulumi command line, the project, a stack's settings and its state."""
