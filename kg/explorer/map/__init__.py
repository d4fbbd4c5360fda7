"""Which nodes are drawn, where, and in which regions."""
