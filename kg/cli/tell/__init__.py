"""Commands that tell people what is new, one a file."""
