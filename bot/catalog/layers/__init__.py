"""Layers: what an operator or a workspace changes in the content, never its ids."""
