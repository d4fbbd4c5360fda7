"""What people said: the table of corrections, and who papers are by it."""
