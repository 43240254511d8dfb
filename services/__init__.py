"""What happens: one verb per function, its first argument the unit of work."""
