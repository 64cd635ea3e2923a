"""The pages of `/roadmate content`."""
