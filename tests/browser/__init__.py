"""The page in real Chromium, over a real Roadmate: `make browser`."""
