"""SPARQL text, looked at before it runs: tokens, prologue, faults, hints, plan."""
