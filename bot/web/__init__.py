"""The HTTP edge: guard, health, metrics."""
