"""Commands that change what is in a graph, or tell what has changed."""
