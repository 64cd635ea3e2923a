"""Payload of the buttons that show another page of entries."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from bot.slack.payloads import ButtonPayload, ContentId


class EntryListPayload(ButtonPayload):
    """A page of entries: of the running week or month, of some days or of all, in one area or in all areas."""

    period: Literal["", "week", "month"] = ""
    first: date | None = None
    last: date | None = None
    area: Annotated[ContentId, Field(max_length=64)] = ""
    offset: Annotated[int, Field(ge=0, le=999_999)] = 0
