"""What is of HTTP alone: settings, negotiation, faults, middleware, connections."""
