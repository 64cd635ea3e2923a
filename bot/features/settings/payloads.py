"""What the settings form carries, checked again when it comes back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.slack.payloads import ButtonPayload


class SettingsFormPayload(ButtonPayload):
    """What stood in a form when it was opened, by field: only what differs from it is changed."""

    fields: dict[Annotated[str, Field(max_length=32)], Annotated[str, Field(max_length=200)]]
