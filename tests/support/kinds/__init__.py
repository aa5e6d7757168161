"""Every kind as one row of a table, and the programs that are made of the rows."""
