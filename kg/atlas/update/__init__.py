"""What of a folder's graph differs from the last build, and files written with the difference."""
