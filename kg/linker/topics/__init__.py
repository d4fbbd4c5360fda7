"""Topics of a paper: concepts found, scored, ranked."""
