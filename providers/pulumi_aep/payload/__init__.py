"""What is uploaded to the Platform: recipe packages, recipe images, data files."""
