"""Commands that write or check a graph, one a file."""
