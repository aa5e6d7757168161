"""One module for each of Adobe's APIs: list, create, read, update and delete assets. Kinds build on these."""
