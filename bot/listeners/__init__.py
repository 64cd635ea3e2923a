"""What Slack can ask of Roadmate: one module per product feature."""
