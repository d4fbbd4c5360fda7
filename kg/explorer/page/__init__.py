"""The one-file page: data, program, styles."""
