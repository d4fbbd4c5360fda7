"""Numbers of a text as results: model, benchmark, metric, kind."""
