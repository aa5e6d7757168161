"""Projects driven by the real Pulumi command line, and the provider process without it."""
