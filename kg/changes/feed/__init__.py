"""What each build tells of the one before it."""
