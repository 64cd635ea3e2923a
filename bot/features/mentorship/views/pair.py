"""A pair as one reader is told of it, and what they can do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.people.pair import Pair
from bot.features.privacy.rules.facts import FACTS
from bot.slack.blocks import Confirm, Press
from bot.slack.mrkdwn import clip, escape

UTC: Final = ZoneInfo("UTC")


ENDS: Final = "Either of you can end it at any time."


SEEN: Final = f"A mentor sees the {FACTS} of their mentees. {ENDS}"


@dataclass(frozen=True, slots=True)
class Told:
    """A pair as one reader is told of it: the names of all it concerns, and the area in words, empty for everything."""

    pair: Pair
    reader: str
    names: Mapping[str, str]
    area: str = ""
    zone: ZoneInfo = UTC
    prefix: str = ""

    def name(self, person: str) -> str:
        """A name that is no mention, and never long."""
        return escape(clip(self.names.get(person, person).lstrip("@"), 60))

    @property
    def is_mentor(self) -> bool:
        """Whether the reader is the mentor of the two."""
        return self.reader == self.pair.mentor

    @property
    def is_mentee(self) -> bool:
        """Whether the reader is the mentee of the two."""
        return self.reader == self.pair.mentee

    @property
    def is_side(self) -> bool:
        """Whether the reader is one of the two."""
        return self.is_mentor or self.is_mentee

    @property
    def other(self) -> str:
        """The name of the other one."""
        return self.name(self.pair.other(self.reader))

    @property
    def asker(self) -> str:
        """Who asked for it: `you`, or a name."""
        return "you" if self.pair.asked_by == self.reader else self.name(self.pair.asked_by)

    @property
    def since(self) -> date:
        """The reader's day on which it began to hold or, before that, was asked."""
        return (self.pair.since or self.pair.created_at).astimezone(self.zone).date()

    @property
    def both(self) -> str:
        """`Ben as the mentor of Mei`."""
        return f"{self.name(self.pair.mentor)} as the mentor of {self.name(self.pair.mentee)}{self.on}"

    @property
    def on(self) -> str:
        """What it is about, after a verb."""
        return f" on {escape(self.area)}" if self.area else ""


def answers(told: Told) -> tuple[Press, ...]:
    """Yes, and no; and for a mentee what the yes lets be seen."""
    value = str(told.pair.id)
    yes, no = Press("Accept", "pair.accept", value, "primary"), Press("No, thanks", "pair.decline", value)
    return (yes, no, seen()) if told.is_mentee else (yes, no)


def buttons(told: Told) -> tuple[Press, ...]:
    """What the reader can do about a pair of theirs."""
    if told.pair.waits_for(told.reader):
        return answers(told)
    return (card(told.pair), end(told)) if told.is_mentor and told.pair.holds else (end(told),)


def end(told: Told) -> Press:
    """Ends it, asked once more with what that does."""
    pair = told.pair
    if not pair.holds:
        effect = f"{capital(plan(told))}: nobody is asked any more."
        return Press("Withdraw", "pair.end", str(pair.id), confirm=Confirm("Withdraw this?", effect, "Withdraw"))
    effect = f"As a mentor, {told.name(pair.mentor)} will no longer see the {FACTS} of {told.name(pair.mentee)}."
    if told.is_side:
        see = "their mentor, you no longer see their" if told.is_mentor else "your mentor, they no longer see your"
        effect = f"As {see} {FACTS}. {told.other} is told."
    return Press("End", "pair.end", str(pair.id), "danger", Confirm("End this mentoring?", effect, "End it"))


def plan(told: Told) -> str:
    """What it is, in the reader's words: `Ben as your mentor on Networking`."""
    if not told.is_side:
        return told.both
    return f"you as {told.other}'s mentor{told.on}" if told.is_mentor else f"{told.other} as your mentor{told.on}"


def card(pair: Pair) -> Press:
    """The mentee as their mentor sees them."""
    return Press("Their card", "card.open", pair.mentee)


def seen(mentor: str = "-") -> Press:
    """The mentee's look at what that mentor sees of them or, with none, anybody who mentors."""
    return Press("What my mentor sees", "seen.show", mentor)


def mentees_page() -> Press:
    """The way to whom one mentors."""
    return Press("Your mentees", "pair.mentees")


def mentors_page(label: str) -> Press:
    """The way to one's mentors, and to who would fit."""
    return Press(label, "pair.find", "-")


def capital(words: str) -> str:
    """The same as the beginning of a sentence."""
    return words[:1].upper() + words[1:]
