"""Versions of a graph: named, kept, found, and read side by side."""
