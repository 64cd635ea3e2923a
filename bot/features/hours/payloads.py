"""Payload of the form for hours."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.slack.payloads import ButtonPayload


class EntryFormPayload(ButtonPayload):
    """The request that opened the form, under which it is saved only once, and the entry that it edits (0 for none)."""

    key: Annotated[str, Field(max_length=190)]
    entry: Annotated[int, Field(ge=0, lt=10**9)] = 0
