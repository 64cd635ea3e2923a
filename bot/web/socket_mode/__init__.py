"""Socket Mode: requests come over a connection that we open, and keep open."""
