"""What the buttons of suggestions carry: what is suggested, or which suggestion is meant and in which state."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.slack.payloads import PERSON_PATTERN, ButtonPayload


class TargetPayload(ButtonPayload):
    """A part of a topic to suggest something for: nothing named is a choice, an empty slug something new."""

    topic: Annotated[str, Field(min_length=1, max_length=100)]
    kind: Annotated[str, Field(pattern="^(?:words|resource|question)?$")] = ""
    slug: Annotated[str, Field(max_length=40)] = ""
    seen: Annotated[str, Field(max_length=16)] = ""
    """The version of the part that a form was filled with."""


class SuggestionPayload(ButtonPayload):
    """A suggestion, in the state in which its button was drawn; `seen` is the version of the part in force then."""

    suggestion: Annotated[int, Field(ge=1, lt=10**9)]
    state: Annotated[str, Field(pattern="^(?:open|taken|returned|withdrawn)$")]
    seen: Annotated[str, Field(max_length=16)] = ""


class PagePayload(ButtonPayload):
    """A page of the list: of what waits or of what is settled."""

    is_settled: bool = False
    offset: Annotated[int, Field(ge=0, lt=10**6)] = 0


class PackPayload(ButtonPayload):
    """A pack of content."""

    pack: Annotated[str, Field(min_length=1, max_length=40)]


class KeeperPayload(PackPayload):
    """A pack, and one of its keepers."""

    member: Annotated[str, Field(pattern=f"^{PERSON_PATTERN}$")]
