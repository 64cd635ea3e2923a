"""Take the pictures in `docs/pictures`: `make screenshots`."""
