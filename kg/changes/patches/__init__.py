"""RDF Patch: written, read, and applied to a graph in a file."""
