"""The doctor: what is missing or risky here, what Slack itself says, and what to do next."""
