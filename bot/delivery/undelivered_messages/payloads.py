"""What the buttons under a notice of several messages carry."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.slack.failures import FailureCause
from bot.slack.payloads import ButtonPayload


class UndeliveredListPayload(ButtonPayload):
    """Messages that did not arrive for the same cause, up to the one with the number `last`."""

    cause: FailureCause
    last: Annotated[int, Field(ge=1, lt=2**31)]
