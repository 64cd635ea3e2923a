"""Short-lived permissions of the app: to open a modal, and to answer in a conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.sandbox.validation.errors import RefusedError

TRIGGER_LIFE: Final = timedelta(seconds=3)
RESPONSE_LIFE: Final = timedelta(minutes=30)
RESPONSE_USES: Final = 5


@dataclass(slots=True)
class Trigger:
    """The right of the app to open one modal for one person, within three seconds."""

    user: str
    given_at: datetime
    view_id: str = ""
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """The right of the app to answer in a conversation, five times within thirty minutes."""

    user: str
    channel: str
    given_at: datetime
    ts: str = ""
    ephemeral: bool = True
    uses: int = 0


@dataclass(slots=True)
class Permits:
    """All permissions given out; the workspace's lock guards it."""

    triggers: dict[str, Trigger] = field(default_factory=dict)
    responses: dict[str, ResponseUrl] = field(default_factory=dict)

    def use_trigger(self, trigger_id: str, now: datetime) -> Trigger:
        """Take the trigger, which works once; raise `RefusedError` as Slack does when it is spent, old or unknown."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise RefusedError("invalid_trigger_id")
        if trigger.used:
            raise RefusedError("exchanged_trigger_id")
        if now - trigger.given_at > TRIGGER_LIFE:
            raise RefusedError("expired_trigger_id")
        trigger.used = True
        return trigger

    def use_response(self, secret: str, now: datetime) -> ResponseUrl:
        """Count one use of a response URL; raise `RefusedError` when it is unknown, old or used up."""
        response = self.responses.get(secret)
        if response is None:
            raise RefusedError("invalid_url")
        if now - response.given_at > RESPONSE_LIFE:
            raise RefusedError("expired_url")
        if response.uses >= RESPONSE_USES:
            raise RefusedError("used_url")
        response.uses += 1
        return response
