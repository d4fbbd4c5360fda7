"""Stages, cache, corrections: files in, a folder with the graph in all its forms out."""
