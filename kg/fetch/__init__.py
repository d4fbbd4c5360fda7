"""Pages of papers asked of public services and kept as they came: politely, resumably, and only by command."""
