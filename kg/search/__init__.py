"""Full-text search of a graph's papers, artifacts, topics and people."""
