"""What nodes and edges are, whose names they bear, and networks of them."""
