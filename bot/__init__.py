"""Roadmate: learning together in Slack."""
