"""The graph in the forms of other tools: network files, tables, statements for graph databases."""
