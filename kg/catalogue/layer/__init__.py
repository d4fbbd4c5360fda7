"""A user's own entries: tables that lie over the catalogue, and what is asked of the two together."""
