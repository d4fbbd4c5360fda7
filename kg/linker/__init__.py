"""Paper to reading: mentions, candidates, scores in log-odds, choice, NIL; then types, roles, results, topics."""
