"""Readings to nodes and edges."""
