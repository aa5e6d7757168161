"""How each of Adobe's APIs lets an asset live: find, create, get, update, remove. Kinds build on these."""
