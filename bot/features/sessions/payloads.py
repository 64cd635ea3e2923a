"""Payloads of the buttons of sessions, checked again when they come back."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from bot.slack.payloads import ButtonPayload


class SessionDraftPayload(ButtonPayload):
    """A session before it is announced; `key` is the request under which that happens once.

    `here` is the channel where it was asked for, in which it can be announced instead of the learning channel.
    """

    key: Annotated[str, Field(max_length=190)] = ""
    title: Annotated[str, Field(max_length=150)] = ""
    day: date | None = None
    at: Annotated[str, Field(pattern="^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9])?$")] = ""
    minutes: Annotated[int, Field(ge=0, le=1440)] = 60
    channel: Annotated[str, Field(pattern="^(?:[CG][A-Z0-9]{2,30})?$")] = ""
    here: Annotated[str, Field(pattern="^(?:[CG][A-Z0-9]{2,30})?$")] = ""
