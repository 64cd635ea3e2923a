"""Rules of a placement: what a level is likely to be, what is asked next, and what is known with it."""
