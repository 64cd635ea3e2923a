"""What travels in a button: enough to carry on where the person was, checked again when it comes back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.slack.payloads import ButtonPayload


class EntryFormPayload(ButtonPayload):
    """What travels in a form: the request that opened it, under which it counts once, and the entry that it edits."""

    key: Annotated[str, Field(max_length=190)]
    entry: Annotated[int, Field(ge=0, lt=10**9)] = 0
