"""How Roadmate speaks, held by tests: which words and shapes none of its messages may have, and where its texts are."""
