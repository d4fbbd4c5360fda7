"""The index of a build, and what the served explorer is answered from it."""
