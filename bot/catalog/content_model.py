"""What all content is made of: models that refuse unknown keys, ids and texts of bounded length."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

_MARKUP: Final = re.compile(r"<(?:[!@#]|[a-zA-Z][a-zA-Z0-9+.-]*:|[^<>]*\|)")
_TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _refuse_markup(text: str) -> str:
    """Return a text that notifies nobody and hides no link, whatever message it gets into."""
    if found := _MARKUP.search(text):
        raise ValueError(f"Slack would read {found[0]!r} as a mention or a link: write it without the <")
    if _TURNING.search(text):
        raise ValueError("a hidden character that turns the text around: leave it out")
    return text


PLAIN: Final = AfterValidator(_refuse_markup)
"""Of what people read of content: plain words, in which nothing is a mention or a link."""
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=150, strip_whitespace=True), PLAIN]
LongText = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True), PLAIN]
Alias = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^A-Z]+$"), PLAIN]
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

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)
