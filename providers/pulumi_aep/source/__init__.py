"""Editing a user's own Python: one value in one call, everything around it left as it is. No Pulumi, no network."""
