"""Files to papers: one module a format, sniffing, merging of the same work."""
