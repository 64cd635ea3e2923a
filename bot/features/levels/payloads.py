"""Payload of the buttons that confirm a level, checked again when it comes back."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bot.slack.payloads import PERSON_PATTERN, ButtonPayload, ContentId

_LevelName = Literal["beginner", "intermediate", "advanced", "expert"]


class LevelReviewPayload(ButtonPayload):
    """A mentor's decision about a member's level, with the claimed and confirmed levels when they were asked."""

    member: Annotated[str, Field(pattern=rf"^{PERSON_PATTERN}$")]
    roadmap: Annotated[ContentId, Field(max_length=64)]
    level: _LevelName
    claimed: _LevelName
    confirmed: _LevelName | None = None
