"""Nodes and edges, made of readings and of what files say."""
