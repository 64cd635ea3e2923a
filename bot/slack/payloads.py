"""Payloads of buttons: enough to carry on where the person was, checked again when it comes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo

from bot.slack.blocks import MAX_BUTTON_VALUE

PERSON_PATTERN: Final = r"[UW][A-Z0-9]{1,62}"
_PEOPLE_PATTERN: Final = rf"^(?:{PERSON_PATTERN}(?: {PERSON_PATTERN})*)?$"
_LINK_PATTERN: Final = r"^(?:(?i:https?)://[^\s<>|\"]+)?$"  # roughly; what a person types is read more closely


def _with_current_id(value: str, info: ValidationInfo) -> str:
    return info.context(value) if info.context and value else value


def _with_current_words(value: str, info: ValidationInfo) -> str:
    return " ".join(info.context(each) for each in value.split(" ")) if info.context and value else value


ContentWords = Annotated[str, AfterValidator(_with_current_words)]  # words, ids of the content among them
ContentId = Annotated[str, AfterValidator(_with_current_id)]  # of an area, roadmap, topic, assignment or question


class PayloadError(Exception):
    """Raised for a button's value that we did not make."""


class ButtonPayload(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)  # until a button is pressed

    def encode(self) -> str:
        """Return the button's value."""
        return self.model_dump_json(exclude_defaults=True)

    def fits_in_button(self) -> bool:
        """Tell whether a button can carry it."""
        return len(self.encode()) <= MAX_BUTTON_VALUE


class LogLinePayload(ButtonPayload):
    """Line for `/log` as it stands after one question was answered; `key` and `day` are the first request's."""

    key: Annotated[str, Field(max_length=200)]
    day: date
    text: Annotated[str, Field(max_length=3100)]
    insist: bool = False


class PendingEntryPayload(ButtonPayload):
    """Hours that are understood and only wait for a yes; `insist` books what was asked back about."""

    key: Annotated[str, Field(max_length=200)]
    minutes: Annotated[int, Field(ge=1, le=1440)]
    area: Annotated[ContentId, Field(max_length=64)]
    roadmap: Annotated[ContentId | None, Field(max_length=64)] = None
    topic: Annotated[ContentId | None, Field(max_length=128)] = None
    day: date
    note: Annotated[str, Field(max_length=1000)] = ""
    evidence: Annotated[str, Field(max_length=500, pattern=_LINK_PATTERN)] = ""
    activity: Annotated[str, Field(pattern="^(?:mentoring|talk)?$")] = ""
    people: Annotated[str, Field(max_length=700, pattern=_PEOPLE_PATTERN)] = ""
    insist: bool = False
    step: Annotated[ContentId | None, Field(max_length=128)] = None
    """The assignment that the hours are offered for, which are its area's."""


class EntryDraftPayload(ButtonPayload):
    """Values that a form begins with: what was understood, or as typed where it was not; `entry` is edited by it.

    `key` is the request under which it is saved once; only a form that asks back needs it.
    """

    minutes: Annotated[int | None, Field(ge=1, le=1440)] = None
    duration: Annotated[str, Field(max_length=100)] = ""
    subject: Annotated[str, Field(max_length=150)] = ""
    what: Annotated[str, Field(max_length=200)] = ""
    day: date | None = None
    note: Annotated[str, Field(max_length=1000)] = ""
    evidence: Annotated[str, Field(max_length=500, pattern=_LINK_PATTERN)] = ""
    entry: Annotated[int, Field(ge=0, lt=10**9)] = 0
    key: Annotated[str, Field(max_length=200)] = ""


class RoadmapQueryPayload(ButtonPayload):
    """Page of what `/roadmap` answers to `query`; `key` is the request that offered to share it."""

    query: Annotated[ContentWords, Field(max_length=400)] = ""
    page: Annotated[int, Field(ge=0, le=999)] = 0
    key: Annotated[str, Field(max_length=200)] = ""


class PlanPagePayload(ButtonPayload):
    """Page of the plan: an area or all of them, one's own or another member's."""

    area: Annotated[ContentId, Field(max_length=64)] = ""
    member: Annotated[str, Field(max_length=64)] = ""


class TopicStatePayload(ButtonPayload):
    """State of a topic or subtopic that a press sets: learning, known or skipped; empty takes it away."""

    subject: Annotated[ContentId, Field(max_length=128)]
    state: Annotated[str, Field(pattern="^(?:learning|known|skipped)?$")] = ""


class AnotherStepPayload(ButtonPayload):
    """Next step in place of which something else is wanted, and the week in which it was offered."""

    subject: Annotated[ContentId, Field(max_length=128)]
    week: Annotated[str, Field(pattern=r"^[0-9]{4}-W[0-9]{2}$")]


class UndeliveredPayload(ButtonPayload):
    """Message of the outbox that did not arrive, by its number."""

    letter: Annotated[int, Field(ge=1, lt=2**31)]


def parse_row_id(value: str) -> int:
    """Parse the number of a row that a button carries. Raises PayloadError."""
    if not _is_short_number(value, 9):  # no more digits than the ids have
        raise PayloadError("number")
    return int(value)


def parse_user_id(value: str) -> str:
    """Parse the id of a person that a button carries. Raises PayloadError."""
    if not re.fullmatch(PERSON_PATTERN, value):
        raise PayloadError("person")
    return value


def parse_offset(value: str) -> int | None:
    """Parse how many lines a button skips; None for anything else."""
    return int(value) if _is_short_number(value, 6) else None


def _is_short_number(value: str, max_digits: int) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= max_digits


PayloadT = TypeVar("PayloadT", bound=ButtonPayload)


def decode_payload(
    payload_type: type[PayloadT], value: str, current_id: Callable[[str], str] | None = None
) -> PayloadT:
    """Parse a button's value, with `current_id` of each id of the content in it. Raises PayloadError."""
    try:
        return payload_type.model_validate_json(value, context=current_id)
    except ValidationError as error:
        raise PayloadError(payload_type.__name__) from error
