"""What is new in a graph, told: to read, to send, to follow."""
