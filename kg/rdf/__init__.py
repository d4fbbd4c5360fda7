"""Nodes and edges to triples: writers, store, queries, shapes."""
