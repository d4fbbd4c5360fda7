"""Lists of artifacts as people have them, read into a user's layer, and what is suspicious in them."""
