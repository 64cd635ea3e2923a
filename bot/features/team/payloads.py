"""What the buttons of the team's pages carry, checked again when it comes back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.slack.payloads import ButtonPayload, ContentId


class TeamPagePayload(ButtonPayload):
    """A page of the team: members with hours in an area, in a state or with something handed in, or all of them."""

    area: Annotated[ContentId, Field(max_length=64)] = ""
    state: Annotated[str, Field(max_length=20)] = ""
    page: Annotated[int, Field(ge=0, le=999)] = 0


class CoveragePayload(ButtonPayload):
    """A page of what the team holds, or of what the reader holds: `of` is a subject's key, `areas`, or "" for all."""

    of: Annotated[str, Field(max_length=130)] = ""
    own: bool = False
    page: Annotated[int, Field(ge=0, le=999)] = 0
