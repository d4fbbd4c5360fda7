"""Processes, memory and the garbage collector."""
