"""Running a recipe's own code in a process of its own: `process` is the server's side, `child` the other."""
