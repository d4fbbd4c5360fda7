"""Spans that may name something, gathered to candidates."""
