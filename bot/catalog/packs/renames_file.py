"""`renames.yaml`: what the things of a pack were called before, and what took the place of those that are gone."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, StringConstraints

from bot.catalog.content_model import ContentModel

RENAMES_FILE: Final = "renames.yaml"

AnyId = Annotated[
    str, StringConstraints(max_length=150, pattern=r"^[a-z][a-z0-9_-]*(\.[a-z0-9][a-z0-9-]*)*(/[a-z][a-z0-9_-]*)?$")
]
"""The id of a roadmap, area, integration, topic, subtopic or assignment; with a slash that of a part or a question."""
IsoDay = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


class RetiredId(ContentModel):
    """An id that is gone: what took its place, and since when."""

    to: AnyId
    since: IsoDay


class RenamesFile(ContentModel):
    """`renames.yaml`: old ids by the new one, and retired ids each with what took its place."""

    renamed_from: dict[AnyId, Annotated[tuple[AnyId, ...], Field(min_length=1)]] = Field(default_factory=dict)
    retired: dict[AnyId, RetiredId] = Field(default_factory=dict)
