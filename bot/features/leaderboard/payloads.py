"""Payload of the leaderboard's buttons: which board to show, checked again when it comes back."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bot.slack.payloads import ButtonPayload, ContentId


class LeaderboardPayload(ButtonPayload):
    """A leaderboard: its period, one area or all of them, and what it ranks by, empty for what is usual here.

    `near` is the part of it around the reader; `key` is the request that offered to share it.
    """

    period: Literal["week", "month", "season", "all"] = "week"
    area: Annotated[ContentId, Field(max_length=64)] = ""
    by: Literal["", "hours", "goal"] = ""
    near: bool = False
    key: Annotated[str, Field(max_length=200)] = ""
