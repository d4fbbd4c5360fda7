"""Graphs held against their SHACL shapes."""
