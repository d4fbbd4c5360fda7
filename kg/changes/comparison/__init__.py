"""What differs between two versions of a graph, for people and programs."""
