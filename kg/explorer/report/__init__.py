"""The report of a build: counts and charts."""
