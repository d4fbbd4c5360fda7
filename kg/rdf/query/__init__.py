"""The store, queries run on it or elsewhere, and their answers."""
