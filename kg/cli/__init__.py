"""The command line: arguments, one call, the printed result."""
