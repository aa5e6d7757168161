"""Running a recipe in a process of its own: `job` is the server's side, `recipe_process` is that process."""
