"""From fields to papers: the names of fields, authors, and merging of the same work."""
