"""Commands that look after the catalogue of known artifacts."""
