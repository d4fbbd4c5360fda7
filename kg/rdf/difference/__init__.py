"""A graph that is in files, changed by what differs."""
