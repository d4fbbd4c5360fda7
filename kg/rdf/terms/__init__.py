"""RDF terms, namespaces, and the terms of the ontology."""
