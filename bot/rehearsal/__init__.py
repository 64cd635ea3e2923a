"""A small team that plays the whole app over the stand-in for Slack: what Roadmate can say, said once."""
