"""The content: what there is to learn, read from files, looked up and searched."""
