"""What each of the cast logs, in order and in their own words: one line for each sitting."""
