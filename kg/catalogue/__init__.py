"""Names to known artifacts: entries, aliases, lineage, index, topic scheme."""
