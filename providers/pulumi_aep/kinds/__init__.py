"""One file per kind of asset: its fields, what a change to each of them means, its form on the wire."""
