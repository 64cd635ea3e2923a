"""What travels in a button: enough to carry on where the person was, checked again when it comes back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.slack.payloads import PERSON_PATTERN, ButtonPayload


class HelpRequestPayload(ButtonPayload):
    """Where somebody is stuck: a subject by its key, or empty for words that the content does not know."""

    subject: Annotated[str, Field(max_length=150)] = ""
    words: Annotated[str, Field(min_length=1, max_length=400)]


class ExpertQuestionPayload(ButtonPayload):
    """A question to somebody who knows: who asks whom about what. `on` is a day, or the place where one is stuck."""

    asker: Annotated[str, Field(pattern=rf"^{PERSON_PATTERN}$")]
    knower: Annotated[str, Field(pattern=rf"^{PERSON_PATTERN}$")]
    subject: Annotated[str, Field(max_length=150)] = ""
    words: Annotated[str, Field(max_length=400)] = ""
    on: Annotated[str, Field(pattern=r"^(?:s[0-9]{1,9}|[0-9]{4}-[0-9]{2}-[0-9]{2})$")]
