"""How Roadmate speaks, held by tests: which words no text of its own may have, and where its texts are."""
