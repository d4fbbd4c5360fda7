"""The interactive page: positions, data and program of the graph view."""
