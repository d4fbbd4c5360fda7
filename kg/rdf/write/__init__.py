"""Records to sorted triples, and triples to every RDF format."""
