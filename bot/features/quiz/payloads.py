"""What the buttons of a question carry: whose it is, which one, and in which words."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.slack.payloads import PERSON_PATTERN, ButtonPayload, ContentId

MAX_NUMBER = 50  # of a question in its run


class AskedPayload(ButtonPayload):
    """A question that was asked of somebody: its run, and its number there."""

    member: Annotated[str, Field(pattern=f"^{PERSON_PATTERN}$")]
    run: Annotated[str, Field(min_length=1, max_length=32)]
    number: Annotated[int, Field(ge=1, le=MAX_NUMBER)]


class AnswerPayload(AskedPayload):
    """The option at a place, counted from 0, of a question in these words.

    One that `is_beside` is answered beside its message, which has more in it than the question.
    """

    question: Annotated[ContentId, Field(max_length=200)]
    version: Annotated[str, Field(max_length=16)]
    place: Annotated[int, Field(ge=0, le=3)]
    is_beside: bool = False


class ReportPayload(ButtonPayload):
    """A question that was reported, in these words."""

    question: Annotated[ContentId, Field(min_length=1, max_length=200)]
    version: Annotated[str, Field(min_length=1, max_length=16)]


class SettlePayload(ReportPayload):
    """The verdict that a press gives, in place of the one that held when its button was drawn; empty for none."""

    verdict: Annotated[str, Field(pattern="^(?:kept|stopped)$")]
    before: Annotated[str, Field(pattern="^(?:kept|stopped)?$")] = ""
