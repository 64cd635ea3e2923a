"""Take the pictures in `docs/pictures`: the ten most frequent messages, in the browser stand-in."""
