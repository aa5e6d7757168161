"""What the tests share: the Platform they speak to, the projects they drive, the recipes and kinds they declare."""
