"""A graph in a store elsewhere, asked by SPARQL."""
