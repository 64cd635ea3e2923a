"""What Roadmate costs, measured on one machine in one run and given as ratios."""
