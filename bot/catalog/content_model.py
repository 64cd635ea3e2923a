"""What all content is made of: models that refuse unknown keys, ids and texts of bounded length."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

ShortText = Annotated[str, StringConstraints(min_length=1, max_length=150, strip_whitespace=True)]
LongText = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
Alias = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^A-Z]+$")]
RoadmapId = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9_-]*$")]
AreaId = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9-]*$")]
CategoryId = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
LevelId = Annotated[str, StringConstraints(max_length=20, pattern=r"^[a-z][a-z0-9_]*$")]
FacetId = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9_-]*$")]
PackId = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9-]*$")]
PluginKey = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
ItemId = Annotated[str, StringConstraints(max_length=100, pattern=r"^[a-z][a-z0-9_-]*(\.[a-z0-9][a-z0-9-]*)+$")]
Slug = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9-]*$")]


class ContentModel(BaseModel):
    """A piece of content: immutable, no unknown keys, no coercion."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, defer_build=True)
