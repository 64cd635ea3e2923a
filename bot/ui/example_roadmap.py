"""Name a roadmap in an example of what to type: one that the reader has."""

from __future__ import annotations

from collections.abc import Sequence

from bot.catalog.models import Roadmap


def example_roadmap(roadmaps: Sequence[Roadmap], usual: str = "terraform") -> str:
    """Return the id of the usual roadmap where it's among these, else of the first."""
    ids = [each.id for each in roadmaps]
    return usual if usual in ids or not ids else ids[0]
