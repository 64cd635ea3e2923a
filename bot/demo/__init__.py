"""A living team to look at: seven people and twelve weeks of their life, made by playing the real app."""
