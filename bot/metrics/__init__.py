"""What Roadmate measures of itself, for Prometheus: figures only, no ids, no names, no words."""
