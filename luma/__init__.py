"""What the Luma program deploys: the recipe's source, the web shop's events, and the fields of its schemas."""
