"""Payloads of the buttons of help requests, checked again when they come back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.slack.payloads import PERSON_PATTERN, ButtonPayload


class HelpRequestPayload(ButtonPayload):
    """A help request to be saved: the key of its subject, empty for words that the content does not know."""

    subject: Annotated[str, Field(max_length=150)] = ""
    words: Annotated[str, Field(min_length=1, max_length=400)]


class ExpertQuestionPayload(ButtonPayload):
    """A question to an expert. `on` is the day, or `s` and the number of the help request that it is asked for."""

    asker: Annotated[str, Field(pattern=rf"^{PERSON_PATTERN}$")]
    knower: Annotated[str, Field(pattern=rf"^{PERSON_PATTERN}$")]
    subject: Annotated[str, Field(max_length=150)] = ""
    words: Annotated[str, Field(max_length=400)] = ""
    on: Annotated[str, Field(pattern=r"^(?:s[0-9]{1,9}|[0-9]{4}-[0-9]{2}-[0-9]{2})$")]
