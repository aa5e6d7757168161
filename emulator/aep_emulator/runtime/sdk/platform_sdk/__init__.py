"""The Platform's SDK as recipes import it, over the Platform's HTTP APIs."""
