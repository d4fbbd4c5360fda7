"""Commands that measure and make the parts of the linker, one a file."""
