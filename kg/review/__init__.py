"""Asking a person what the linker is least sure of, and keeping what was decided."""
