"""The Pulumi command line, a stack's settings and its state."""
