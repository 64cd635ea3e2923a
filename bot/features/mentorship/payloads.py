"""Payloads of the buttons of mentorship, checked again when they come back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.slack.payloads import PERSON_PATTERN, ButtonPayload, ContentId


class MentorRequestPayload(ButtonPayload):
    """A member to be asked as a mentor, in an area or in everything; without a `mentee` it is for the presser."""

    mentor: Annotated[str, Field(pattern=f"^{PERSON_PATTERN}$")]
    mentee: Annotated[str, Field(pattern=f"^(?:{PERSON_PATTERN})?$")] = ""
    area: Annotated[ContentId, Field(max_length=64)] = ""
