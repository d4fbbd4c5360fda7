"""XML of preprint servers, anthologies and bibliographies."""
