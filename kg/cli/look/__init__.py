"""Commands that read a graph or a paper, one a file."""
