"""What workers do: one module a task."""
