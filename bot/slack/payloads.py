"""What travels in a button: enough to carry on where the person was, checked again when it comes back."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.slack.blocks import MAX_VALUE

_PERSON: Final = r"[UW][A-Z0-9]{1,62}"
_PEOPLE: Final = rf"^(?:{_PERSON}(?: {_PERSON})*)?$"
_LINK: Final = r"^(?:(?i:https?)://[^\s<>|\"]+)?$"  # roughly; what a person types is read more closely


class BadTicket(Exception):
    """A button's value is none that we made."""


class _Ticket(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    def value(self) -> str:
        """The button's value."""
        return self.model_dump_json(exclude_defaults=True)

    def fits(self) -> bool:
        """Whether a button can carry it."""
        return len(self.value()) <= MAX_VALUE


class Line(_Ticket):
    """A line for `/log` as it stands after one doubt was settled; `key` and `day` are the first request's."""

    key: Annotated[str, Field(max_length=200)]
    day: date
    text: Annotated[str, Field(max_length=3100)]
    insist: bool = False


class Pending(_Ticket):
    """Hours that are understood and only wait for a yes; `insist` books what was asked back about."""

    key: Annotated[str, Field(max_length=200)]
    minutes: Annotated[int, Field(ge=1, le=1440)]
    area: Annotated[str, Field(max_length=64)]
    roadmap: Annotated[str | None, Field(max_length=64)] = None
    topic: Annotated[str | None, Field(max_length=128)] = None
    day: date
    note: Annotated[str, Field(max_length=1000)] = ""
    evidence: Annotated[str, Field(max_length=500, pattern=_LINK)] = ""
    activity: Annotated[str, Field(pattern="^(?:mentoring|talk)?$")] = ""
    people: Annotated[str, Field(max_length=700, pattern=_PEOPLE)] = ""
    insist: bool = False


class Draft(_Ticket):
    """What a form begins with: what was understood, or as typed where it was not; with `entry` it edits that one.

    `key` is the request under which it is saved once; only a form that asks back needs it.
    """

    minutes: Annotated[int | None, Field(ge=1, le=1440)] = None
    duration: Annotated[str, Field(max_length=100)] = ""
    subject: Annotated[str, Field(max_length=150)] = ""
    what: Annotated[str, Field(max_length=200)] = ""
    day: date | None = None
    note: Annotated[str, Field(max_length=1000)] = ""
    evidence: Annotated[str, Field(max_length=500, pattern=_LINK)] = ""
    entry: Annotated[int, Field(ge=0, lt=10**9)] = 0
    key: Annotated[str, Field(max_length=200)] = ""


class Form(_Ticket):
    """What travels in a form: the request that opened it, under which it counts once, and the entry that it edits."""

    key: Annotated[str, Field(max_length=190)]
    entry: Annotated[int, Field(ge=0, lt=10**9)] = 0


class Stood(_Ticket):
    """What stood in a form when it was opened, by field: only what differs from it is changed."""

    fields: dict[Annotated[str, Field(max_length=32)], Annotated[str, Field(max_length=200)]]


class Lookup(_Ticket):
    """A page of what `/roadmap` answers to `query`; `key` is the request that offered to share it."""

    query: Annotated[str, Field(max_length=400)] = ""
    page: Annotated[int, Field(ge=0, le=999)] = 0
    key: Annotated[str, Field(max_length=200)] = ""


class Opened(_Ticket):
    """A page of the plan: an area or all of them, one's own or another member's."""

    area: Annotated[str, Field(max_length=64)] = ""
    member: Annotated[str, Field(max_length=64)] = ""


class Task(_Ticket):
    """An assignment: one's own, or that `member`'s; what a mentor's press is about is the `step` that led to its stage.

    `listed` is one on a page of several, which the answer shows again.
    """

    assignment: Annotated[str, Field(max_length=128)]
    member: Annotated[str, Field(max_length=64)] = ""
    step: Annotated[int, Field(ge=0, lt=10**9)] = 0
    listed: bool = False


class Sought(_Ticket):
    """Whom to ask to be a mentor, in an area or in everything; without a `mentee` the presser's own."""

    mentor: Annotated[str, Field(pattern=f"^{_PERSON}$")]
    mentee: Annotated[str, Field(pattern=f"^(?:{_PERSON})?$")] = ""
    area: Annotated[str, Field(max_length=64)] = ""


class Aim(_Ticket):
    """A target day for an area, or none any more."""

    area: Annotated[str, Field(max_length=64)]
    day: date | None = None


class Chosen(_Ticket):
    """A leaderboard: its period, one area or all of them, and what it ranks by, empty for what is usual here.

    `near` is the part of it around the reader; `key` is the request that offered to share it.
    """

    period: Literal["week", "month", "season", "all"] = "week"
    area: Annotated[str, Field(max_length=64)] = ""
    by: Literal["", "hours", "goal"] = ""
    near: bool = False
    key: Annotated[str, Field(max_length=200)] = ""


class Listed(_Ticket):
    """A page of entries: those of the running week or month, of some days or of all, in one area or in all of them."""

    period: Literal["", "week", "month"] = ""
    first: date | None = None
    last: date | None = None
    area: Annotated[str, Field(max_length=64)] = ""
    offset: Annotated[int, Field(ge=0, le=999_999)] = 0


class Roster(_Ticket):
    """A page of the team: those with hours in an area, those in a state or with something handed in, or all of them."""

    area: Annotated[str, Field(max_length=64)] = ""
    state: Annotated[str, Field(max_length=20)] = ""
    page: Annotated[int, Field(ge=0, le=999)] = 0


class Guiding(_Ticket):
    """What travels in a mentor's form: whom it is about, and the request that opened it, under which it counts once."""

    member: Annotated[str, Field(pattern=f"^{_PERSON}$")]
    key: Annotated[str, Field(max_length=200)]
    kind: Literal["", "praise", "ask"] = ""


class Asked(_Ticket):
    """A question that a mentor asked: by whom, and in which words."""

    asker: Annotated[str, Field(pattern=f"^{_PERSON}$")]
    words: Annotated[str, Field(max_length=1000)]
    key: Annotated[str, Field(max_length=200)]


class Noted(_Ticket):
    """A page of one's own notes on a member."""

    member: Annotated[str, Field(pattern=f"^{_PERSON}$")]
    offset: Annotated[int, Field(ge=0, le=999_999)] = 0


class Undelivered(_Ticket):
    """A message of the outbox that did not arrive, by its number."""

    letter: Annotated[int, Field(ge=1, lt=2**31)]


class Trouble(_Ticket):
    """Where somebody is stuck: a subject by its key, or empty for words that the content does not know."""

    subject: Annotated[str, Field(max_length=150)] = ""
    words: Annotated[str, Field(min_length=1, max_length=400)]


class Question(_Ticket):
    """A question to somebody who knows: who asks whom about what. `on` is a day, or the place where one is stuck."""

    asker: Annotated[str, Field(pattern=rf"^{_PERSON}$")]
    knower: Annotated[str, Field(pattern=rf"^{_PERSON}$")]
    subject: Annotated[str, Field(max_length=150)] = ""
    words: Annotated[str, Field(max_length=400)] = ""
    on: Annotated[str, Field(pattern=r"^(?:s[0-9]{1,9}|[0-9]{4}-[0-9]{2}-[0-9]{2})$")]


_Level = Literal["beginner", "intermediate", "advanced", "expert"]


class Judged(_Ticket):
    """What a mentor says to a member's level, and what stood there when they were asked."""

    member: Annotated[str, Field(pattern=rf"^{_PERSON}$")]
    roadmap: Annotated[str, Field(max_length=64)]
    level: _Level
    claimed: _Level
    confirmed: _Level | None = None


class Planned(_Ticket):
    """A session as it stands before it is announced; `key` is the request under which that happens once.

    `here` is the channel where it was asked for, which the learning channel can be left for.
    """

    key: Annotated[str, Field(max_length=190)] = ""
    title: Annotated[str, Field(max_length=150)] = ""
    day: date | None = None
    at: Annotated[str, Field(pattern="^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9])?$")] = ""
    minutes: Annotated[int, Field(ge=0, le=1440)] = 60
    channel: Annotated[str, Field(pattern="^(?:[CG][A-Z0-9]{2,30})?$")] = ""
    here: Annotated[str, Field(pattern="^(?:[CG][A-Z0-9]{2,30})?$")] = ""


def number_in(value: str) -> int:
    """The number of a row that a button carries. Raises BadTicket."""
    if not _is_number(value, 9):  # no more digits than the ids have
        raise BadTicket("number")
    return int(value)


def person_in(value: str) -> str:
    """The id of a person that a button carries. Raises BadTicket."""
    if not re.fullmatch(_PERSON, value):
        raise BadTicket("person")
    return value


def offset_in(value: str) -> int | None:
    """How many lines a button leaves out; None for anything else."""
    return int(value) if _is_number(value, 6) else None


def _is_number(value: str, digits: int) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= digits


T = TypeVar("T", bound=_Ticket)


def read(kind: type[T], value: str) -> T:
    """Read a button's value. Raises BadTicket."""
    try:
        return kind.model_validate_json(value)
    except ValidationError as error:
        raise BadTicket(kind.__name__) from error
