"""What is answered of a whole graph, computed once: first sight, timeline, use together, trends, new, leaderboards."""
