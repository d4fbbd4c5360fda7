"""Importing the extended tier of the catalogue from registries of models, datasets, benchmarks and methods."""
