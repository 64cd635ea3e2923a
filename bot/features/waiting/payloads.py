"""Payloads of the buttons about what waits, checked again when they come back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.slack.payloads import PERSON_PATTERN, ButtonPayload


class WaitingPayload(ButtonPayload):
    """Something that waits, by its digest."""

    item: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class HandoverPayload(ButtonPayload):
    """Something that waits, whom it is to be handed over to, and who had it when that was offered."""

    item: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    to: Annotated[str, Field(pattern=rf"^{PERSON_PATTERN}$")]
    had: Annotated[str, Field(pattern=rf"^(?:{PERSON_PATTERN})?$")] = ""
