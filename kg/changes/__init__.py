"""Versions of a graph: kept, compared, written as patches, and told one after the other."""
