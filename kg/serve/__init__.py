"""The graph over HTTP: SPARQL protocol, linked data pages, the explorer's calls."""
