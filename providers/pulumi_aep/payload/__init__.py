"""What is sent: recipe packages, recipe images, data files."""
