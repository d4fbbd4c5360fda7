"""Candidates to scores in log-odds, and which of them become links."""
