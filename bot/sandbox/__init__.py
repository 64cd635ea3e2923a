"""A stand-in for Slack: it speaks Slack's Web API, refuses what Slack refuses and delivers signed requests."""
