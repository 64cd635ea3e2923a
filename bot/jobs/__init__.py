"""What Roadmate does on its own: the ticker and the sender."""
