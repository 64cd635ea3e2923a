"""Views of the questions that find a level, and of topics that are marked as known."""
