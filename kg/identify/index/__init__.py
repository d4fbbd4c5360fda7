"""The index of titles: made, written, read."""
