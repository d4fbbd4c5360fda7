"""Annotated papers to models."""
