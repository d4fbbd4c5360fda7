"""Titles and abstracts as keys and signatures, their differences, and what is known of a paper."""
