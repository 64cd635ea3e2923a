"""What buttons and forms of the card carry: enough to carry on from, and checked again when it comes back."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bot.slack.payloads import PERSON_PATTERN, ButtonPayload


class MentorFormPayload(ButtonPayload):
    """What a mentor's form is about, and the request that opened it, under which it counts once."""

    member: Annotated[str, Field(pattern=f"^{PERSON_PATTERN}$")]
    key: Annotated[str, Field(max_length=200)]
    kind: Literal["", "praise", "ask"] = ""


class MentorQuestionPayload(ButtonPayload):
    """A question that a mentor asked: who asked, and in which words."""

    asker: Annotated[str, Field(pattern=f"^{PERSON_PATTERN}$")]
    words: Annotated[str, Field(max_length=1000)]
    key: Annotated[str, Field(max_length=200)]


class NoteListPayload(ButtonPayload):
    """A page of one's own notes on a member."""

    member: Annotated[str, Field(pattern=f"^{PERSON_PATTERN}$")]
    offset: Annotated[int, Field(ge=0, le=999_999)] = 0
