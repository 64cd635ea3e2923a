"""What each member knows: the states of topics, by their own word, by questions or by a mentor."""
